using CsCheck;
using Piku.Reconciler.Layout;
using Xunit;

namespace Piku.Specs.Crons;

/// <summary>What the record of a cron line says.</summary>
public sealed class CronRunSpecs
{
    private const string Noon = "2030-01-02T12:00:00Z";

    [Theory]
    [InlineData("end 2030-01-02T12:00:00Z 2030-01-02T12:00:01.75Z 0", CronOutcome.Well, 0, 1250)]
    [InlineData("end 2030-01-02T12:00:00Z 2030-01-02T12:00:01.500Z 3", CronOutcome.Failed, 3, 1000)]
    [InlineData("timeout 2030-01-02T12:00:00Z 2030-01-02T12:00:02.500Z", CronOutcome.TimedOut, null, 2000)]
    [InlineData("stop 2030-01-02T12:00:00Z 2030-01-02T12:00:02.500Z", CronOutcome.Stopped, null, 2000)]
    [InlineData("end 2030-01-02T12:05:00Z 2030-01-02T12:05:01.500Z 0", CronOutcome.CutShort, null, null)]
    [InlineData("end 2030-01-02T12:00:00Z 2030-01-02T12:0", CronOutcome.CutShort, null, null)]
    [InlineData("", CronOutcome.CutShort, null, null)]
    public void A_run_is_its_start_and_its_end(string end, CronOutcome outcome, int? code, int? milliseconds)
    {
        var run = Assert.Single(CronRun.Read([$"start {Noon} 2030-01-02T12:00:00.500Z 7", end], isRunning: false));
        Assert.Equal((outcome, code, 7, milliseconds), (run.Outcome, run.ExitCode, run.Release, (int?)run.Took?.TotalMilliseconds));
    }

    [Fact]
    public void What_is_written_of_a_run_after_it_was_stopped_or_had_ended_counts_no_more()
    {
        string[] lines = [$"start {Noon} {Noon} 1", $"stop {Noon} 2030-01-02T12:00:01Z", $"end {Noon} 2030-01-02T12:00:02Z 143"];
        Assert.Equal((CronOutcome.Stopped, null), CronRun.Read(lines, isRunning: false).Select(run => (run.Outcome, run.ExitCode)).Single());
        Assert.Equal((CronOutcome.Failed, 143), CronRun.Read([lines[0], lines[2], lines[1]], isRunning: false).Select(run => (run.Outcome, run.ExitCode)).Single());
    }

    [Fact]
    public void The_last_one_without_an_end_runs_while_its_lock_is_held_and_the_skipped_ones_after_it_do_not()
    {
        string[] lines = [$"start {Noon} {Noon} 1", "start 2030-01-02T12:01:00Z 2030-01-02T12:01:00Z 1", "skip 2030-01-02T12:02:00Z 2030-01-02T12:02:00Z"];
        Assert.Equal([CronOutcome.CutShort, CronOutcome.Running, CronOutcome.Skipped], CronRun.Read(lines, isRunning: true).Select(run => run.Outcome));
        Assert.Equal([CronOutcome.CutShort, CronOutcome.CutShort, CronOutcome.Skipped], CronRun.Read(lines, isRunning: false).Select(run => run.Outcome));
    }

    [Fact]
    public void Whatever_stands_in_a_record_is_read_or_left_out() =>
        Gen.Select(Gen.OneOf(Gen.String, Gen.Select(Gen.OneOf(Gen.Const("start"), Gen.Const("end"), Gen.Const("skip"), Gen.Const("stop"), Gen.Const("timeout")), Gen.String[Gen.Char["0123456789:-TZ. "], 0, 60]).Select(line => $"{line.Item1} {line.Item2}")).Array[0, 6], Gen.Bool)
            .Sample((lines, isRunning) => Assert.True(CronRun.Read(lines, isRunning).Length <= lines.Length));

    [Fact]
    public void A_minute_is_written_as_it_is_read() => Assert.Equal(Noon, CronRun.Written(new DateTimeOffset(2030, 1, 2, 13, 0, 0, TimeSpan.FromHours(1))));
}
