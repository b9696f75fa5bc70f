using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Stop, start, restart, destroy, logs and run.</summary>
[Collection(nameof(Shared))]
public sealed class Lifecycle(PrivateBox box)
{
    [Fact]
    public void An_app_stops_starts_and_restarts()
    {
        using var app = Checkout.Web(box, "l-stop");
        app.Pushed();
        Assert.Contains("*l-stop\n", box.Verb("apps").Output, StringComparison.Ordinal);
        var pid = app.Get("/pid").Body;
        box.Verb("restart l-stop");
        Assert.NotEqual(pid, app.Get("/pid").Body);
        Eventually.True("the end of the former process", () => !Directory.Exists($"/proc/{pid}"));

        box.Verb("stop l-stop");
        Assert.Equal((503, "This app is stopped.\n"), app.Get());
        Assert.Contains(" l-stop\n", box.Verb("apps").Output, StringComparison.Ordinal);
        Assert.Equal("web:0\n", box.Verb("ps l-stop").Output);
        Assert.Empty(box.Vassals("l-stop"));
        box.Refuses("restart l-stop", "app 'l-stop' is stopped; start it first");
        box.Verb("config:set l-stop COLOUR=blue");
        Assert.Equal(503, app.Get().Status);

        box.Verb("start l-stop");
        app.Serves("one");
        Assert.Contains("b'COLOUR': b'blue'", app.Get("/env").Body, StringComparison.Ordinal);
        Assert.Contains("Nothing has to change", box.Verb("start l-stop").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Maintenance_shows_a_page_and_ends()
    {
        using var app = Checkout.Web(box, "l-page");
        app.Write("pages/soon.html", "<p>Back “soon”: $uri</p>").Commit("With a page").Pushed();
        box.Verb("maintenance:on l-page");
        Assert.Equal((503, "This app is under maintenance. Please come back in a while.\n"), app.Get());
        box.Verb("maintenance:on l-page --page pages/soon.html");
        Assert.Equal((503, "<p>Back “soon”: $uri</p>"), app.Get("/some/where"));
        box.Refuses("maintenance:on l-page --page ../../state/keys/l-page", "has no file '../../state/keys/l-page'");
        Assert.True(box.Ssh("maintenance:on l-page --page -", "from the input") is { Well: true });
        Assert.Equal((503, "from the input"), app.Get());
        app.Write("says", "two").Commit("Second").Pushed();
        Assert.Equal(503, app.Get().Status);
        box.Verb("maintenance:off l-page");
        app.Serves("two");
        Assert.Contains("Nothing has to change", box.Verb("maintenance:off l-page").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Destroying_leaves_the_data_and_nothing_else_and_the_name_can_be_used_again()
    {
        using var app = Checkout.Of(box, "l-destroy", "python-wsgi");
        app.Pushed();
        File.WriteAllText($"{box.Root}/data/l-destroy/kept", "kept");
        box.Verb("destroy l-destroy");
        Assert.Equal(404, app.Get().Status);
        Assert.DoesNotContain("l-destroy", box.Verb("apps").Output, StringComparison.Ordinal);
        Eventually.True("the end of all that it had", () => box.Left("l-destroy") is ["data/l-destroy"], more: () => string.Join(' ', box.Left("l-destroy")));
        box.Refuses("destroy l-destroy", "app 'l-destroy' not found");

        app.Pushed();
        app.Serves("Hello from l-destroy\n");
        Assert.Equal("kept", File.ReadAllText($"{box.Root}/data/l-destroy/kept"));
    }

    [Fact]
    public void Logs_are_shown_and_followed()
    {
        using var app = Checkout.Web(box, "l-logs");
        app.Pushed();
        foreach (var word in new[] { "alpha", "beta", "gamma" }) app.Get($"/say/{word}");
        Eventually.True("the third line", () => box.Verb("logs l-logs").Output.Contains("web.1 | gamma\n", StringComparison.Ordinal));
        Assert.Equal("web.1 | beta\nweb.1 | gamma\n", box.Verb("logs l-logs web -n 2").Output);
        Assert.Equal("web.1 | gamma\n", box.Verb("logs l-logs web.1 -n 1").Output);
        box.Refuses("logs l-logs worker", "app 'l-logs' has no log of 'worker'");
        box.Refuses("logs l-logs -n -1", "-n should be a number from 0");

        using var followed = box.StartSsh("logs l-logs -f -n 1");
        Eventually.True("the last line", () => followed.SaidSoFar.Contains("web.1 | gamma\n", StringComparison.Ordinal));
        app.Get("/say/delta");
        Eventually.True("the new line", () => followed.SaidSoFar.EndsWith("web.1 | delta\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_that_grows_is_put_aside_and_the_one_before_it_goes()
    {
        using var app = Checkout.Web(box, "l-large");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nUWSGI_LOG_MAXSIZE=4096\n").Commit("Small logs").Pushed();
        var logs = $"{box.Root}/logs/l-large";
        var said = 0;
        for (var round = 0; round < 3; round++)
        {
            var before = File.Exists($"{logs}/web.1.log.1") ? File.ReadAllText($"{logs}/web.1.log.1") : "";
            for (var i = 0; i < 60; i++) app.Get($"/say/{said++:d4}-{new string('x', 95)}");
            Eventually.True("another log put aside", () => File.Exists($"{logs}/web.1.log.1") && File.ReadAllText($"{logs}/web.1.log.1") != before);
        }

        Assert.Equal(["web.1.log", "web.1.log.1"], Directory.EnumerateFiles(logs, "web.1.*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        app.Get("/say/after");
        Eventually.True("the newest line", () => box.Verb("logs l-large -n 1").Output == "web.1 | after\n");
    }

    [Fact]
    public void Who_follows_logs_and_goes_leaves_no_process_behind()
    {
        using var app = Checkout.Web(box, "l-follow");
        app.Pushed();
        using (var followed = box.StartSsh("logs l-follow -f -n 1"))
            Eventually.True("a process that follows", () => Followers() == 1);
        Eventually.Equal(0, Followers);

        int Followers() => Directory.EnumerateDirectories("/proc").Count(IsFollower);

        bool IsFollower(string process)
        {
            try
            {
                return File.ReadAllText($"{process}/cmdline").StartsWith($"{box.Root}/bin/piku\0", StringComparison.Ordinal)
                    && File.ReadAllText($"{process}/environ").Contains("SSH_ORIGINAL_COMMAND=logs l-follow", StringComparison.Ordinal);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_command_runs_in_the_release_and_its_exit_code_comes_back()
    {
        using var app = Checkout.Web(box, "l-run");
        app.Pushed();
        Assert.Equal("one", box.Verb("run l-run cat says").Output.TrimEnd());
        Assert.Equal(7, box.Ssh("run l-run exit 7").ExitCode);
        Assert.Equal("a  b\nl-run\n", box.Verb("run l-run echo \"a  b\"; echo $APP").Output);
        Assert.Equal("b\n", box.Verb("run l-run printf 'a\\nb\\n' | tail -n 1").Output);
        Assert.Equal("INPUT\n", box.Ssh("run l-run tr a-z A-Z", "input\n").Output);
        Assert.Equal("--version -n\n", box.Verb("run l-run echo --version -n").Output);
    }

    [Fact]
    public void Deploying_builds_the_newest_release_anew()
    {
        using var app = Checkout.Web(box, "l-deploy");
        app.Pushed();
        var pid = app.Get("/pid").Body;
        box.Verb("deploy l-deploy");
        Assert.NotEqual(pid, app.Get("/pid").Body);
        Assert.Contains("v2 made by a deploy", box.Verb("history l-deploy").Output, StringComparison.Ordinal);
    }
}
