using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Several people at once.</summary>
[Collection(nameof(Shared))]
public sealed class Together(PrivateBox box)
{
    [Fact]
    public void Of_two_pushes_to_one_app_at_once_what_is_served_is_what_the_branch_says()
    {
        using var app = Checkout.Web(box, "t-one");
        app.Pushed();
        using var other = Checkout.Web(box, "t-one", "other");
        using var first = app.Write("says", "first").Commit("Second").StartPush("+main");
        using var second = other.StartPush("+main");
        Ran[] ended = [first.End(Shell.Usual), second.End(Shell.Usual)];
        Assert.Contains(ended, ran => ran.Well);
        Assert.All(ended.Where(ran => !ran.Well), ran => Assert.Matches("remote:|rejected|error:", ran.Errors));
        var commit = app.RemoteRefs().Split('\t')[0];
        Assert.NotEmpty(commit);
        app.Serves(app.Git("rev-parse", "main").Output.Trim() == commit ? "first" : "other");
    }

    [Fact]
    public void Two_apps_are_pushed_at_once()
    {
        using var one = Checkout.Web(box, "t-left", "left");
        using var two = Checkout.Web(box, "t-right", "right");
        using var left = one.StartPush();
        using var right = two.StartPush();
        foreach (var push in new[] { left, right })
            Assert.True(push.End(Shell.Usual) is { Well: true }, push.SaidSoFar);
        one.Serves("left");
        two.Serves("right");
    }

    [Fact]
    public void Eight_settings_set_at_once_are_all_there()
    {
        using var app = Checkout.Web(box, "t-config");
        app.Pushed();
        var verbs = Enumerable.Range(1, 8).Select(i => box.StartSsh($"config:set t-config KEY_{i}={i}")).ToList();
        var ended = verbs.ConvertAll(verb => verb.End(Shell.Usual));
        foreach (var verb in verbs) verb.Dispose();
        Assert.All(ended, ran => Assert.True(ran.Well, $"{ran}"));
        var environment = app.Get("/env").Body;
        foreach (var i in Enumerable.Range(1, 8)) Assert.Contains($"b'KEY_{i}': b'{i}'", environment, StringComparison.Ordinal);
    }
}
