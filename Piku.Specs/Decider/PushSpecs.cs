using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class PushSpecs
{
    private static AppEvent.ReleaseCreated ReleaseOfB(int number, int generation) =>
        new(number, generation, SlugB.Fingerprint, ReleaseCause.Push, "b1b2c3d Second");

    [Fact]
    public void The_first_push_creates_the_app_and_its_first_release() =>
        Given().When(new AppCommand.Push(SlugA)).Then(Histories.Building);

    [Fact]
    public void A_push_of_what_is_live_does_nothing() =>
        Given(Histories.Live).When(new AppCommand.Push(SlugA)).ThenNothing();

    [Fact]
    public void A_push_of_what_is_being_built_does_nothing() =>
        Given(Histories.SecondBuilding).When(new AppCommand.Push(SlugB)).ThenNothing();

    [Fact]
    public void A_push_of_another_slug_makes_the_next_release() =>
        Given(Histories.Live).When(new AppCommand.Push(SlugB)).Then(new AppEvent.SlugReceived(SlugB), ReleaseOfB(2, 2));

    [Fact]
    public void A_push_of_a_slug_whose_ENV_file_cannot_be_read_any_more_brings_it_again()
    {
        var (read, lost) = (SlugA with { Env = Map(("A", "1")) }, SlugA with { Env = Map(("A", SettingValues.Unreadable)) });
        Given(Concat([new AppEvent.Created(), new AppEvent.SlugReceived(lost)], Histories.Live[2..])).When(new AppCommand.Push(read))
            .Then(new AppEvent.SlugReceived(read), new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"))
            .And(app => Assert.Equal("1", Assert.Single(app.Slugs).Env["A"]));
    }

    [Fact]
    public void A_push_during_a_build_supersedes_it() =>
        Given(Histories.Building).When(new AppCommand.Push(SlugB))
            .Then(new AppEvent.SlugReceived(SlugB), new AppEvent.RolloutSuperseded(1, 2), ReleaseOfB(2, 2))
            .And(app => Assert.Equal(ReleaseState.Superseded, app.Release(1).State))
            .And(app => Assert.Equal("a newer one took its place (generation 2)", app.Release(1).Failure));

    [Fact]
    public void A_push_of_the_former_slug_during_a_build_brings_it_back_as_a_new_release() =>
        Given(Histories.SecondBuilding).When(new AppCommand.Push(SlugA))
            .Then(new AppEvent.RolloutSuperseded(2, 3), new AppEvent.ReleaseCreated(3, 3, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"));

    [Fact]
    public void A_push_of_a_slug_that_failed_tries_again() =>
        Given(Histories.FirstFailed).When(new AppCommand.Push(SlugA))
            .Then(new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"));

    [Fact]
    public void A_push_to_a_stopped_app_that_fails_leaves_it_stopped() =>
        Given(Histories.Stopped).When(new AppCommand.Push(SlugB)).When(new AppCommand.ReportFailed(2, "no compiler"))
            .Then(new AppEvent.RolloutFailed(2, "no compiler"))
            .And(app => Assert.Equal((AppState.Stopped, ReleaseState.Failed, 1), (app.State, app.Release(2).State, app.Live!.Release)));

    [Fact]
    public void A_push_to_a_stopped_app_that_goes_live_makes_it_run_and_nothing_is_left_to_drain() =>
        Given(Histories.Stopped).When(new AppCommand.Push(SlugB)).When(new AppCommand.ReportBuilt(2, null)).When(new AppCommand.ReportLive(2))
            .And(app => Assert.Equal((AppState.Running, 2), (app.State, app.Live!.Release)))
            .And(app => Assert.Empty(app.Draining));

    [Fact]
    public void A_push_to_a_stopped_app_given_twice_makes_one_release() =>
        Given(Histories.Stopped).When(new AppCommand.Push(SlugB)).When(new AppCommand.Push(SlugB)).ThenNothing();

    [Fact]
    public void A_push_of_what_ran_makes_a_stopped_app_run_again() =>
        Given(Histories.Stopped).When(new AppCommand.Push(SlugA))
            .Then(new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"));

    [Fact]
    public void Destroy_and_push_again_keep_the_numbering() =>
        Given(Histories.Destroyed).When(new AppCommand.Push(SlugB))
            .Then(new AppEvent.Created(), new AppEvent.SlugReceived(SlugB), ReleaseOfB(2, 2));

    [Fact]
    public void A_commit_without_a_subject_is_noted_by_its_number_alone() =>
        Given().When(new AppCommand.Push(SlugA with { Commit = "abc", Subject = "" }))
            .And(app => Assert.Equal("abc", app.Release(1).Note));
}
