using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>From a root of the original to apps that run here. On a box of its own, since it asks what all of it holds.</summary>
public sealed class Migrate(PrivateBox box) : IClassFixture<PrivateBox>
{
    /// <summary>Counts its visitors in a database beside its code, and tells what it was given.</summary>
    private const string Counter = """
        import os, sqlite3
        def application(environ, start_response):
            with sqlite3.connect("./db.sqlite3") as db:
                db.execute("insert into visits default values")
                count = db.execute("select count(*) from visits").fetchone()[0]
            start_response("200 OK", [("Content-Type", "text/plain")])
            kept = open(os.environ["NOTES"]).read()
            return [f"{count} {kept} {os.environ['GREETING']} {open('uploads/a.txt').read()}".encode()]

        """;

    private const string Server = """
        import os
        from http.server import BaseHTTPRequestHandler, HTTPServer
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(os.environ["PORT"].encode())
        HTTPServer((os.environ["BIND_ADDRESS"], int(os.environ["PORT"])), Handler).serve_forever()

        """;

    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8bXr0QyYxkVvDyM8dG5bGm0p3Zc9pPqfQ0yq1bR0aB anna@laptop";

    [Fact]
    public void Takes_apps_over_with_what_they_have_and_leaves_the_old_root_as_it_was()
    {
        var old = Original($"{box.Folder}-old");
        var before = old.Digest();

        var dry = box.Local("piku", "migrate", old.Path);
        Assert.True(dry.ExitCode == 1, $"{dry}");
        foreach (var said in new[] { "m-count: commit ", "Bad_Name: left out", "n-twin: left out", $"{old.Path}/apps/m-count/db.sqlite3 is copied to {box.Root}/data/m-count/db.sqlite3", $"Nothing was changed; to do it: migrate {old.Path} --apply", "keys: anna@laptop may push here" })
            Assert.Contains(said, dry.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("m-", box.Verb("apps").Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{box.Root}/data", "*m-*"));
        Assert.Equal(before, old.Digest());

        var done = box.Local("piku", "migrate", old.Path, "--apply");
        Assert.True(done.ExitCode == 1, $"{done}");
        foreach (var row in new[] { @"m-count +live +v1", @"m-page +live +v1", @"m-web +live +v1", @"m-work +stopped", @"n-twin +left out +'m-web.localhost' belongs to app 'm-web'", @"Bad_Name +left out", $@"o-shut +left out +{old.Path}/data/o-shut/secret cannot be read by '{Environment.UserName.Replace("root", "piku", StringComparison.Ordinal)}'", $@"p-shut +left out +{old.Path}/envs/p-shut cannot be read by" })
            Assert.Matches(row, done.Output);
        Assert.Contains("1. End the old piku", done.Output, StringComparison.Ordinal);
        Assert.Equal(before, old.Digest());

        Serves_what_they_served_with_their_settings_files_and_scale();
        Tells_of_it_and_does_not_do_it_twice(old, before);
        Goes_on_with_pushes();
    }

    private void Serves_what_they_served_with_their_settings_files_and_scale()
    {
        Assert.Equal((200, "3 kept hello there uploaded"), box.Get("m-count.localhost"));
        Assert.Equal((200, "4 kept hello there uploaded"), box.Get("m-count.localhost"));
        Assert.Equal((200, "a page"), box.Get("m-page.localhost"));
        Assert.Equal(["web.1", "web.2"], box.Vassals("m-web").Select(name => name.Split('_')[1]));
        Assert.Empty(box.Vassals("m-work"));
        Assert.Equal("db.sqlite3,uploads\n", box.Verb("config:get m-count PIKU_LINKS").Output);
        Assert.Equal($"{box.Root}/data/m-count/notes.txt\n", box.Verb("config:get m-count NOTES").Output);
        Assert.Equal("live\n", box.Verb("config:get m-page PIKU_DEPLOY_BRANCH").Output);
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), File.GetLastWriteTimeUtc($"{box.Root}/data/m-count/notes.txt"));
        Assert.Equal("notes.txt", new FileInfo($"{box.Root}/data/m-count/link").LinkTarget);
        Assert.Contains(" anna@laptop", Assert.Single(File.ReadLines($"{box.Root}/ssh/authorized_keys"), line => line.Contains("anna", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Matches("m-page +added", box.Verb("certs").Output);
        Assert.Matches("m-count +self-signed", box.Verb("certs").Output);
        box.Verb("start m-work");
        Assert.Single(box.Vassals("m-work"));
    }

    private void Tells_of_it_and_does_not_do_it_twice(OriginalRoot old, IEnumerable<string> before)
    {
        Assert.Contains($"taken over from {old.Path}", box.Verb("history m-count -n 100").Output, StringComparison.Ordinal);
        var journal = box.Local("piku", "export").Output;
        var keys = File.ReadAllText($"{box.Root}/ssh/authorized_keys");
        var again = box.Local("piku", "migrate", old.Path, "--apply");
        Assert.Contains("m-count: was taken over before, and is left as it is", again.Output, StringComparison.Ordinal);
        Assert.Equal(journal, box.Local("piku", "export").Output);
        Assert.Equal(keys, File.ReadAllText($"{box.Root}/ssh/authorized_keys"));
        Assert.Equal(before, old.Digest());
    }

    /// <summary>The repository is the one that was pushed to, and what the app has left beside its code is found by the next release too.</summary>
    private void Goes_on_with_pushes()
    {
        var clone = $"{box.Folder}-clone";
        Git("/", "clone", "-q", $"{box.RemotePrefix}m-count", clone);
        File.AppendAllText($"{clone}/app.py", "# more\n");
        Git(clone, "commit", "-qam", "Second");
        Git(clone, "push", "-q", "origin", "HEAD");
        Assert.Equal((200, "5 kept hello there uploaded"), box.Get("m-count.localhost"));
    }

    [Fact]
    public void Goes_on_where_it_was_cut_short_and_overwrites_no_data_of_others()
    {
        var old = new OriginalRoot($"{box.Folder}-cut");
        foreach (var app in new[] { "cut-a", "cut-b" }) old.App(app, "main", ("Procfile", "worker: sleep 1000000\n")).Write($"{old.Path}/data/{app}/kept", "old");
        Assert.True(box.Local("piku", "migrate", old.Path).Well);
        foreach (var app in new[] { "cut-a", "cut-b" }) Put($"data/{app}/kept", "copied");
        Put("run/migrate.cut-a", old.Path);

        var done = box.Local("piku", "migrate", old.Path, "--apply");
        Assert.Matches("cut-a +stopped", done.Output);
        Assert.Matches("cut-b +left out +.*/data/cut-b has files already; move them away, and migrate again", done.Output);
        Assert.Equal("old", File.ReadAllText($"{box.Root}/data/cut-a/kept"));
        Assert.Equal("copied", File.ReadAllText($"{box.Root}/data/cut-b/kept"));
        Assert.False(File.Exists($"{box.Root}/run/migrate.cut-a"));

        Directory.Delete($"{box.Root}/data/cut-b", recursive: true);
        Assert.Matches("cut-b +stopped", box.Local("piku", "migrate", old.Path, "--apply").Output);
        Assert.Equal("old", File.ReadAllText($"{box.Root}/data/cut-b/kept"));
    }

    [Fact]
    public void Refuses_folders_that_are_none_of_the_original()
    {
        Refused("/nowhere", "there is no folder '/nowhere' that");
        Refused("/usr", "'/usr' is no root of the original piku");
        Refused(box.Root, "are one, or within each other");
    }

    private void Refused(string folder, string because)
    {
        var ran = box.Local("piku", "migrate", folder, "--apply");
        Assert.True(ran.ExitCode == 1 && ran.Output == "", $"{ran}");
        Assert.Contains(because, ran.Errors, StringComparison.Ordinal);
    }

    /// <summary>As the user of the box.</summary>
    private void Put(string path, string text)
    {
        var ran = Shell.Run(PrivateBox.AsUser(["sh", "-c", "mkdir -p \"$(dirname \"$1\")\" && printf %s \"$2\" > \"$1\"", "sh", $"{box.Root}/{path}", text]));
        Assert.True(ran.Well, $"{ran}");
    }

    private void Git(string folder, params string[] words)
    {
        var ran = box.Git(folder, words);
        Assert.True(ran.Well, $"{ran}");
    }

    private static OriginalRoot Original(string home)
    {
        var old = new OriginalRoot(home)
            .App("m-count", "master", ("Procfile", "wsgi: app:application\n"), ("requirements.txt", ""), ("uploads/.gitkeep", ""), ("app.py", Counter), ("ENV", "NGINX_SERVER_NAME=m-count.localhost\n"))
            .Configured("m-count", "GREETING=hello there\nNOTES=$DATA_ROOT/notes.txt\nPIKU_AUTO_RESTART=true\n", "NGINX_X=server {\n  listen 80;\n}\n", "wsgi:1\n")
            .App("m-page", "live", ("Procfile", "static: public\n"), ("public/index.html", "a page"))
            .Configured("m-page", "NGINX_SERVER_NAME=m-page.localhost\nNGINX_HTTPS_ONLY=nope\n")
            .App("m-web", "main", ("Procfile", "web: python3 server.py\n"), ("server.py", Server))
            .Configured("m-web", "NGINX_SERVER_NAME=m-web.localhost\n", "PORT=41234\n", "web:2\n")
            .App("n-twin", "main", ("Procfile", "static: public\n"), ("public/index.html", ""))
            .Configured("n-twin", "NGINX_SERVER_NAME=m-web.localhost\n")
            .App("m-work", "main", ("Procfile", "worker: sleep 1000000\n"), ("ENV", "PIKU_WORKER_GRACE=0\n"))
            .App("o-shut", "main", ("Procfile", "worker: sleep 1000000\n"))
            .App("p-shut", "main", ("Procfile", "worker: sleep 1000000\n")).Configured("p-shut", "A=1\n")
            .Issued("m-page", "m-page.localhost").SelfSigned("m-count", "m-count.localhost")
            .App("Bad_Name", "main", ("Procfile", "worker: sleep 1000000\n"))
            .Running("m-count_wsgi.1", "m-web_web.1", "m-web_web.2", "Bad_Name_worker.1");
        var (work, data) = ($"{old.Path}/apps/m-count", $"{old.Path}/data/m-count");
        old.Write($"{work}/uploads/a.txt", "uploaded").Write($"{work}/__pycache__/app.pyc", "x").Write($"{data}/notes.txt", "kept").Write($"{old.Home}/.ssh/authorized_keys", $"command=\"FINGERPRINT=SHA256:abc NAME=default {old.Home}/piku.py $SSH_ORIGINAL_COMMAND\",no-agent-forwarding,no-user-rc,no-X11-forwarding,no-port-forwarding {Key}\n");
        Shell.Run(["python3", "-c", "import sqlite3; db = sqlite3.connect('db.sqlite3'); db.execute('create table visits (id integer primary key)'); db.execute('insert into visits default values'); db.execute('insert into visits default values'); db.commit()"], work);
        File.SetLastWriteTimeUtc($"{data}/notes.txt", new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        File.CreateSymbolicLink($"{data}/link", "notes.txt");
        File.SetUnixFileMode(old.Write($"{old.Path}/data/o-shut/secret", "").Path + "/data/o-shut/secret", UnixFileMode.None);
        File.SetUnixFileMode($"{old.Path}/envs/p-shut", UnixFileMode.None);
        return old;
    }
}
