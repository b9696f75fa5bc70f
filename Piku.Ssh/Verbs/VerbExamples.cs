using System.Collections.Immutable;

namespace Piku.Ssh.Verbs;

/// <summary>What verbs look like when they are used; each is a line that piku understands.</summary>
public static class VerbExamples
{
    public static ImmutableArray<string> Of(Verb verb) => [.. All.Where(line => line.Split(' ')[0] == verb.Name)];

    public static ImmutableArray<string> All { get; } =
    [
        "apps",
        "apps --json",
        "destroy blog",
        "logs blog",
        "logs blog worker -f --grep error",
        "logs blog --since '20 min ago'",
        "logs blog --release v7",
        "plan blog",
        "plan blog config:set GREETING=hello",
        "run blog python manage.py migrate",
        "why blog",
        "config blog",
        "config:get blog GREETING",
        "config:live blog",
        "config:set blog GREETING=hello NGINX_SERVER_NAME=blog.example.org",
        "config:unset blog GREETING",
        "cron blog",
        "cron blog cron-tidy -n 5",
        "ps blog",
        "ps:scale blog web=2 worker=1",
        "restart blog",
        "start blog",
        "stop blog",
        "deploy blog",
        "deploy:cancel blog",
        "diff blog v6",
        "diff blog v6 v7",
        "history blog --since yesterday",
        "history --actor anna -n 50",
        "releases blog",
        "rollback blog",
        "rollback blog v6 --plan",
        "rollback blog --to 'yesterday 18:00' --yes",
        "undo blog #57",
        "certs",
        "certs:add blog < blog.pem",
        "certs:remove blog",
        "certs:renew blog",
        "maintenance:off blog",
        "maintenance:on blog",
        "maintenance:on blog --page - < away.html",
        "setup:ssh - --name anna < id_ed25519.pub",
        "export box.jsonl",
        "export --with-repos > box.tar",
        "gc --dry-run",
        "import box.tar",
        "journal verify",
        "setup --http-listen 127.0.0.1:8080",
        "help logs",
        "help releases",
    ];
}
