using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary><c>ssh -t … run</c> from a real terminal: <c>script</c> gives one to ssh, and what is typed goes into it.</summary>
[Collection(nameof(Shared))]
public sealed class Terminals(PrivateBox box)
{
    private const string CtrlC = "\u0003";

    private const string CtrlU = "\u0015";

    [Fact]
    public void There_is_one_where_it_is_asked_for_and_none_otherwise()
    {
        using var app = Live("t-is");
        Assert.Equal(1, box.Ssh("run t-is test -t 0 || test -t 1 || test -t 2").ExitCode);
        using var at = At("t-is", "test -t 0 && test -t 1 && test -t 2 && stty size && echo $TERM && tty && exit 9");
        var ran = at.End(Shell.Usual);
        Assert.Equal(9, ran.ExitCode);
        Assert.Matches(@"31 97\r?\nvt220\r?\n/dev/pts/\d+\r?\n", ran.Output);
    }

    [Fact]
    public void A_shell_edits_its_line_and_survives_Ctrl_C()
    {
        using var app = Live("t-bash");
        using var at = At("t-bash", "bash --norc");
        at.Type($"echo wrong{CtrlU}echo ri''ght in $APP\n");
        Eventually.True("the edited line", () => at.SaidSoFar.Contains("right in t-bash", StringComparison.Ordinal), more: () => at.SaidSoFar);
        at.Type("echo $$ > $DATA_ROOT/shell; sh -c 'echo $$ > $DATA_ROOT/sleep; exec sleep 1000'\n");
        Eventually.True("a command in it", () => Runs("t-bash", "sleep"));
        at.Type(CtrlC);
        Eventually.True("the end of that command", () => !Runs("t-bash", "sleep"));
        Assert.True(Runs("t-bash", "shell"));
        at.Type("echo it was $?\nexit 5\n");
        var ran = at.End(Shell.Usual);
        Assert.Contains("it was 130", ran.Output, StringComparison.Ordinal);
        Assert.Equal(5, ran.ExitCode);
    }

    [Fact]
    public void Ctrl_C_reaches_the_command_once_and_its_code_comes_back()
    {
        using var app = Live("t-int");
        using var at = At("t-int", "echo $$ > $DATA_ROOT/sleep; exec sleep 1000");
        Eventually.True("a command", () => Runs("t-int", "sleep"));
        at.Type(CtrlC);
        Assert.Equal(130, at.End(Shell.Usual).ExitCode);
        Assert.False(Runs("t-int", "sleep"));

        app.Write("count.py", """
            import signal, time
            seen = []
            signal.signal(signal.SIGINT, lambda *_: seen.append(1))
            print("rea" + "dy", flush=True)
            while not seen: time.sleep(0.05)
            input()
            print("seen", len(seen))

            """).Commit("Counts").Pushed();
        using var counts = At("t-int", "exec python3 count.py");
        Eventually.True("the command", () => counts.SaidSoFar.Contains("ready", StringComparison.Ordinal));
        counts.Type(CtrlC);
        counts.Type("\n");
        var ran = counts.End(Shell.Usual);
        Assert.True(ran.Well, $"{ran}");
        Assert.Contains("seen 1", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_hangs_up_leaves_nothing_that_runs()
    {
        using var app = Live("t-gone");
        using (At("t-gone", "sleep 1000 & echo $! > $DATA_ROOT/a; trap : HUP TERM; echo $$ > $DATA_ROOT/b; while :; do sleep 1; done"))
            Eventually.True("two processes", () => Runs("t-gone", "a") && Runs("t-gone", "b"));
        Eventually.True("their end", () => !Runs("t-gone", "a") && !Runs("t-gone", "b"), seconds: 30);
    }

    private bool Runs(string app, string file) =>
        File.Exists($"{box.Root}/data/{app}/{file}") && File.ReadAllText($"{box.Root}/data/{app}/{file}").Trim() is { Length: > 0 } pid && Directory.Exists($"/proc/{pid}");

    /// <summary>At a terminal of a size of its own; the command comes as it would be typed after ssh, in quotes for the local shell where it needs them.</summary>
    private Running At(string app, string command)
    {
        var line = $"run {app} {command}".Replace("'", "'\\''", StringComparison.Ordinal);
        return Shell.Start(["script", "-qec", $"stty rows 31 cols 97; exec {box.SshLine} -t '{line}'", "/dev/null"], variables: new Dictionary<string, string?> { ["TERM"] = "vt220", ["SHELL"] = "/bin/sh" });
    }

    private Checkout Live(string name)
    {
        var app = Checkout.Web(box, name);
        app.Pushed();
        return app;
    }
}
