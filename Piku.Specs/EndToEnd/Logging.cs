using System.Globalization;
using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Logs of real processes, by real uWSGI and nginx, as somebody at a terminal and a script see them.</summary>
[Collection(nameof(Shared))]
public sealed class Logging(PrivateBox box)
{
    private const string Cyan = "\e[36m";

    [Fact]
    public void Lines_have_times_by_which_those_of_all_processes_are_one_story()
    {
        using var app = Checkout.Web(box, "g-times");
        app.Write("Procfile", "web: python3 -u server.py\nworker: echo worker began; while :; do sleep 1000; done\n").Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nNGINX_ACCESS_LOG=true\nPIKU_WORKER_GRACE=0\n").Commit("Two kinds").Pushed();
        app.Get("/say/One");
        Eventually.True("the first line", () => Lines("logs g-times web").Contains("web.1 | One"));
        var between = TimeProvider.System.GetUtcNow();
        app.Get("/say/two");
        app.Get("/say/ONE-more");
        Eventually.True("the third line", () => Lines("logs g-times web").Contains("web.1 | ONE-more"));

        Assert.Equal(["web.1 | One", "web.1 | ONE-more"], Lines("logs g-times web --grep one -n 2"));
        Assert.Equal(["web.1 | two", "web.1 | ONE-more"], Lines($"logs g-times web --since {between.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z"));
        Assert.Contains("worker.1 | worker began", Lines("logs g-times"));
        var told = Lines("logs g-times --json").Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["access", "web.1", "worker.1"], told.Select(line => line.GetProperty("process").GetString()).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(told.Where(IsOfProcess).Select(At).Order(), told.Where(IsOfProcess).Select(At));
        Assert.True(At(told.Single(line => line.GetProperty("line").GetString() == "two")) >= between.AddMilliseconds(-1));
        Assert.DoesNotContain(told, line => line.GetProperty("line").GetString()!.Any(c => c is '\u001e' or '\u001f'));
        box.Refuses("logs g-times --since soon", "'soon' is no time");
        box.Refuses("logs g-tmes", "did you mean 'g-times'?");
    }

    [Fact]
    public void Who_follows_gets_each_line_once_across_a_restart_and_whatever_is_put_aside()
    {
        using var app = Checkout.Web(box, "g-follow");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nUWSGI_LOG_MAXSIZE=4096\nPIKU_DRAIN_SECONDS=1\n").Commit("Small logs").Pushed();
        using var followed = box.StartSsh("logs g-follow -f -n 1 --grep said-");
        app.Get("/say/said-begin");
        Eventually.True("the first line", () => followed.SaidSoFar.Contains("said-begin\n", StringComparison.Ordinal));
        var said = 0;
        string Say() => app.Get($"/say/said-{said++:d4}-{new string('x', 95)}").Body;
        for (var i = 0; i < 100; i++) Say();
        box.Verb("restart g-follow");
        for (var i = 0; i < 100; i++) Say();
        app.Get("/say/said-end");
        Eventually.True("the last line", () => followed.SaidSoFar.Contains("said-end\n", StringComparison.Ordinal));
        Assert.True(File.Exists($"{box.Root}/logs/g-follow/web.1.log.1"));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:d4}"), followed.SaidSoFar.Split('\n').Where(line => line.Contains("-xxx", StringComparison.Ordinal)).Select(line => line.Split('-')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_said_in_parts_or_at_once_or_without_end_is_told_as_it_was_said()
    {
        using var app = Checkout.Web(box, "g-parts");
        app.Write("say.py", """
            import sys, time
            for part in ("a", "b", "c\n"): sys.stdout.write(part); sys.stdout.flush(); time.sleep(0.05)
            print("one\ntwo\n\nthree")
            print("y" * 100000 + "end")
            print("last", flush=True)
            time.sleep(1000)

            """).Write("Procfile", "worker: exec python3 say.py\n").Commit("Parts").Pushed();
        Eventually.True("the last line", () => Lines("logs g-parts").Contains("worker.1 | last"));
        Assert.Equal(["abc", "one", "two", "three", new string('y', 100_000) + "end", "last"], Lines("logs g-parts -n 6").Select(line => line["worker.1 | ".Length..]));
    }

    [Fact]
    public void Visits_that_are_logged_are_bounded_and_none_is_lost()
    {
        using var app = Checkout.Web(box, "g-access");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nNGINX_ACCESS_LOG=true\n").Commit("Log visits").Pushed();
        var log = $"{box.Root}/logs/g-access/access.log";
        app.Get("/before");
        Eventually.True("a visit", () => File.ReadAllText(log).Contains("GET /before", StringComparison.Ordinal));
        using (var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(new byte[10_000_000]);
            file.Write("\n"u8);
        }

        using var followed = box.StartSsh("logs g-access access -f -n 0");
        // Whoever follows from the end has to have got there before anything is put aside.
        Eventually.True("a follower", () =>
        {
            app.Get("/follow");
            return followed.SaidSoFar.Contains("GET /follow", StringComparison.Ordinal);
        });
        box.Kill("pikud", "TERM");
        box.Start();
        Eventually.True("the log put aside", () => File.Exists($"{log}.1") && File.Exists(log) && new FileInfo(log).Length < 10_000, seconds: 60);
        app.Get("/after");
        // A worker of before the reload may have taken it, and still has the former one.
        Eventually.True("the visit in one of both", () => File.ReadAllText(log).Contains("GET /after", StringComparison.Ordinal) || File.ReadLines($"{log}.1").Any(line => line.Contains("GET /after", StringComparison.Ordinal)));
        Eventually.True("the visit told", () => followed.SaidSoFar.Contains("GET /after", StringComparison.Ordinal));
    }

    [Fact]
    public void Colours_are_for_terminals_and_for_those_who_want_them()
    {
        using var app = Checkout.Web(box, "g-colour");
        app.Pushed();
        app.Get("/say/hello");
        Eventually.True("the line", () => Lines("logs g-colour").Contains("web.1 | hello"));
        Assert.DoesNotContain("\e", box.Verb("logs g-colour").Output, StringComparison.Ordinal);
        Assert.Contains($"{Cyan}web.1 |\e[0m hello", AtTerminal("xterm", "logs g-colour -n 1"), StringComparison.Ordinal);
        Assert.Contains("web.1 | hello", AtTerminal("dumb", "logs g-colour -n 1"), StringComparison.Ordinal);
        Assert.Contains("web.1 | hello", AtTerminal("xterm", "logs g-colour -n 1", "NO_COLOR=1", "-o SendEnv=NO_COLOR"), StringComparison.Ordinal);
        var events = AtTerminal("xterm", "history g-colour").Split('\n').Where(line => line.Contains('#', StringComparison.Ordinal)).Select(line => line[line.IndexOf('#', StringComparison.Ordinal)..].TrimEnd('\r')).ToList();
        Assert.All(events, line => Assert.True(line.Length <= 48, line));
        Assert.Contains(events, line => line.EndsWith('…'));
    }

    [Fact]
    public void A_push_and_a_verb_can_be_quiet()
    {
        using var app = Checkout.Web(box, "g-quiet");
        Assert.DoesNotContain("-----> ", app.Pushed("-o", "quiet", "main").Errors, StringComparison.Ordinal);
        Assert.Equal(("", ""), (box.Verb("restart g-quiet -q").Output, box.Verb("config:set g-quiet A=b --quiet").Errors));
        app.Serves("one");
        app.Write("Procfile", "web\n").Commit("Bad").Refused("Procfile", "-o", "quiet", "main");
    }

    private static bool IsOfProcess(JsonElement line) => line.GetProperty("process").GetString() != "access";

    private static DateTimeOffset At(JsonElement line) => DateTimeOffset.Parse(line.GetProperty("at").GetString()!, CultureInfo.InvariantCulture);

    private string[] Lines(string verb) => box.Verb(verb).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string AtTerminal(string term, string verb, string variable = "UNUSED=", string option = "")
    {
        var words = box.SshLine.Split(' ', 2);
        var ran = Shell.Run(
            ["script", "-qec", $"stty rows 31 cols 48; {variable} exec {words[0]} {option} -tt {words[1]} '{verb}'", "/dev/null"],
            variables: new Dictionary<string, string?> { ["TERM"] = term, ["SHELL"] = "/bin/sh", ["NO_COLOR"] = null });
        Assert.True(ran.Well, $"{ran}");
        return ran.Output;
    }
}
