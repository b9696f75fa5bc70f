using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Crons;

/// <summary>What is done about cron lines, from the app, what has run, and the time.</summary>
public sealed class CronPlanSpecs
{
    private static readonly AppEvent[] Live =
    [
        new AppEvent.Created(),
        new AppEvent.SlugReceived(SlugOf("aaaaaaaaaaaaaaaa", "a1", "First", ("cron-five", "*/5 * * * * ./five"), ("cron-daily", "@daily ./day"), ("web", "./a"))),
        new AppEvent.ReleaseCreated(1, 1, "aaaaaaaaaaaaaaaa", ReleaseCause.Push, ""),
        new AppEvent.ReleaseBuilt(1, null),
        new AppEvent.WentLive(1, 0),
    ];

    private static readonly DateTimeOffset Due = Noon.AddMinutes(5);

    [Fact]
    public void What_is_due_in_this_minute_is_started_and_the_next_time_is_waited_for()
    {
        var plan = Plan(Live, Due.AddSeconds(59));
        Assert.Equal([("cron-five", Due)], Started(plan));
        Assert.Equal(Due.AddMinutes(1).AddSeconds(59), plan.Again);
        Assert.Equal(Due, Plan(Live, Due.AddSeconds(-30)).Again);
    }

    [Fact]
    public void What_has_been_started_or_skipped_for_this_minute_is_not_again()
    {
        Assert.Empty(Plan(Live, Due, Ran(Due, CronOutcome.Running)).Steps);
        Assert.Empty(Plan(Live, Due, Ran(Due, CronOutcome.Skipped)).Steps);
    }

    [Fact]
    public void What_was_due_while_nobody_was_there_is_not_made_up_for() => Assert.Empty(Plan(Live, Due.AddMinutes(1), Ran(Due.AddMinutes(-5), CronOutcome.Well)).Steps);

    [Fact]
    public void A_release_that_went_live_within_a_minute_begins_with_the_next_one() =>
        Assert.Empty(CronPlan.Of(Live.Aggregate(App.Absent(Blog), (app, happened) => AppDecider.Evolve(app, happened, Due.AddSeconds(1))), Seen(), TimeZoneInfo.Utc, Due.AddSeconds(2)).Steps);

    [Fact]
    public void A_clock_that_is_set_back_to_before_the_release_went_live_stops_no_cron_line()
    {
        var plan = CronPlan.Of(Live.Aggregate(App.Absent(Blog), (app, happened) => AppDecider.Evolve(app, happened, Due.AddDays(1))), Seen(), TimeZoneInfo.Utc, Due.AddSeconds(2));
        Assert.Equal([("cron-five", Due)], Started(plan));
    }

    [Fact]
    public void Nothing_is_due_of_an_app_without_a_cron_line() => Assert.Null(CronPlan.Of(Fold(Histories.Live), Seen(), TimeZoneInfo.Utc, Due).Again);

    [Fact]
    public void Nothing_of_a_stopped_or_destroyed_app_runs_and_what_does_is_ended()
    {
        foreach (var end in new AppEvent[] { new AppEvent.Stopped(), new AppEvent.Destroyed() })
            Assert.Equal([new CronStep.End("cron-five", Stopped: Due.AddMinutes(-5))], Plan([.. Live, end], Due, Ran(Due.AddMinutes(-5), CronOutcome.Running)).Steps);
    }

    [Fact]
    public void What_was_to_end_is_looked_at_until_it_has()
    {
        Assert.Equal(Due.AddMinutes(1), Plan([.. Live, new AppEvent.Stopped()], Due, Ran(Due, CronOutcome.Running)).Again);
        Assert.Null(Plan([.. Live, new AppEvent.Stopped()], Due, Ran(Due, CronOutcome.Stopped)).Again);
    }

    [Fact]
    public void An_app_under_maintenance_goes_on_and_so_do_its_cron_lines() => Assert.NotEmpty(Started(Plan([.. Live, new AppEvent.MaintenanceBegan("")], Due)));

    [Fact]
    public void The_live_release_counts_and_not_the_one_on_its_way()
    {
        AppEvent[] next = [new AppEvent.SlugReceived(SlugB), new AppEvent.ReleaseCreated(2, 2, SlugB.Fingerprint, ReleaseCause.Push, "")];
        var step = Assert.IsType<CronStep.Start>(Assert.Single(Plan([.. Live, .. next], Due).Steps));
        Assert.Equal((1, "./five"), (step.Release.Number, step.Line.Command));
        Assert.Empty(Plan([.. Live, .. next, new AppEvent.ReleaseBuilt(2, null), new AppEvent.WentLive(2, 0)], Due).Steps);
    }

    [Fact]
    public void What_has_lost_whoever_watched_over_it_is_ended_soon_after_its_time()
    {
        var run = Ran(Noon, CronOutcome.Running);
        Assert.DoesNotContain(Plan(Live, Noon.AddSeconds(3659), run).Steps, step => step is CronStep.End);
        Assert.Contains(Plan(Live, Noon.AddSeconds(3661), run).Steps, step => step is CronStep.End);
    }

    [Fact]
    public void A_clock_that_jumps_ends_no_run_that_is_watched_over_and_no_minute_is_missed_for_longer_than_one()
    {
        var cron = new ObservedCron([Ran(Noon, CronOutcome.Running)], IsRunning: true, IsWatched: true);
        var plan = CronPlan.Of(Fold(Live), new ObservedCrons(Map(("cron-five", cron))), TimeZoneInfo.Utc, Noon.AddDays(1).AddMinutes(1));
        Assert.Empty(plan.Steps);
        Assert.Equal(Noon.AddDays(1).AddMinutes(2), plan.Again);
    }

    [Fact]
    public void The_first_failure_and_the_first_run_that_does_well_again_are_reported()
    {
        var failed = Ran(Noon, CronOutcome.Failed) with { ExitCode = 3, End = Noon };
        var well = Ran(Noon, CronOutcome.Well) with { ExitCode = 0, End = Noon };
        var late = Ran(Noon, CronOutcome.TimedOut) with { End = Noon };
        AppEvent[] failing = [.. Live, new AppEvent.CronFailed("cron-five", "exit code 1")];
        Assert.Equal([new CronStep.Report("cron-five", "exit code 3")], Plan(Live, Noon.AddMinutes(1), failed).Steps);
        Assert.Equal([new CronStep.Report("cron-five", "it did not end within PIKU_CRON_TIMEOUT (3600 s)")], Plan(Live, Noon.AddMinutes(1), late).Steps);
        Assert.Empty(Plan(failing, Noon.AddMinutes(1), failed).Steps);
        Assert.Equal([new CronStep.Report("cron-five", null)], Plan(failing, Noon.AddMinutes(1), well).Steps);
        Assert.Empty(Plan(Live, Noon.AddMinutes(1), well).Steps);
    }

    [Fact]
    public void A_run_that_was_stopped_has_neither_failed_nor_ended_well()
    {
        var stopped = Ran(Noon, CronOutcome.Stopped) with { End = Noon };
        Assert.Empty(Plan(Live, Noon.AddMinutes(1), stopped).Steps);
        Assert.Empty(Plan([.. Live, new AppEvent.CronFailed("cron-five", "exit code 1")], Noon.AddMinutes(1), stopped).Steps);
        var failed = Ran(Noon.AddMinutes(-5), CronOutcome.Failed) with { ExitCode = 3, End = Noon };
        Assert.Equal([new CronStep.Report("cron-five", "exit code 3")], Plan(Live, Noon.AddMinutes(1), failed, stopped).Steps);
    }

    [Fact]
    public void The_time_zone_of_the_app_goes_before_that_of_the_box_when_the_box_knows_it()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        foreach (var (zone, box, isDue) in new[] { ("Europe/Berlin", TimeZoneInfo.Utc, true), ("", TimeZoneInfo.Utc, false), ("", berlin, true), ("Atlantis", berlin, true), ("../etc/passwd", TimeZoneInfo.Utc, false), (":Europe/Berlin", TimeZoneInfo.Utc, true) })
        {
            AppEvent[] events = [Live[0], new AppEvent.ConfigChanged(Map(("TZ", zone)), []), .. Live[1..]];
            Assert.Equal(isDue, Started(CronPlan.Of(Fold(events), Seen(), box, Noon.AddHours(11))).Contains(("cron-daily", Noon.AddHours(11))));
        }
    }

    /// <summary>Whenever and however often pikud looks, and whatever becomes of the runs.</summary>
    [Fact]
    public void Each_minute_that_is_seen_has_one_start_and_no_other_has_any() =>
        Gen.Select(Gen.Int[0, 90].Array[0, 60], Gen.OneOf(Gen.Const(CronOutcome.Running), Gen.Const(CronOutcome.Skipped), Gen.Const(CronOutcome.Well), Gen.Const(CronOutcome.CutShort))).Sample((waits, outcome) =>
        {
            var (now, runs, seen) = (Noon.AddSeconds(30), new List<CronRun>(), new HashSet<DateTimeOffset>());
            foreach (var wait in waits)
            {
                now = now.AddSeconds(wait);
                if (now.Minute % 5 == 0) seen.Add(Domain.Crons.CronSchedule.MinuteOf(now));
                runs.AddRange(Started(Plan(Live, now, [.. runs])).Select(start => Ran(start.Due, outcome)));
            }

            Assert.Equal(seen.Order(), runs.Select(run => run.Due));
        });

    private static CronRun Ran(DateTimeOffset due, CronOutcome outcome) => new(due, outcome, due, 1, null, null);

    private static ObservedCrons Seen(params CronRun[] runs) => new(Map(("cron-five", new ObservedCron([.. runs], runs.Any(run => run.Outcome == CronOutcome.Running), IsWatched: false))));

    private static CronPlan Plan(AppEvent[] events, DateTimeOffset now, params CronRun[] runs) => CronPlan.Of(Fold(events), Seen(runs), TimeZoneInfo.Utc, now);

    private static IEnumerable<(string Kind, DateTimeOffset Due)> Started(CronPlan plan) => plan.Steps.OfType<CronStep.Start>().Select(start => (start.Kind, start.Due));
}
