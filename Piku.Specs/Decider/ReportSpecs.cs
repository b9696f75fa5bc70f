using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class ReportSpecs
{
    [Fact]
    public void A_build_that_ended_well_lets_the_release_start() =>
        Given(Histories.Building).When(new AppCommand.ReportBuilt(1, "e1")).Then(new AppEvent.ReleaseBuilt(1, "e1"))
            .And(app => Assert.Equal((ReleaseState.Starting, "e1"), (app.Release(1).State, app.Release(1).Environment)));

    [Fact]
    public void A_build_that_failed_after_installing_keeps_what_it_installed_for_the_next_attempt() =>
        Given(Histories.Building).When(new AppCommand.ReportFailed(1, "release failed", "e1")).Then(new AppEvent.RolloutFailed(1, "release failed", "e1"))
            .And(app => Assert.Equal((ReleaseState.Failed, "e1"), (app.Release(1).State, app.Release(1).Environment)));

    [Fact]
    public void A_build_that_was_superseded_is_not_recorded() =>
        Given(Histories.Building).When(new AppCommand.Push(SlugB)).When(new AppCommand.ReportBuilt(1, "e1")).ThenNothing();

    [Fact]
    public void A_candidate_that_answers_goes_live_and_the_former_one_drains_for_as_long_as_its_setting_says() =>
        Given([.. Histories.Live, new AppEvent.ConfigChanged(Map(("PIKU_DRAIN_SECONDS", "45")), [])])
            .When(new AppCommand.Push(SlugB)).When(new AppCommand.ReportBuilt(2, "e2")).When(new AppCommand.ReportLive(2))
            .Then(new AppEvent.WentLive(2, 45))
            .And(app => Assert.Equal((ReleaseState.Retired, ReleaseState.Live), (app.Release(1).State, app.Release(2).State)))
            .And(app => Assert.Equal(Noon.AddSeconds(45), app.Draining.Single().Until));

    [Fact]
    public void A_candidate_without_room_starts_alone_so_nothing_drains() =>
        Given(Histories.Live).When(new AppCommand.Push(SlugB)).When(new AppCommand.ReportBuilt(2, "e2"))
            .When(new AppCommand.ReportNoRoom(2, "12 MB are free")).Then(new AppEvent.RecreateChosen(2, "12 MB are free"))
            .When(new AppCommand.ReportNoRoom(2, "11 MB are free")).ThenNothing()
            .When(new AppCommand.ReportLive(2)).Then(new AppEvent.WentLive(2, 0));

    [Fact]
    public void A_release_with_a_port_of_its_own_starts_alone_so_nothing_drains() =>
        Given([.. Histories.Live, new AppEvent.ConfigChanged(Map(("PORT", "5000")), [])])
            .When(new AppCommand.Push(SlugB)).When(new AppCommand.ReportBuilt(2, "e2")).When(new AppCommand.ReportLive(2)).Then(new AppEvent.WentLive(2, 0));

    [Fact]
    public void A_release_that_is_not_built_cannot_go_live() =>
        Given(Histories.Building).When(new AppCommand.ReportLive(1)).ThenRefused("release v1 of 'blog' is not built, so it cannot go live.");

    [Fact]
    public void What_has_drained_is_forgotten_at_the_next_switch()
    {
        var live = Fold(Histories.SecondLive);
        var later = AppDecider.Evolve(AppDecider.Evolve(live, new AppEvent.Restarted(3), Noon), new AppEvent.WentLive(3, 10), Noon.AddSeconds(10));
        Assert.Equal([2], later.Draining.Select(d => d.Rollout.Generation));
    }

    [Fact]
    public void A_build_that_failed_keeps_what_is_live_and_says_why() =>
        Given(Histories.SecondBuilding).When(new AppCommand.ReportFailed(2, "no compiler")).Then(new AppEvent.RolloutFailed(2, "no compiler"))
            .And(app => Assert.Equal((1, ReleaseState.Failed, "no compiler"), (app.Live!.Release, app.Release(2).State, app.Release(2).Failure)))
            .And(app => Assert.Null(app.Candidate));

    [Theory]
    [InlineData(false, 9, "a", false)]
    [InlineData(false, 10, "a", true)]
    [InlineData(false, 0, "another difference", true)]
    [InlineData(true, 23 * 60, "a", false)]
    [InlineData(true, 24 * 60, "a", true)]
    public void What_is_found_again_and_again_is_told_once_in_ten_minutes_and_once_a_day_where_it_is_left(bool isLeft, int minutes, string mark, bool isTold)
    {
        var first = new AppEvent.Repaired(Noon, ["web.1"], "-x", "a", "drift/blog/then", isLeft);
        var app = Fold(Histories.Live);
        Assert.Equal([first], ((Decision.Accepted)AppDecider.Decide(new AppCommand.ReportRepaired(first), app)).Events);
        var again = ((Decision.Accepted)AppDecider.Decide(new AppCommand.ReportRepaired(first with { At = Noon.AddMinutes(minutes), Mark = mark }), AppDecider.Evolve(app, first, Noon))).Events;
        Assert.Equal(isTold, !again.IsEmpty);
    }

    [Fact]
    public void The_box_has_repairs_of_its_own_and_an_app_that_is_gone_none()
    {
        var repair = new AppCommand.ReportRepaired(new AppEvent.Repaired(Noon, ["uwsgi/emperor.ini"]));
        Assert.NotEmpty(((Decision.Accepted)AppDecider.Decide(repair, App.Absent(AppName.Box))).Events);
        Assert.Empty(((Decision.Accepted)AppDecider.Decide(repair, Fold(Histories.Destroyed))).Events);
    }

    [Fact]
    public void Reports_about_a_generation_that_has_gone_are_not_recorded() =>
        Given(Histories.SecondLive).When(new AppCommand.ReportLive(1)).ThenNothing()
            .When(new AppCommand.ReportFailed(2, "late")).ThenNothing()
            .When(new AppCommand.ReportPorts(9, Map(("web.1", 5000)))).ThenNothing();

    [Fact]
    public void Reports_about_an_app_that_was_destroyed_are_not_recorded() =>
        Given(Histories.Destroyed).When(new AppCommand.ReportBuilt(1, null)).ThenNothing()
            .When(new AppCommand.ReportLive(1)).ThenNothing()
            .When(new AppCommand.ReportFailed(1, "late")).ThenNothing()
            .When(new AppCommand.ReportPorts(1, Map(("web.1", 5000)))).ThenNothing();

    [Fact]
    public void Ports_are_recorded_for_the_candidate_and_for_what_is_live() =>
        Given(Histories.SecondBuilding).When(new AppCommand.ReportPorts(2, Map(("web.1", 5001)))).Then(new AppEvent.PortsAllotted(2, Map(("web.1", 5001))))
            .When(new AppCommand.ReportPorts(1, Map(("web.2", 5002)))).Then(new AppEvent.PortsAllotted(1, Map(("web.2", 5002))))
            .And(app => Assert.Equal((5001, 5002), (app.Candidate!.Ports["web.1"], app.Live!.Ports["web.2"])));

    [Fact]
    public void A_process_keeps_the_port_that_it_has() =>
        Given([.. Histories.Building, new AppEvent.PortsAllotted(1, Map(("web.1", 5000)))])
            .When(new AppCommand.ReportPorts(1, Map(("web.1", 6000)))).ThenNothing()
            .When(new AppCommand.ReportPorts(1, Map(("web.1", 6000), ("web.2", 6001)))).Then(new AppEvent.PortsAllotted(1, Map(("web.2", 6001))))
            .And(app => Assert.Equal(5000, app.Candidate!.Ports["web.1"]));

    [Fact]
    public void A_generation_that_drains_is_given_no_more_ports() =>
        Given(Histories.SecondLive).When(new AppCommand.ReportPorts(1, Map(("web.1", 5000)))).ThenNothing();

    [Fact]
    public void A_failure_leaves_what_was_installed_unless_it_says_otherwise() =>
        Given(Histories.Starting).When(new AppCommand.ReportFailed(1, "port in use")).And(app => Assert.Equal("e1", app.Release(1).Environment))
            .When(new AppCommand.Push(SlugA)).When(new AppCommand.ReportBuilt(2, "e2")).When(new AppCommand.ReportFailed(2, "port in use", "e3"))
            .And(app => Assert.Equal("e3", app.Release(2).Environment));

    [Fact]
    public void A_file_for_nginx_is_recorded_once_and_of_a_slug_that_is_known() =>
        Given(Histories.SecondBuilding).When(new AppCommand.ReportInclude(SlugA.Fingerprint, "nginx.conf", "# a")).Then(new AppEvent.IncludeRead(SlugA.Fingerprint, "nginx.conf", "# a"))
            .When(new AppCommand.ReportInclude(SlugA.Fingerprint, "nginx.conf", "# another")).ThenNothing()
            .When(new AppCommand.ReportInclude("cccccccccccccccc", "nginx.conf", "# c")).ThenNothing()
            .When(new AppCommand.ReportInclude(SlugB.Fingerprint, "nginx.conf", "# b")).Then(new AppEvent.IncludeRead(SlugB.Fingerprint, "nginx.conf", "# b"))
            .And(app => Assert.Equal(("# a", "# b"), (app.Include(SlugA.Fingerprint, "nginx.conf"), app.Include(SlugB.Fingerprint, "nginx.conf"))));

    [Fact]
    public void A_file_for_nginx_is_known_for_as_long_as_its_slug() =>
        Given([.. Histories.Building, new AppEvent.IncludeRead(SlugA.Fingerprint, "nginx.conf", "# a"), new AppEvent.RolloutFailed(1, "no")])
            .When(new AppCommand.Push(SlugB with { Env = Map(("PIKU_KEEP_RELEASES", "2")) })).And(app => Assert.Equal("# a", app.Include(SlugA.Fingerprint, "nginx.conf")))
            .When(new AppCommand.ReportBuilt(2, null)).When(new AppCommand.ReportLive(2)).When(new AppCommand.ReportInclude(SlugB.Fingerprint, "nginx.conf", "# b"))
            .When(new AppCommand.Deploy(3)).And(app => Assert.Equal((null, "# b"), (app.Include(SlugA.Fingerprint, "nginx.conf"), app.Include(SlugB.Fingerprint, "nginx.conf"))));

    [Fact]
    public void That_a_cron_line_fails_is_told_once_until_a_run_of_it_ends_well() =>
        Given(Histories.Live).When(new AppCommand.ReportCron("cron1", "exit code 1")).Then(new AppEvent.CronFailed("cron1", "exit code 1"))
            .When(new AppCommand.ReportCron("cron1", "exit code 2")).ThenNothing()
            .When(new AppCommand.ReportCron("cron2", null)).ThenNothing()
            .When(new AppCommand.ReportCron("cron2", "exit code 3")).Then(new AppEvent.CronFailed("cron2", "exit code 3"))
            .And(app => Assert.Equal(["cron1: exit code 1", "cron2: exit code 3"], app.FailingCrons!.Select(cron => $"{cron.Key}: {cron.Value}")))
            .When(new AppCommand.ReportCron("cron1", null)).Then(new AppEvent.CronRecovered("cron1")).When(new AppCommand.ReportCron("cron1", null)).ThenNothing()
            .And(app => Assert.Equal(["cron2"], app.FailingCrons!.Keys));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void What_Cloudflare_said_counts_until_it_is_asked_again(int hours, bool isTold)
    {
        var app = Fold([.. Histories.Live, new AppEvent.CloudflareAsked(Noon, ["10.1.0.0/16"])]);
        var decision = Assert.IsType<Decision.Accepted>(AppDecider.Decide(new AppCommand.ReportCloudflare(Noon.AddHours(hours), ["10.2.0.0/16"]), app));
        Assert.Equal(isTold, !decision.Events.IsEmpty);
    }
}
