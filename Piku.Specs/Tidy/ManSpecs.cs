using System.Text.RegularExpressions;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Tidy;

/// <summary>The man pages are made of the tables; PIKU_APPROVE=1 writes them anew. Both of the world's formatters have to like them.</summary>
public sealed partial class ManSpecs
{
    /// <summary>Of the version that the pages are about.</summary>
    private const string Date = "2026-11-26";

    /// <summary>Page → what makes it.</summary>
    private static readonly Dictionary<string, Func<string>> Pages = new()
    {
        ["piku.1"] = Piku,
        ["pikud.8"] = Pikud,
        ["piku.conf.5"] = Conf,
    };

    public static TheoryData<string> Names() => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_man_page_says_what_the_tables_say(string name)
    {
        var path = $"{Source.Root}/packaging/man/{name}";
        var wanted = Pages[name]();
        if (Environment.GetEnvironmentVariable("PIKU_APPROVE") == "1") File.WriteAllText(path, wanted);
        else Assert.Equal(wanted, File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Groff_and_mandoc_have_nothing_to_say_about_it(string name)
    {
        var path = $"{Source.Root}/packaging/man/{name}";
        var shown = Shell.Run(["groff", "-man", "-ww", "-Tutf8", "-k", path]);
        Assert.True(shown is { Well: true, Errors: "" }, $"{shown}");
        Assert.Equal("", Shell.Run(["mandoc", "-T", "lint", "-W", "warning", path]).Said);
        Assert.Contains("piku", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("`", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_of_the_box_that_is_read_is_in_the_table_and_every_one_in_the_table_is_read()
    {
        var read = Key().Matches(File.ReadAllText($"{Source.Root}/Piku.Reconciler/Layout/RootFile.cs")).Select(key => key.Groups["key"].Value).Where(key => key != RootFile.Variable).Distinct();
        Assert.Equal(read.Order(StringComparer.Ordinal), RootSettings.All.Select(setting => setting.Name).Where(name => name.StartsWith("PIKU_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string Piku() => $"""
        {Head("piku", 1)}
        .SH NAME
        piku \- run what is pushed with git
        .SH SYNOPSIS
        .B piku
        .RB [ \-\-root
        .IR FOLDER ]
        .I VERB
        \&...
        .br
        .BI "ssh piku@" BOX
        .I VERB
        \&...
        .br
        .BI "ssh \-t piku@" BOX
        .SH DESCRIPTION
        A push to
        .BI piku@ BOX : APP
        with git builds and runs an app; the verbs below ask about it and change it.
        Without a verb, at a terminal and by ssh, a prompt opens that completes verbs, apps and settings with Tab.
        .PP
        With
        .B \-\-plan
        those that change an app only tell what would happen.
        .SH VERBS
        {string.Concat(VerbTable.All.Where(verb => !verb.IsInternal).GroupBy(verb => verb.Topic).Select(topic => $".SS {topic.Key}\n{string.Concat(topic.Select(VerbOf))}")).TrimEnd('\n')}
        .SH EXIT STATUS
        0 when what was asked for is done or recorded; 1 after one line that begins with "Error:".
        .B run
        exits as its command does.
        .SH ENVIRONMENT
        .TP
        .B {RootFile.Variable}
        The root folder, where
        .B \-\-root
        does not name it.
        .TP
        .B NO_COLOR
        Without colours, whatever it is set to.
        .SH SEE ALSO
        .BR pikud (8),
        .BR piku.conf (5)

        """;

    private static string Pikud() => $"""
        {Head("pikud", 8)}
        .SH NAME
        pikud \- bring a piku box to what was asked for, and keep it there
        .SH SYNOPSIS
        .B pikud
        .RB [ \-\-root
        .IR FOLDER ]
        .RB [ \-\-once ]
        .SH DESCRIPTION
        .BR piku (1)
        records what was asked for in a journal;
        .B pikud
        builds releases, starts and ends processes, writes the configuration of nginx and of uWSGI's Emperor, and sees to certificates.
        It looks whenever the journal or a file of its own changes, and at every app once a minute.
        While it does not run, what runs goes on, and verbs are recorded for later.
        .SH OPTIONS
        .TP
        .BI \-\-root " FOLDER"
        The root folder.
        .TP
        .B \-\-once
        One look at every app, then the end; for boxes on which cron calls it.
        .SH FILES
        .TP
        .IR FOLDER /piku.conf
        Settings of the box; see
        .BR piku.conf (5).
        .TP
        .IR FOLDER /state
        The journal.
        .SH SEE ALSO
        .BR piku (1),
        .BR piku.conf (5)

        """;

    private static string Conf() => $"""
        {Head("piku.conf", 5)}
        .SH NAME
        piku.conf \- settings of a piku box
        .SH DESCRIPTION
        Lines of the form
        .IR KEY = value
        in the root folder, written by
        .BR "piku setup" .
        Lines that begin with # are comments.
        Run
        .B piku setup
        and restart
        .BR pikud (8)
        after a change.
        .SH SETTINGS
        {string.Concat(RootSettings.All.Select(SettingOf)).TrimEnd('\n')}
        .SH SEE ALSO
        .BR piku (1),
        .BR pikud (8)

        """;

    private static string Head(string name, int section) => $".\\\" Made of the tables of verbs and settings by a spec; see Piku.Specs/Tidy/ManSpecs.cs.\n.TH {name.ToUpperInvariant()} {section} {Date} \"piku {Product.Version}\"";

    private static string VerbOf(Verb verb) => $".TP\n.BR {Quoted($"{verb.Name}")}{(verb.Usage == "" ? "" : $" {Quoted($" {verb.Usage}")}")}\n{Plain(Upper(verb.Summary))}.\n";

    private static string SettingOf(RootSetting setting) => $".TP\n.BR {Quoted(setting.Name)}{(setting.Default == "" ? "" : $" {Quoted($" ({setting.Default})")}")}\n{Plain(setting.Meaning)}\n";

    private static string Quoted(string text) => $"\"{Plain(text).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    /// <summary>As roff takes it: a hyphen is a minus, a backslash itself, and no line begins with a request.</summary>
    private static string Plain(string text)
    {
        var plain = text.Replace("`", "", StringComparison.Ordinal).Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("…", "...", StringComparison.Ordinal);
        return plain[0] is '.' or '\'' ? $"\\&{plain}" : plain;
    }

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex("\"(?<key>PIKU_[A-Z_]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Key();
}
