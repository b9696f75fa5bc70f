using System.Text.RegularExpressions;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Piku.Ssh.Git;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Tidy;

/// <summary>What a table in code knows is written into the docs from there; PIKU_APPROVE=1 writes it anew.</summary>
public sealed partial class DocsSpecs
{
    [Fact]
    public void The_page_of_verbs_says_what_the_table_says() => Is("docs/verbs.md", _ =>
        "# Verbs\n\n`ssh piku@box VERB …`, or `piku VERB …` on the box. `help`, `help TOPIC` and `help VERB` say what is written here.\n\n"
        + "- What only shows something takes `--json` ([json.md](json.md)); as people read it, it is coloured and cut to the width of a terminal, and left whole where there is none.\n"
        + "- What may change something says nothing but errors with `-q` or `--quiet`; so does a push with `git push -o quiet`.\n"
        + "- With `--plan` these only tell what would happen, and do nothing ([plan.md](plan.md)):\n  "
        + string.Join(", ", VerbTable.All.Where(v => v.Changes).Select(v => $"`{v.Name}`")) + ".\n"
        + "- Colours need a terminal (`ssh -t`) that is not `TERM=dumb`, and no variable `NO_COLOR` with something in it; the width is that of the terminal, or `COLUMNS`.\n\n"
        + "## Exit codes\n\n| code | what it says |\n|---|---|\n"
        + string.Concat(ExitCode.All.Select(code => $"| {code.Code} | {code.Meaning} |\n"))
        + string.Concat(Topics.All.Select(topic => $"\n## {Topics.Title(topic)}\n\n| verb | what piku will do |\n|---|---|\n"
            + string.Concat(VerbTable.All.Where(v => !v.IsInternal && v.Topic == topic).Select(v => $"| `{InTable(v.Call)}` | {v.Summary} |\n"))
            + $"\n{Examples(topic)}")));

    private static string Examples(Topic topic) => VerbTable.All.Where(v => !v.IsInternal && v.Topic == topic).SelectMany(v => VerbExamples.Of(v)).ToList() is { Count: > 0 } lines
        ? $"```\n{string.Join('\n', lines)}\n```\n"
        : "";

    private static string InTable(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [Fact]
    public void The_page_of_settings_says_what_the_table_says() => Is("docs/settings.md", _ =>
        "# Settings\n\nSet by `config:set`, or in the `ENV` file of a repository; what verbs have set goes first. Every other key goes to the app as it\n"
        + "is. In `ENV`, `$KEY` and `${KEY}` stand for keys set above; what `config:set` is given stays as it is.\n\n| setting | value | default | meaning |\n|---|---|---|---|\n"
        + string.Concat(SettingTable.All.Select(s => $"| `{s.Name}` | {ValueOf(s.Kind)} | {(s.Default == "" ? "unset" : $"`{s.Default}`")} | {s.Meaning}{(s.Build ? " A change has the dependencies built again." : "")} |\n"))
        + $"\nA key with its value may have {SettingTable.MaxBytes} bytes, and all of an app's {SettingTable.MaxTotalBytes}.\n"
        + "Keys that begin with `UWSGI_` stay in uWSGI's configuration and are not in the environment of the app.\n\n"
        + "The app is given besides: `APP`, `DATA_ROOT`, `LOG_ROOT`, `HOME`, `USER`, `PATH`, `PWD`, `PROC_TYPE`, `VIRTUAL_ENV` (Python), and `PORT` and\n`BIND_ADDRESS` (`web`).\n\n"
        + "## About the box\n\n`piku.conf` in the root folder, written by `piku setup`; restart `pikud` after a change.\n\n| setting | default | meaning |\n|---|---|---|\n"
        + string.Concat(RootSettings.All.Select(s => $"| `{s.Name}` | {(s.Default == "" ? "unset" : $"`{s.Default}`")} | {s.Meaning} |\n")));

    [Fact]
    public void The_pictures_of_the_lifecycles_are_the_lifecycles() => Is("docs/how-it-works.md", text =>
        new[] { AppLifecycle.Table.Mermaid(), ReleaseLifecycle.Table.Mermaid(), CertificateLifecycle.Table.Mermaid() }
            .Zip(Picture().Matches(text))
            .Aggregate(text, (page, pair) => page.Replace(pair.Second.Value, $"```mermaid\n{pair.First.ReplaceLineEndings("\n").Trim()}\n```", StringComparison.Ordinal)));

    [Fact]
    public void The_limits_of_a_push_are_those_of_the_table() => Is("docs/security.md", text =>
        Limits().Replace(text, $"| of a push | most |\n|---|---|\n{string.Concat(PushLimits.All.Select(limit => $"| {limit.What} | {limit.Most} |\n"))}"));

    private static void Is(string page, Func<string, string> expected)
    {
        var path = $"{Source.Root}/{page}";
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var wanted = expected(text);
        if (Environment.GetEnvironmentVariable("PIKU_APPROVE") == "1") File.WriteAllText(path, wanted);
        else Assert.Equal(wanted, text);
    }

    private static string ValueOf(SettingKind kind) => kind switch
    {
        SettingKind.Number(var least, var most) => $"{least} to {most}",
        SettingKind.Addresses => "addresses or ranges of them, such as '192.0.2.7 10.0.0.0/8'",
        SettingKind.Flag => "`true` or `false`",
        SettingKind.Text(_, var looks) => looks,
        _ => throw new System.Diagnostics.UnreachableException(kind.GetType().Name),
    };

    [GeneratedRegex(@"^\| of a push \| most \|\n(?:\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Limits();

    [GeneratedRegex("```mermaid\n.*?\n```", RegexOptions.Singleline)]
    private static partial Regex Picture();
}
