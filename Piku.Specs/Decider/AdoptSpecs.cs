using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class AdoptSpecs
{
    private static readonly AppCommand.TakeOver Running = new("/home/piku/.piku", SlugA, Map(("FOO", "1")), Map(("web", 2)), Runs: true, Port: 20007);

    private static readonly CertificatePair Pair = new("f1", ["blog.example.org"], "Some CA", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(90));

    private static readonly AppCommand.TakeOver Stopped = Running with { Runs = false };

    [Fact]
    public void An_app_that_runs_elsewhere_is_rolled_out_with_its_settings_scale_and_port() =>
        Given().When(Running).Then(
            new AppEvent.Created(),
            new AppEvent.SlugReceived(SlugA),
            new AppEvent.TakenOver("/home/piku/.piku", SlugA.Fingerprint),
            new AppEvent.ConfigChanged(Map(("FOO", "1")), []),
            new AppEvent.Scaled(Map(("web", 2))),
            new AppEvent.ReleaseCreated(1, 1, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"),
            new AppEvent.PortsAllotted(1, Map(("web.1", 20007))))
            .And(app => Assert.Equal("1", app.Release(1).Config["FOO"]));

    [Fact]
    public void One_without_settings_or_scale_has_none_recorded() =>
        Given().When(new AppCommand.TakeOver("/old", SlugA, Map<string>(), Map<int>(), Runs: true)).Then(
            new AppEvent.Created(), new AppEvent.SlugReceived(SlugA), new AppEvent.TakenOver("/old", SlugA.Fingerprint), new AppEvent.ReleaseCreated(1, 1, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"));

    [Fact]
    public void Its_certificate_is_recorded_with_it_so_that_nothing_can_come_between() =>
        Given().When(Stopped with { Certificate = Pair }).And(app => Assert.Equal((CertificateState.Given, Pair), (app.Certificate!.State, app.Certificate.Pair)));

    [Fact]
    public void Taking_over_twice_is_taking_over_once() => Given().When(Running).When(Running).ThenNothing();

    [Fact]
    public void An_app_of_the_name_is_left_as_it_is() => Given(Histories.Live).When(Running).ThenNothing();

    [Fact]
    public void One_that_is_stopped_elsewhere_waits_as_a_stopped_app_and_starts_when_it_is_asked_to() =>
        Given().When(Stopped).And(app => Assert.Equal((AppState.Stopped, 0), (app.State, app.Releases.Length)))
            .When(new AppCommand.Start()).Then(new AppEvent.ReleaseCreated(1, 1, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"))
            .When(new AppCommand.ReportBuilt(1, null)).When(new AppCommand.ReportLive(1))
            .And(app => Assert.Equal((AppState.Running, 1, (Slug?)null), (app.State, app.Live!.Release, app.Waiting)));

    [Fact]
    public void Settings_and_scale_can_be_changed_while_it_waits() =>
        Given().When(Stopped).When(new AppCommand.SetConfig(Map(("FOO", "2")))).Then(new AppEvent.ConfigChanged(Map(("FOO", "2")), []))
            .When(new AppCommand.Scale(Map(("web", 3)))).Then(new AppEvent.Scaled(Map(("web", 3))));

    [Fact]
    public void When_its_first_rollout_fails_it_can_be_deployed_again_although_the_repository_has_the_commit() =>
        Given().When(Running).When(new AppCommand.ReportFailed(1, "it broke")).When(new AppCommand.SetConfig(Map(("FOO", "2"))))
            .When(new AppCommand.Deploy(2)).Then(new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Deploy, "deploy"))
            .And(app => Assert.Equal("2", app.Release(2).Config["FOO"]));

    [Fact]
    public void A_push_that_fails_takes_nothing_of_what_waits() =>
        Given().When(Stopped).When(new AppCommand.Push(SlugB)).When(new AppCommand.ReportFailed(1, "it broke"))
            .When(new AppCommand.Start()).Then(new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"));

    [Fact]
    public void What_went_live_once_is_no_more_waiting_when_it_is_stopped() =>
        Given().When(Running).When(new AppCommand.ReportBuilt(1, null)).When(new AppCommand.ReportLive(1)).When(new AppCommand.Stop())
            .When(new AppCommand.Start()).Then(new AppEvent.Started(2));

    [Fact]
    public void Settings_and_counts_that_nobody_could_set_are_refused()
    {
        Given().When(Running with { Config = Map(("PORT", "80")) }).ThenRefused("PORT should be a number from 1024 to 65535, and not '80'.");
        Given().When(Running with { Config = Map(("PORT", "80")), Counts = Map(("clock", 2)) }).ThenRefused("PORT should be a number from 1024 to 65535, and not '80'.");
        Given().When(Running with { Counts = Map(("clock", 2)) }).ThenRefused("app 'blog' has no process 'clock'; its Procfile has 'web', 'worker'.");
    }
}
