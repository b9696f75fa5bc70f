using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Apps that use no memory while nobody comes.</summary>
[Collection(nameof(Shared))]
public sealed class Idling(PrivateBox box)
{
    [Fact]
    public void A_wsgi_app_that_nobody_visits_ends_and_the_next_visitor_starts_it()
    {
        using var app = Checkout.Of(box, "i-sleep", "python-wsgi");
        app.Write("ENV", "NGINX_SERVER_NAME=i-sleep.localhost\nUWSGI_IDLE=10\nPIKU_DRAIN_SECONDS=1\n").Commit("May sleep").Pushed();
        app.Serves("Hello from i-sleep\n");
        Assert.Matches("\nwsgi.1 +up ", box.Verb("ps i-sleep").Output);

        Eventually.True("the sleep of i-sleep", () => box.Verb("ps i-sleep").Output.Contains("asleep", StringComparison.Ordinal), seconds: 60);
        Assert.Empty(Processes("i-sleep"));
        Assert.Matches("\nwsgi.1 +asleep +- +[0-9]+s +0 +- ", box.Verb("ps i-sleep").Output);
        Assert.Contains("All is well.", box.Verb("why i-sleep").Output, StringComparison.Ordinal);
        app.Serves("Hello from i-sleep\n");
        Assert.NotEmpty(Processes("i-sleep"));

        Eventually.True("the sleep of i-sleep", () => box.Verb("ps i-sleep").Output.Contains("asleep", StringComparison.Ordinal), seconds: 30);
        app.Write("app.py", "def application(environ, start):\n    start('200 OK', [])\n    return [b'two']\n").Commit("Second").Pushed();
        app.Serves("two");
        Eventually.Equal(1, () => box.Vassals("i-sleep").Length);
        Eventually.Equal(1, () => Directory.EnumerateFiles($"{box.Root}/uwsgi-enabled", "i-sleep_*.socket").Count());
        Eventually.Equal(1, () => Directory.EnumerateFiles($"{box.Root}/run", "i-sleep.*.sock").Count());
    }

    [Fact]
    public void An_app_that_may_sleep_has_to_come_up_once_before_visitors_are_sent_to_it()
    {
        using var app = Checkout.Of(box, "i-broken", "python-wsgi");
        app.Pushed();
        app.Write("ENV", "NGINX_SERVER_NAME=i-broken.localhost\nUWSGI_IDLE=5\n").Write("app.py", "raise RuntimeError('not today')\n").Commit("Broken");
        var ran = app.Refused("wsgi.1 could not load the app");
        Assert.Contains("not today", ran.Errors, StringComparison.Ordinal);
        app.Serves("Hello from i-broken\n");
        Eventually.Equal(1, () => box.Vassals("i-broken").Length);
    }

    /// <summary>What runs of an app, by the names that its processes give themselves.</summary>
    private static string[] Processes(string app) =>
        [.. Shell.Run(["pgrep", "-fa", $"^{app}:"]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
