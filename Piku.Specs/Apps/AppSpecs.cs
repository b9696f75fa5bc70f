using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Apps;

/// <summary>An app as its events tell it: what it remembers, and for how long.</summary>
public sealed class AppSpecs
{
    private static readonly AppEvent[] ThirdLive = [new AppEvent.ReleaseCreated(3, 3, SlugA.Fingerprint, ReleaseCause.Deploy, "deploy", Keeps: 1), new AppEvent.ReleaseBuilt(3, "e3"), new AppEvent.WentLive(3, 10)];

    private static readonly AppEvent[] NextFailed = [new AppEvent.ReleaseCreated(4, 4, SlugA.Fingerprint, ReleaseCause.Deploy, "deploy", Keeps: 1), new AppEvent.RolloutFailed(4, "no")];

    [Fact]
    public void A_release_whose_processes_still_answer_is_kept_and_so_is_the_one_that_was_live_before_and_no_other()
    {
        Assert.Equal([1, 2, 3, 4], Numbers([.. Histories.SecondLive, .. ThirdLive, .. NextFailed]));
        Assert.Equal([2, 3, 4], Numbers([.. Histories.SecondLive, .. ThirdLive, new AppEvent.Stopped(), .. NextFailed]));
    }

    [Fact]
    public void To_speak_of_a_release_that_an_app_does_not_have_is_a_bug()
    {
        var app = Fold(Histories.Live);
        Assert.Throws<InvalidOperationException>(() => app.Release(2));
        Assert.Throws<InvalidOperationException>(() => app.Slug(app.Release(1) with { Slug = SlugB.Fingerprint }));
    }

    [Fact]
    public void An_app_that_was_never_pushed_to_has_no_release() => Assert.Null(App.Absent(Blog).NewestRelease);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    public void What_drains_lasts_until_its_time_and_is_over_where_that_is_further_ahead_than_any_can_be(int secondsLeft, bool lasts) =>
        Assert.Equal(lasts, new Draining(Fold(Histories.Live).Live!, Noon.AddSeconds(secondsLeft)).Lasts(Noon));

    private static IEnumerable<int> Numbers(AppEvent[] history) => Fold(history).Releases.Select(release => release.Number);
}
