using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class FallbackSpecs
{
    private const string Note = "v1 again, because v2 died soon after it had gone live: web.1 ended 4 times";

    private static readonly AppEvent.ReleaseCreated Third = new(3, 3, SlugA.Fingerprint, ReleaseCause.Fallback, Note, Restores: 1, BuildSalt: 0);

    [Fact]
    public void A_release_that_dies_is_replaced_by_the_one_before_it() =>
        Given(Histories.SecondLive).When(new AppCommand.ReportDying(2, "web.1 ended 4 times")).Then(Third)
            .When(new AppCommand.ReportDying(2, "web.1 ended 5 times")).ThenNothing();

    [Fact]
    public void The_config_comes_back_with_the_code() =>
        Given([.. Histories.SecondLive, new AppEvent.ConfigChanged(Map(("FOO", "1")), [])]).When(new AppCommand.ReportDying(2, "web.1 ended 4 times"))
            .Then(new AppEvent.ConfigChanged(Map<string>(), ["FOO"]), Third);

    [Fact]
    public void The_release_that_died_has_failed_and_the_one_that_came_back_stays() =>
        Given([.. Histories.SecondLive, Third, new AppEvent.ReleaseBuilt(3, "e1"), new AppEvent.WentLive(3, 10)])
            .And(app => Assert.Equal((ReleaseState.Failed, Note), (app.Release(2).State, app.Release(2).Failure)))
            .And(app => Assert.Null(Fallback.Until(app)))
            .When(new AppCommand.ReportDying(3, "web.1 ended 4 times")).ThenNothing();

    [Fact]
    public void The_next_release_falls_back_to_what_was_live_before_it_and_never_to_what_died() =>
        Given([
            .. Histories.SecondLive, Third, new AppEvent.ReleaseBuilt(3, "e1"), new AppEvent.WentLive(3, 10),
            new AppEvent.ReleaseCreated(4, 4, SlugB.Fingerprint, ReleaseCause.Push, "again"), new AppEvent.ReleaseBuilt(4, "e2"), new AppEvent.WentLive(4, 10)])
            .And(app => Assert.Equal(3, Fallback.Target(app)!.Number));

    [Fact]
    public void A_fallback_that_does_not_come_up_either_is_not_tried_again() =>
        Given(Histories.SecondLive).When(new AppCommand.ReportDying(2, "web.1 ended 4 times")).When(new AppCommand.ReportFailed(3, "no database"))
            .And(app => Assert.Equal((2, null), (app.Live!.Release, Fallback.Until(app))))
            .When(new AppCommand.ReportDying(2, "web.1 ended 5 times")).ThenNothing();

    [Fact]
    public void What_died_has_failed_also_when_a_push_was_quicker_than_the_fallback() =>
        Given(Histories.SecondLive).When(new AppCommand.ReportDying(2, "web.1 ended 4 times")).When(new AppCommand.Push(SlugOf("cccccccccccccccc", "c1", "Third", ("web", "./c"))))
            .When(new AppCommand.ReportBuilt(4, null)).When(new AppCommand.ReportLive(4))
            .And(app => Assert.Equal((ReleaseState.Failed, 1), (app.Release(2).State, Fallback.Target(app)!.Number)));

    [Fact]
    public void The_first_release_has_nothing_to_fall_back_to() =>
        Given(Histories.Live).And(app => Assert.Null(Fallback.Until(app))).When(new AppCommand.ReportDying(1, "web.1 ended 4 times")).ThenNothing();

    [Fact]
    public void Who_does_not_want_it_does_not_get_it() =>
        Given([.. Histories.Live, new AppEvent.ConfigChanged(Map(("PIKU_FALLBACK_SECONDS", "0")), []), .. Histories.SecondLive[^4..]])
            .And(app => Assert.Null(Fallback.Until(app))).When(new AppCommand.ReportDying(2, "web.1 ended 4 times")).ThenNothing();

    [Fact]
    public void A_release_is_watched_for_as_long_as_its_setting_says() =>
        Given([.. Histories.Live, new AppEvent.ConfigChanged(Map(("PIKU_FALLBACK_SECONDS", "45")), []), .. Histories.SecondLive[^4..]])
            .And(app => Assert.Equal(Noon.AddSeconds(45), Fallback.Until(app)));

    [Fact]
    public void A_restart_does_not_begin_the_time_anew()
    {
        var live = Fold(Histories.SecondLive);
        var restarted = AppDecider.Evolve(AppDecider.Evolve(live, new AppEvent.Restarted(3), Noon.AddHours(1)), new AppEvent.WentLive(3, 10), Noon.AddHours(1));
        Assert.Equal(Noon.AddSeconds(60), Fallback.Until(restarted));
    }

    [Fact]
    public void Nothing_falls_back_while_a_newer_release_is_on_its_way() =>
        Given(Histories.SecondLive).When(new AppCommand.Push(SlugA)).When(new AppCommand.ReportDying(2, "web.1 ended 4 times")).ThenNothing();
}
