using System.Diagnostics;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>The script for developers' machines against a real box, in a checkout whose remote <c>piku</c> it is.</summary>
[Collection(nameof(Shared))]
public sealed class Client(PrivateBox box)
{
    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    public void Verbs_go_to_the_app_of_the_checkout_and_words_arrive_as_they_are(string shell)
    {
        using var app = Live($"c-{shell}");
        Assert.Contains("web.1", Well(app, shell, "ps").Output, StringComparison.Ordinal);
        Assert.Contains("web.1", Well(app, shell, "ps", app.App).Output, StringComparison.Ordinal);
        const string Odd = "it's  \"$HOME\"; `id` \\ * é\n  second line";
        Well(app, shell, "config:set", $"ODD={Odd}");
        Assert.Equal($"{Odd}\n", Well(app, shell, "config:get", "ODD").Output);
        Assert.Equal("<a  b><it's><$HOME><*><\"><@says>", Well(app, shell, "run", "printf", "<%s>", "a  b", "it's", "$HOME", "*", "\"", "@says").Output.TrimEnd('\n'));
        Assert.Equal($"{app.App}\n", Well(app, shell, "run", "echo $APP | cat").Output);
        Assert.Equal("x\n", Asked(app, shell, ["run", "cat"], "x\n").Output);
        Assert.Equal(7, Asked(app, shell, ["run", "exit 7"]).ExitCode);
        Assert.Equal(1, Asked(app, shell, ["ps", "nobody"]).ExitCode);
        Assert.Equal($"http://{app.Host}:{box.HttpPort}/\n", Well(app, shell, "url").Output);
        Assert.Contains($"{app.App}\n", Well(app, shell, "apps").Output, StringComparison.Ordinal);
        Assert.Contains("piku create [NAME]", Well(app, shell, "help").Output, StringComparison.Ordinal);
        Assert.Contains("config:set", Well(app, shell, "help").Output, StringComparison.Ordinal);
        Assert.Contains("ps:scale", Well(app, shell, "help", "ps:scale").Output, StringComparison.Ordinal);
        Assert.Matches(@"piku +\d+\.\d+\.\d+", Well(app, shell, "version").Output);
        Assert.Equal("web=\n", Well(app, shell, "complete", "ps:scale", "w").Output);
        Assert.Equal("ODD\n", Well(app, shell, "complete", "config:get", "OD").Output);
    }

    [Fact]
    public void A_terminal_is_there_when_both_ends_of_the_script_are_at_one()
    {
        using var app = Live("c-tty");
        Assert.Equal(1, Asked(app, "dash", ["run", "test -t 0 || test -t 1"]).ExitCode);
        using (var at = At(app, "run 'test -t 0 && test -t 1 && echo there && exit 9'"))
        {
            var ran = at.End(Shell.Usual);
            Assert.Contains("there", ran.Output, StringComparison.Ordinal);
            Assert.Equal(9, ran.ExitCode);
        }

        using (var at = At(app, "shell"))
        {
            at.Type("echo in $APP; exit 5\n");
            var ran = at.End(Shell.Usual);
            Assert.Contains("in c-tty", ran.Output, StringComparison.Ordinal);
            Assert.Equal(5, ran.ExitCode);
        }

        using (var at = At(app, ""))
        {
            Eventually.True("the prompt of the app", () => at.SaidSoFar.Contains("c-tty> ", StringComparison.Ordinal), more: () => at.SaidSoFar);
            at.Type("exit\r");
            Assert.Equal(0, at.End(Shell.Usual).ExitCode);
        }

        using (var at = At(app, "logs"))
        {
            Assert.Equal(200, app.Get("/say/hello-there").Status);
            Eventually.True("what is said later", () => at.SaidSoFar.Contains("hello-there", StringComparison.Ordinal), more: () => at.SaidSoFar);
            Assert.False(at.HasEnded);
        }
    }

    [Fact]
    public void The_completion_of_bash_asks_the_script()
    {
        using var app = Live("c-comp");
        var bin = $"{app.Folder}/bin";
        Directory.CreateDirectory(bin);
        File.CreateSymbolicLink($"{bin}/piku", $"{Source.Root}/packaging/client/piku");
        string Completed(string line) => Shell.Run(
            ["bash", "-c", $". {Source.Root}/packaging/completions/piku.bash; COMP_LINE=$1 COMP_POINT=${{#1}} COMP_WORDBREAKS=$' \\t\\n:='; _piku 2>/dev/null; echo \"${{COMPREPLY[*]}}\"", "bash", line],
            app.Folder, Variables(app, $"{bin}:{Environment.GetEnvironmentVariable("PATH")}")).Output.Trim();
        Assert.Equal("restart", Completed("piku rest"));
        Assert.Equal("scale", Completed("piku ps:s"));
        Assert.Equal("web=", Completed("piku ps:scale w"));
        Assert.Contains("init", Completed("piku in"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_word_may_become_is_told_at_once()
    {
        using var app = Live("c-fast");
        box.Local("piku", "complete", "logs", "");
        var best = Enumerable.Range(0, 10).Select(_ => Timed(() => Assert.Contains("c-fast", box.Local("piku", "complete", "logs", "").Output, StringComparison.Ordinal))).Min();
        Assert.True(best < TimeSpan.FromMilliseconds(250), $"It took {best.TotalMilliseconds:0} ms at best.");
    }

    private static TimeSpan Timed(Action act)
    {
        var begun = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(begun);
    }

    private Ran Well(Checkout app, string shell, params string[] words)
    {
        var ran = Asked(app, shell, words);
        Assert.True(ran.Well, $"{ran}");
        return ran;
    }

    private Ran Asked(Checkout app, string shell, string[] words, string input = "") =>
        Shell.Run([shell, $"{Source.Root}/packaging/client/piku", .. words], app.Folder, Variables(app), input);

    private Running At(Checkout app, string line) => Shell.Start(
        ["script", "-qec", $"stty rows 31 cols 97; exec dash {Source.Root}/packaging/client/piku {line}", "/dev/null"], app.Folder,
        new Dictionary<string, string?>(Variables(app)) { ["TERM"] = "xterm", ["SHELL"] = "/bin/sh" });

    private Dictionary<string, string?> Variables(Checkout app, string? path = null) => new()
    {
        ["GIT_SSH_COMMAND"] = box.SshLine[..box.SshLine.LastIndexOf(' ')],
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["PIKU_SERVER"] = null,
        ["PIKU_APP"] = null,
        ["LC_ALL"] = "C.UTF-8",
        ["PATH"] = path ?? Environment.GetEnvironmentVariable("PATH"),
    };

    private Checkout Live(string name)
    {
        var app = Checkout.Web(box, name);
        app.Git("remote", "add", "piku", app.Remote);
        app.Pushed();
        return app;
    }
}
