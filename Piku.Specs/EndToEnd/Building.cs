using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Builds beside apps that serve: how they wait, how they are given up, and what they may use.</summary>
[Collection(nameof(Shared))]
public sealed class Building(PrivateBox box)
{
    [Fact]
    public void A_build_is_cancelled_and_nothing_of_it_is_left()
    {
        using var app = Slow("u-cancel");
        using var push = app.StartPush();
        var pid = Begun(app);
        Assert.Contains("v2 of 'u-cancel' is cancelled", box.Verb("deploy:cancel u-cancel").Output, StringComparison.Ordinal);
        var ran = push.End(Shell.Usual);
        Assert.False(ran.Well);
        Assert.Contains("it was cancelled. v1 goes on serving.", ran.Errors, StringComparison.Ordinal);
        Eventually.True("the end of the build", () => !Directory.Exists($"/proc/{pid}"));
        app.Serves("one");
        box.Refuses("deploy:cancel u-cancel", "nothing of 'u-cancel' is on its way that could be cancelled");
    }

    [Fact]
    public void A_build_ends_when_whoever_pushed_has_gone()
    {
        using var app = Slow("u-gone");
        var push = app.StartPush();
        var pid = Begun(app);
        push.Dispose();
        Eventually.True("the end of the build", () => !Directory.Exists($"/proc/{pid}"), seconds: 40);
        Eventually.True("an event about it", () => box.Verb("history u-gone").Output.Contains("nobody waited for the push any more", StringComparison.Ordinal));
        app.Serves("one");
        app.Delete("slow").Write("Procfile", "web: python3 -u server.py\n").Write("says", "two").Commit("Mended").Pushed();
        app.Serves("two");
    }

    [Fact]
    public void A_newer_release_ends_the_build_of_the_one_before_and_runs_its_phases()
    {
        using var app = Slow("u-newer");
        using var push = app.StartPush();
        var pid = Begun(app);
        using var verb = box.StartSsh("config:set u-newer COLOUR=blue");
        Eventually.True("the end of the build", () => !Directory.Exists($"/proc/{pid}"));
        Eventually.True("another build", () => Begun(app) != pid);
        box.Verb("deploy:cancel u-newer");
        foreach (var ended in new[] { push.End(Shell.Usual), verb.End(Shell.Usual) }) Assert.Contains("it was cancelled. v1 goes on serving.", ended.Errors, StringComparison.Ordinal);
        app.Serves("one");
    }

    [Fact]
    public void Of_the_pushes_that_wait_for_another_one_the_last_is_deployed()
    {
        using var app = Slow("u-queue");
        using var push = app.StartPush();
        Begun(app);
        app.Delete("slow").Write("Procfile", "web: python3 -u server.py\n").Write("says", "two").Commit("Second");
        using var second = app.StartPush();
        Eventually.True("a word about the wait", () => second.SaidSoFar.Contains("Waiting for another push to 'u-queue' to end", StringComparison.Ordinal));
        app.Write("says", "three").Commit("Third");
        using var third = app.StartPush();
        Assert.Contains("a newer push to 'u-queue' waits as well and takes the place of this one", second.End(Shell.Usual).Errors, StringComparison.Ordinal);
        box.Verb("deploy:cancel u-queue");
        Assert.True(third.End(Shell.Usual) is { Well: true }, third.SaidSoFar);
        app.Serves("three");
    }

    [Fact]
    public void A_build_waits_for_that_of_another_app_and_says_so()
    {
        using var app = Slow("u-first");
        using var push = app.StartPush();
        Begun(app);
        using var other = Checkout.Web(box, "u-second", "second");
        using var waiting = other.StartPush();
        Eventually.True("a word about the wait", () => waiting.SaidSoFar.Contains("waiting for the build of 'u-first'", StringComparison.Ordinal));
        box.Verb("deploy:cancel u-first");
        Assert.True(waiting.End(Shell.Usual) is { Well: true }, waiting.SaidSoFar);
        other.Serves("second");
    }

    [Fact]
    public void A_build_gives_way_to_apps_and_is_told_when_memory_was_too_short()
    {
        using var app = Checkout.Web(box, "u-memory");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_BUILD_MEMORY=100\n")
            .Write("Procfile", "web: python3 -u server.py\nrelease: cat /proc/self/oom_score_adj; ps -o ni= -p $$; python3 -c 'bytearray(400000000)'\n").Commit("Greedy");
        var ran = app.Push();
        Assert.False(ran.Well);
        Assert.Matches(@"remote: +500\s*\n(.*\n)?remote: +10\s*\n", ran.Errors);
        Assert.Contains("release failed with exit code 1; it ran out of memory (100 MB for each process of a build, by PIKU_BUILD_MEMORY)", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_that_the_kernel_ends_for_want_of_memory_is_told_so()
    {
        using var app = Checkout.Web(box, "u-killed");
        app.Pushed();
        using var ceiling = new MemoryCeiling("piku-u-killed", 60_000_000);
        app.Write("Procfile", $"web: python3 -u server.py\nrelease: echo $$ > {ceiling.Members}; exec python3 -c 'bytearray(400000000)'\n").Commit("Greedy");
        app.Refused("release failed with exit code 137; the box ran out of memory, and the kernel ended a process for it: give it swap, or build with less");
        app.Serves("one");
    }

    /// <summary>Live, with a second release committed whose build says nothing and does not end.</summary>
    private Checkout Slow(string name)
    {
        var app = Checkout.Web(box, name);
        app.Pushed();
        return app.Write("slow", "").Write("Procfile", "web: python3 -u server.py\nrelease: echo $$ > $DATA_ROOT/begun; exec sleep 1000\n").Commit("Slow");
    }

    private string Begun(Checkout app)
    {
        var file = $"{box.Root}/data/{app.App}/begun";
        Eventually.True("the beginning of the build", () => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'));
        return File.ReadAllText(file).Trim();
    }
}
