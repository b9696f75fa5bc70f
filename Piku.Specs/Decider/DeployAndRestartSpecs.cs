using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class DeployAndRestartSpecs
{
    private static AppEvent.ReleaseCreated Deployed(int number, int generation, string slug) =>
        new(number, generation, slug, ReleaseCause.Deploy, "deploy");

    [Fact]
    public void Deploy_builds_the_live_slug_anew_under_its_own_salt() =>
        Given(Histories.Live).When(new AppCommand.Deploy(2)).Then(Deployed(2, 2, SlugA.Fingerprint))
            .And(app => Assert.Equal((0, 2, 2), (app.Release(1).BuildSalt, app.Release(2).BuildSalt, app.BuildSalt)));

    [Fact]
    public void Releases_after_a_deploy_keep_its_salt_so_that_they_build_nothing() =>
        Given(Histories.Live).When(new AppCommand.Deploy(2)).When(new AppCommand.ReportBuilt(2, "e2")).When(new AppCommand.ReportLive(2))
            .When(new AppCommand.SetConfig(Map(("FOO", "1"))))
            .And(app => Assert.Equal(2, app.Release(3).BuildSalt));

    [Fact]
    public void A_deploy_that_fails_gives_the_salt_back_so_that_setting_a_value_builds_nothing() =>
        Given(Histories.Live).When(new AppCommand.Deploy(2)).When(new AppCommand.ReportFailed(2, "index is down"))
            .When(new AppCommand.SetConfig(Map(("FOO", "1"))))
            .And(app => Assert.Equal((0, 0), (app.Release(3).BuildSalt, app.BuildSalt)));

    [Fact]
    public void A_deploy_that_is_superseded_hands_its_salt_on() =>
        Given(Histories.Live).When(new AppCommand.Deploy(2)).When(new AppCommand.SetConfig(Map(("FOO", "1"))))
            .And(app => Assert.Equal(2, app.Release(3).BuildSalt));

    [Fact]
    public void A_deploy_carries_the_level_to_reach_so_that_a_second_one_does_nothing() =>
        Given(Histories.Live).When(new AppCommand.Deploy(2)).When(new AppCommand.Deploy(2)).ThenNothing();

    [Fact]
    public void A_deploy_beyond_the_next_release_is_refused() =>
        Given(Histories.Live).When(new AppCommand.Deploy(9)).ThenRefused("v9 is not the next release of 'blog', v2 is; look again.");

    [Fact]
    public void A_deploy_during_a_build_supersedes_it() =>
        Given(Histories.SecondBuilding).When(new AppCommand.Deploy(3)).Then(new AppEvent.RolloutSuperseded(2, 3), Deployed(3, 3, SlugB.Fingerprint));

    [Fact]
    public void A_deploy_builds_what_is_live_and_not_a_push_that_was_refused() =>
        Given([.. Histories.SecondBuilding, new AppEvent.RolloutFailed(2, "no compiler")]).When(new AppCommand.Deploy(3))
            .Then(Deployed(3, 3, SlugA.Fingerprint));

    [Fact]
    public void A_deploy_of_an_app_whose_only_push_was_refused_asks_for_a_push() =>
        Given(Histories.FirstFailed).When(new AppCommand.Deploy(2)).ThenRefused("app 'blog' has no release to run; push one: git push piku main.");

    [Fact]
    public void A_restart_starts_the_live_release_under_the_next_generation() =>
        Given(Histories.Live).When(new AppCommand.Restart(2)).Then(new AppEvent.Restarted(2))
            .And(app => Assert.Equal((2, 1, 1), (app.Candidate!.Generation, app.Candidate.Release, app.Live!.Generation)))
            .When(new AppCommand.ReportLive(2)).Then(new AppEvent.WentLive(2, 10))
            .And(app => Assert.Equal((2, 1, Noon.AddSeconds(10)), (app.Live!.Generation, app.Draining.Single().Rollout.Generation, app.Draining.Single().Until)))
            .And(app => Assert.Equal(ReleaseState.Live, app.Release(1).State));

    [Fact]
    public void A_restart_carries_the_level_to_reach_so_that_a_second_one_does_nothing() =>
        Given(Histories.Restarting).When(new AppCommand.Restart(2)).ThenNothing();

    [Fact]
    public void A_restart_beyond_the_next_generation_is_refused() =>
        Given(Histories.Live).When(new AppCommand.Restart(9)).ThenRefused("generation 9 is not the next one of 'blog', 2 is; look again.");

    [Fact]
    public void A_restart_during_a_rollout_is_refused_since_that_starts_fresh_processes_itself()
    {
        const string sentence = "a release of 'blog' is on its way, and it starts fresh processes itself; wait for it.";
        Given(Histories.SecondBuilding).When(new AppCommand.Restart(3)).ThenRefused(sentence);
        Given(Histories.Building).When(new AppCommand.Restart(2)).ThenRefused(sentence);
    }

    [Fact]
    public void A_restart_of_an_app_that_never_went_live_asks_for_a_push() =>
        Given(Histories.FirstFailed).When(new AppCommand.Restart(2)).ThenRefused("app 'blog' has no release to run; push one: git push piku main.");

    [Fact]
    public void A_restart_that_fails_leaves_the_old_processes_live() =>
        Given(Histories.Restarting).When(new AppCommand.ReportFailed(2, "crashed")).Then(new AppEvent.RolloutFailed(2, "crashed"))
            .And(app => Assert.Equal((1, ReleaseState.Live), (app.Live!.Generation, app.Release(1).State)))
            .And(app => Assert.Null(app.Candidate));

    [Fact]
    public void A_push_supersedes_a_restart_and_the_live_release_stays_live() =>
        Given(Histories.Restarting).When(new AppCommand.Push(SlugB))
            .And(app => Assert.Equal(ReleaseState.Live, app.Release(1).State))
            .And(app => Assert.Equal(3, app.Candidate!.Generation));

    [Fact]
    public void A_stopped_app_is_neither_deployed_nor_restarted()
    {
        const string sentence = "app 'blog' is stopped; start it first: start blog.";
        Given(Histories.Stopped).When(new AppCommand.Deploy(2)).ThenRefused(sentence);
        Given(Histories.Stopped).When(new AppCommand.Restart(2)).ThenRefused(sentence);
    }
}
