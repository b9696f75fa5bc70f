using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class RollbackSpecs
{
    private static readonly Release First = Fold(Histories.SecondLive).Release(1);

    private static AppEvent.ReleaseCreated Rollback(int number, int restores, string slug, int salt = 0) =>
        new(number, number, slug, ReleaseCause.Rollback, $"rollback to v{restores}", restores, salt);

    [Fact]
    public void A_rollback_makes_a_new_release_of_the_former_slug() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(3, First, SlugA))
            .Then(Rollback(3, 1, SlugA.Fingerprint))
            .And(app => Assert.Equal((3, 2, 1), (app.Candidate!.Release, app.Live!.Release, app.Release(3).Restores)));

    [Fact]
    public void A_rollback_brings_the_config_back_and_leaves_the_scale() =>
        Given([.. Histories.SecondLive, new AppEvent.ConfigChanged(Map(("FOO", "1"), ("BAR", "2")), []), new AppEvent.Scaled(Map(("web", 3)))])
            .When(new AppCommand.Rollback(3, First with { Config = Map(("FOO", "0"), ("OLD", "x")) }, SlugA))
            .Then(new AppEvent.ConfigChanged(Map(("FOO", "0"), ("OLD", "x")), ["BAR"]), Rollback(3, 1, SlugA.Fingerprint))
            .And(app => Assert.Equal((3, "0", "x"), (app.CountOf("web"), app.Release(3).Config["FOO"], app.Release(3).Config["OLD"])));

    [Fact]
    public void A_slug_that_was_forgotten_is_received_again() =>
        Given(Histories.Live).When(new AppCommand.Rollback(2, First with { Slug = SlugB.Fingerprint }, SlugB))
            .Then(new AppEvent.SlugReceived(SlugB), Rollback(2, 1, SlugB.Fingerprint));

    [Fact]
    public void A_release_has_the_dependencies_that_the_former_one_was_built_with_and_so_has_the_next_one() =>
        Given([.. Histories.SecondLive, new AppEvent.ReleaseCreated(3, 3, SlugB.Fingerprint, ReleaseCause.Deploy, "deploy"), new AppEvent.ReleaseBuilt(3, "e3"), new AppEvent.WentLive(3, 10)])
            .And(app => Assert.Equal(3, app.BuildSalt))
            .When(new AppCommand.Rollback(4, First, SlugA)).Then(Rollback(4, 1, SlugA.Fingerprint, salt: 0))
            .And(app => Assert.Equal((0, 0), (app.Release(4).BuildSalt, app.BuildSalt)))
            .When(new AppCommand.SetConfig(Map(("FOO", "1")))).And(app => Assert.Equal(0, app.Release(5).BuildSalt));

    [Fact]
    public void A_rollback_that_failed_leaves_the_dependencies_of_what_is_live() =>
        Given([.. Histories.SecondLive, new AppEvent.ReleaseCreated(3, 3, SlugB.Fingerprint, ReleaseCause.Deploy, "deploy"), new AppEvent.ReleaseBuilt(3, "e3"), new AppEvent.WentLive(3, 10)])
            .When(new AppCommand.Rollback(4, First, SlugA)).When(new AppCommand.ReportFailed(4, "it broke"))
            .And(app => Assert.Equal((3, 3), (app.Live!.Release, app.BuildSalt)));

    [Fact]
    public void A_rollback_that_failed_leaves_the_config_of_what_is_live() =>
        Given([.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1")), []), .. Histories.SecondLive[^4..]])
            .When(new AppCommand.Rollback(3, First, SlugA)).And(app => Assert.Empty(app.Config))
            .When(new AppCommand.ReportFailed(3, "it broke")).And(app => Assert.Equal("1", app.Config["FOO"]));

    [Fact]
    public void A_rollback_takes_the_place_of_what_is_on_its_way() =>
        Given(Histories.SecondBuilding).When(new AppCommand.Rollback(3, First, SlugA)).Then(new AppEvent.RolloutSuperseded(2, 3), Rollback(3, 1, SlugA.Fingerprint));

    [Fact]
    public void What_runs_already_is_not_brought_back() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(3, Fold(Histories.SecondLive).Release(2), SlugB)).ThenNothing();

    [Fact]
    public void A_rollback_that_is_asked_for_twice_is_made_once() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(3, First, SlugA)).When(new AppCommand.Rollback(3, First, SlugA)).ThenNothing();

    [Fact]
    public void A_rollback_as_the_release_that_is_the_newest_already_is_made_no_more() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(2, First, SlugA)).ThenNothing();

    [Fact]
    public void Somebody_else_may_have_made_a_release_meanwhile() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(9, First, SlugA)).ThenRefused("v9 is not the next release of 'blog', v3 is; look again.");

    [Fact]
    public void A_release_that_was_never_live_is_not_brought_back() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(3, First with { WentLive = null }, SlugA))
            .ThenRefused("v1 of 'blog' has never been live, so it cannot be brought back; see: releases blog.");

    [Fact]
    public void A_release_of_which_a_value_is_lost_is_not_brought_back() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(3, First with { Config = Map(("KEY", SettingValues.Unreadable)) }, SlugA))
            .ThenRefused("v1 of 'blog' cannot be brought back, because the value that KEY had then cannot be read any more.");

    [Fact]
    public void A_release_of_which_a_value_is_not_taken_any_more_is_not_brought_back() =>
        Given(Histories.SecondLive).When(new AppCommand.Rollback(3, First with { Config = Map(("NGINX_ALLOW_FROM", "me")) }, SlugA))
            .ThenRefused("v1 of 'blog' cannot be brought back, because what was set for NGINX_ALLOW_FROM then is not taken any more: NGINX_ALLOW_FROM should be addresses or ranges of them, such as '192.0.2.7 10.0.0.0/8 2001:db8::/32'.");

    [Fact]
    public void A_stopped_app_is_started_first() =>
        Given(Histories.Stopped).When(new AppCommand.Rollback(2, First, SlugA)).ThenRefused("app 'blog' is stopped; start it first: start blog.");

    [Fact]
    public void An_undo_gives_values_back_and_says_which_event_it_was() =>
        Given([.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1"), ("BAR", "2")), [])])
            .When(new AppCommand.UndoConfig(57, Map(("FOO", "0")), ["BAR"]))
            .Then(new AppEvent.ConfigChanged(Map(("FOO", "0")), ["BAR"]), new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Config, "undo #57: FOO, BAR"))
            .When(new AppCommand.UndoConfig(57, Map(("FOO", "0")), ["BAR"])).ThenNothing();

    /// <summary>Whoever folds events may know the values of settings only as they are sealed.</summary>
    [Fact]
    public void How_many_releases_are_kept_stands_in_the_event() => Story.Given(Histories.Live)
        .When(new AppCommand.SetConfig(Map(("PIKU_KEEP_RELEASES", "2"))))
        .Then(
            new AppEvent.ConfigChanged(Map(("PIKU_KEEP_RELEASES", "2")), []),
            new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Config, "config: PIKU_KEEP_RELEASES", Keeps: 2))
        .When(new AppCommand.UnsetConfig(["PIKU_KEEP_RELEASES"]))
        .Then(
            new AppEvent.ConfigChanged(Map<string>(), ["PIKU_KEEP_RELEASES"]),
            new AppEvent.RolloutSuperseded(2, 3),
            new AppEvent.ReleaseCreated(3, 3, SlugA.Fingerprint, ReleaseCause.Config, "config: PIKU_KEEP_RELEASES"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void So_many_of_the_newest_releases_are_kept_as_the_setting_says_and_the_live_one_besides(int keep)
    {
        var app = Fold(Histories.Live);
        for (var number = 2; number <= 20; number++)
            app = Fold(app, [new AppEvent.ReleaseCreated(number, number, SlugA.Fingerprint, ReleaseCause.Deploy, "deploy", Keeps: keep), new AppEvent.RolloutFailed(number, "no")]);
        Assert.Equal([1, .. Enumerable.Range(21 - keep, keep)], app.Releases.Select(r => r.Number));
    }
}
