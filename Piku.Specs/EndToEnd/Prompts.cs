using System.Text.RegularExpressions;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary><c>ssh -t piku@box</c> without a verb, from a real terminal: <c>script</c> gives one to ssh, and what is typed goes into it.</summary>
[Collection(nameof(Shared))]
public sealed class Prompts(PrivateBox box)
{
    private const string CtrlC = "\u0003";

    private const string CtrlD = "\u0004";

    private const string CtrlR = "\u0012";

    private const string Up = "\e[A";

    [Fact]
    public void Verbs_are_asked_one_after_another_and_one_that_fails_does_not_end_it()
    {
        using var app = Live("p-verbs");
        using var at = At();
        // The key may remember an app, of another spec.
        at.Type("use\rnonsense\r");
        Says(at, "'nonsense' is not a verb of piku");
        at.Type("ps p-verbs 'open\r");
        Says(at, "Error: a quote is never closed in this line");
        at.Type("config:set p-verbs GREETING='two  words'\r");
        Says(at, "Setting GREETING=two  words for 'p-verbs'");
        Says(at, "piku> ", 3);
        at.Type("run p-verbs echo \"$GREETING\" | tr a-z A-Z\r");
        Says(at, "TWO  WORDS");
        at.Type("help use\rhelp\r");
        Says(at, "use [APP] names the app");
        at.Type("exit\r");
        var ended = at.End(Shell.Usual);
        Assert.Equal(0, ended.ExitCode);
        Assert.True(ended.Output.LastIndexOf("\e[?1l", StringComparison.Ordinal) > ended.Output.LastIndexOf("\e[?1h", StringComparison.Ordinal), ended.Output);
        var recorded = box.Verb("history p-verbs -n 5 --json").Output;
        Assert.Contains("\"verb\":\"config:set p-verbs GREETING\"", recorded, StringComparison.Ordinal);
        Assert.Contains("\"actor\":\"laptop\"", recorded, StringComparison.Ordinal);
    }

    [Fact]
    public void The_app_and_the_lines_are_remembered_for_the_key_and_values_are_not()
    {
        using var app = Live("p-mind");
        using (var at = At())
        {
            at.Type("use nobody\r");
            Says(at, "Error: app 'nobody' not found");
            at.Type("use p-mind\r");
            Says(at, "p-mind> ");
            at.Type("ps\r");
            Says(at, "web.1");
            at.Type("config:set TOKEN=s3cret\r");
            Says(at, "Setting TOKEN=");
            at.Type("run echo in $APP\r");
            Says(at, "in p-mind");
            // Before that the end of input would be the command's.
            Eventually.True("the prompt again", () => at.SaidSoFar[at.SaidSoFar.LastIndexOf("in p-mind", StringComparison.Ordinal)..].Contains("p-mind> ", StringComparison.Ordinal), more: () => at.SaidSoFar);
            at.Type(CtrlD);
            Assert.Equal(0, at.End(Shell.Usual).ExitCode);
        }

        var file = Assert.Single(Directory.EnumerateFiles($"{box.Root}/state/prompts"), kept => File.ReadAllText(kept).StartsWith("p-mind\n", StringComparison.Ordinal));
        Assert.Equal("-rw-------", Shell.Run(["stat", "-c", "%A", file]).Output.Trim());
        Assert.Equal("drwx------", Shell.Run(["stat", "-c", "%A", $"{box.Root}/state/prompts"]).Output.Trim());
        var kept = File.ReadAllText(file);
        Assert.Contains("\nconfig:set TOKEN=\n", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("echo in", kept, StringComparison.Ordinal);

        using var again = At();
        Says(again, "p-mind> ");
        again.Type($"{Up}{Up}\r");
        Says(again, "web.1");
        again.Type($"{CtrlR}TOKEN\u0001");
        Says(again, "p-mind> config:set TOKEN=");
        again.Type(CtrlC);
        Says(again, "^C");
        again.Type("use\r");
        Says(again, "piku> ");
        again.Type("exit\r");
        Assert.Equal(0, again.End(Shell.Usual).ExitCode);
    }

    [Fact]
    public void Tab_completes_verbs_apps_kinds_and_settings()
    {
        using var app = Live("p-tab");
        box.Verb("config:set p-tab PIKU_DRAIN_SECONDS=2 SECRET_KEY=x");
        using var at = At();
        at.Type("ps:s\tp-ta\tw\t2\r");
        Says(at, "Scaling 'p-tab:web' to 2");
        at.Type("use p-ta\t\rconfig:get SECR\t\r");
        Says(at, "p-tab> config:get SECRET_KEY ");
        at.Type("\u0015config:\t\t");
        Says(at, "config:get    config:live   config:set    config:unset");
        at.Type("\u0015exit\r");
        Assert.Equal(0, at.End(Shell.Usual).ExitCode);
    }

    [Fact]
    public void Ctrl_C_ends_a_verb_and_not_the_prompt_and_the_terminal_is_as_before()
    {
        using var app = Live("p-int");
        using var at = At();
        at.Type("use p-int\r");
        Says(at, "p-int> ");
        at.Type("logs -f\r");
        Eventually.True("a verb that goes on", () => IsAsked("logs p-int -f"));
        at.Type(CtrlC);
        Eventually.True("its end", () => !IsAsked("logs p-int -f"));
        at.Type("run echo $$ > $DATA_ROOT/sleep; exec sleep 1000\r");
        Eventually.True("a command", () => Runs("p-int", "sleep"));
        at.Type(CtrlC);
        Eventually.True("its end", () => !Runs("p-int", "sleep"));
        at.Type("run stty -a\r");
        Says(at, " icanon ");
        Says(at, " echo ");
        at.Type("run python3 -c 'print(input() * 2)'\r");
        at.Type("ab\n");
        Says(at, "abab");
        at.Type("exit\r");
        Assert.Equal(0, at.End(Shell.Usual).ExitCode);
    }

    [Fact]
    public void A_key_may_at_the_prompt_what_it_may_otherwise_and_has_a_history_of_its_own()
    {
        using var app = Live("p-rights");
        var key = $"{app.Folder}/other";
        Shell.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "other", "-f", key]);
        Assert.True(Shell.Run(["sh", "-c", $"exec {box.SshLine} setup:ssh - --name other --no-reveal < {key}.pub"]).Well);
        using (var mine = At())
        {
            mine.Type("use p-rights\rexit\r");
            Assert.Equal(0, mine.End(Shell.Usual).ExitCode);
        }

        using var at = At(ssh: Regex.Replace(box.SshLine, " -i [^ ]+", $" -i {key}"));
        Says(at, "piku> ");
        at.Type("config p-rights\r");
        Says(at, "Error: the key 'other' may not see values of settings");
        at.Type("run p-rights env\r");
        Says(at, "Error: the key 'other' may not see values of settings", 2);
        at.Type("exit\r");
        Assert.Equal(0, at.End(Shell.Usual).ExitCode);
    }

    [Fact]
    public void Who_hangs_up_leaves_nothing_that_runs()
    {
        using var app = Live("p-gone");
        using (var at = At())
        {
            at.Type("run p-gone echo $$ > $DATA_ROOT/sleep; exec sleep 1000\r");
            Eventually.True("a command", () => Runs("p-gone", "sleep"));
            Assert.NotEqual(0, Prompting());
        }

        Eventually.True("its end", () => !Runs("p-gone", "sleep") && Prompting() == 0, seconds: 30);
        using (At()) Eventually.True("a prompt", () => Prompting() > 0);
        Eventually.True("its end", () => Prompting() == 0, seconds: 30);
    }

    [Fact]
    public void Without_a_terminal_there_is_help_instead()
    {
        var ran = Shell.Run([.. box.SshLine.Split(' '), "-T"]);
        Assert.True(ran.Well, $"{ran}");
        Assert.Contains("config:set", ran.Output, StringComparison.Ordinal);
        using var dumb = At("dumb");
        Assert.Contains("config:set", dumb.End(Shell.Usual).Output, StringComparison.Ordinal);
    }

    /// <summary>Whether a program of the box runs that was asked this line.</summary>
    private bool IsAsked(string line) =>
        Lines().Any(one => one.Line.StartsWith($"{box.Root}/bin/piku\0", StringComparison.Ordinal) && Text($"/proc/{one.Pid}/environ").Contains($"SSH_ORIGINAL_COMMAND={line}\0", StringComparison.Ordinal));

    private bool Runs(string app, string file) =>
        File.Exists($"{box.Root}/data/{app}/{file}") && File.ReadAllText($"{box.Root}/data/{app}/{file}").Trim() is { Length: > 0 } pid && Directory.Exists($"/proc/{pid}");

    /// <summary>How many of the box's programs were called by sshd and run still.</summary>
    private int Prompting() => Lines().Count(line => line.Line.StartsWith($"{box.Root}/bin/piku\0--root\0{box.Root}\0ssh\0", StringComparison.Ordinal));

    private static IEnumerable<(string Pid, string Line)> Lines() => Directory.EnumerateDirectories("/proc")
        .Select(folder => Path.GetFileName(folder)!).Where(name => name.All(char.IsAsciiDigit)).Select(pid => (pid, Text($"/proc/{pid}/cmdline")));

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Says(Running at, string words, int times = 1) =>
        Eventually.True($"'{words}'", () => at.SaidSoFar.Split(words).Length > times, more: () => at.SaidSoFar);

    private Running At(string terminal = "xterm", string? ssh = null) =>
        Shell.Start(["script", "-qec", $"stty rows 31 cols 97; exec {ssh ?? box.SshLine} -t", "/dev/null"], variables: new Dictionary<string, string?> { ["TERM"] = terminal, ["SHELL"] = "/bin/sh" });

    private Checkout Live(string name)
    {
        var app = Checkout.Web(box, name);
        app.Pushed();
        return app;
    }
}
