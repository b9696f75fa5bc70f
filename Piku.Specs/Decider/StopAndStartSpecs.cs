using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class StopAndStartSpecs
{
    [Fact]
    public void A_running_app_stops_and_keeps_what_was_live_and_drains_nothing() =>
        Given(Histories.SecondLive).And(app => Assert.Single(app.Draining))
            .When(new AppCommand.Stop()).Then(new AppEvent.Stopped())
            .And(app => Assert.Equal((AppState.Stopped, 2), (app.State, app.Live!.Release)))
            .And(app => Assert.Empty(app.Draining));

    [Fact]
    public void Stopping_during_a_build_fails_the_build() =>
        Given(Histories.SecondBuilding).When(new AppCommand.Stop())
            .Then(new AppEvent.RolloutFailed(2, "the app was stopped"), new AppEvent.Stopped());

    [Fact]
    public void Stopping_an_app_that_is_about_to_start_stops_it() =>
        Given([.. Histories.Stopped, new AppEvent.Started(2)]).When(new AppCommand.Stop())
            .Then(new AppEvent.RolloutFailed(2, "the app was stopped"), new AppEvent.Stopped())
            .And(app => Assert.Equal(ReleaseState.Live, app.Release(1).State));

    [Fact]
    public void Stopping_twice_stops_once() => Given(Histories.Stopped).When(new AppCommand.Stop()).ThenNothing();

    [Fact]
    public void A_stopped_app_starts_under_a_new_generation_and_runs_once_that_is_live() =>
        Given(Histories.Stopped).When(new AppCommand.Start()).Then(new AppEvent.Started(2))
            .And(app => Assert.Equal(AppState.Stopped, app.State))
            .When(new AppCommand.ReportLive(2)).Then(new AppEvent.WentLive(2, 10))
            .And(app => Assert.Equal((AppState.Running, 2, 1), (app.State, app.Live!.Generation, app.Live.Release)))
            .And(app => Assert.Equal(ReleaseState.Live, app.Release(1).State));

    [Fact]
    public void A_start_that_fails_leaves_the_app_stopped_and_its_release_live() =>
        Given(Histories.Stopped).When(new AppCommand.Start()).When(new AppCommand.ReportFailed(2, "port in use"))
            .And(app => Assert.Equal((AppState.Stopped, ReleaseState.Live), (app.State, app.Release(1).State)));

    [Fact]
    public void Starting_what_runs_does_nothing() => Given(Histories.Live).When(new AppCommand.Start()).ThenNothing();

    [Fact]
    public void Starting_what_is_on_its_way_does_nothing() =>
        Given([.. Histories.Stopped, new AppEvent.Started(2)]).When(new AppCommand.Start()).ThenNothing();

    [Fact]
    public void Starting_an_app_that_never_went_live_asks_for_a_push() =>
        Given([.. Histories.FirstFailed, new AppEvent.Stopped()]).When(new AppCommand.Start())
            .ThenRefused("app 'blog' has no release to run; push one: git push piku main.");

    [Fact]
    public void A_destroyed_app_is_forgotten_but_for_its_numbers() =>
        Given(Histories.SecondLive).When(new AppCommand.Destroy()).Then(new AppEvent.Destroyed())
            .And(app => Assert.Equal((AppState.Absent, 2, 2, 10L), (app.State, app.LastRelease, app.LastGeneration, app.Version)))
            .And(app => Assert.Empty(app.Releases));

    public static TheoryData<AppCommand> AllButPush() =>
    [
        new AppCommand.SetConfig(Map(("FOO", "1"))), new AppCommand.UnsetConfig(["FOO"]), new AppCommand.Deploy(1),
        new AppCommand.Scale(Map(("web", 1))), new AppCommand.Restart(1), new AppCommand.Stop(), new AppCommand.Start(), new AppCommand.Destroy(),
    ];

    [Theory]
    [MemberData(nameof(AllButPush), DisableDiscoveryEnumeration = true)]
    public void Whatever_is_asked_of_an_app_that_is_not_there_is_refused(AppCommand command)
    {
        const string sentence = "app 'blog' not found; push to it first: git push piku main.";
        Given().When(command).ThenRefused(sentence);
        Given(Histories.Destroyed).When(command).ThenRefused(sentence);
    }
}
