using System.Collections.Immutable;
using System.Globalization;

namespace Piku.Reconciler.Layout;

/// <summary>A run of a cron line, as the script that runs it has noted it.</summary>
/// <param name="Due">The minute for which it was started.</param>
/// <param name="Release">The number of the release in which it ran; null when it was skipped.</param>
/// <param name="ExitCode">Null when it did not end, or was ended.</param>
public sealed record CronRun(DateTimeOffset Due, CronOutcome Outcome, DateTimeOffset At, int? Release, DateTimeOffset? End, int? ExitCode)
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'";

    public TimeSpan? Took => End - At;

    public static string Written(DateTimeOffset time) => time.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);

    /// <summary>The runs in the order of their starts. A line that is none, as after a power cut, is left out.</summary>
    /// <param name="isRunning">Whether the last one still runs; others that have no end were cut short.</param>
    public static ImmutableArray<CronRun> Read(IEnumerable<string> lines, bool isRunning)
    {
        var runs = lines.Aggregate(ImmutableArray<CronRun>.Empty, (all, line) => line.Split(' ') switch
        {
            ["start", var due, var at, var release] when TimeOf(due) is { } minute && TimeOf(at) is { } time && NumberOf(release) is { } number => all.Add(new CronRun(minute, CronOutcome.CutShort, time, number, null, null)),
            ["skip", var due, var at] when TimeOf(due) is { } minute && TimeOf(at) is { } time => all.Add(new CronRun(minute, CronOutcome.Skipped, time, null, null, null)),
            ["end", var due, var at, var code] when TimeOf(due) is { } minute && TimeOf(at) is { } time && NumberOf(code) is { } number => Ended(all, minute, run => run with { Outcome = number == 0 ? CronOutcome.Well : CronOutcome.Failed, End = time, ExitCode = number }),
            ["stop", var due, var at] when TimeOf(due) is { } minute && TimeOf(at) is { } time => Ended(all, minute, run => run with { Outcome = CronOutcome.Stopped, End = time }),
            ["timeout", var due, var at] when TimeOf(due) is { } minute && TimeOf(at) is { } time => Ended(all, minute, run => run with { Outcome = CronOutcome.TimedOut, End = time }),
            _ => all,
        });
        return isRunning && runs.LastOrDefault(run => run.Outcome != CronOutcome.Skipped) is { Outcome: CronOutcome.CutShort } last ? runs.Replace(last, last with { Outcome = CronOutcome.Running }) : runs;
    }

    private static ImmutableArray<CronRun> Ended(ImmutableArray<CronRun> all, DateTimeOffset due, Func<CronRun, CronRun> end) =>
        all.LastOrDefault(run => run.Due == due && run.Outcome == CronOutcome.CutShort) is { } run ? all.Replace(run, end(run)) : all;

    public static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParseExact(text, Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static int? NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What has become of a run.</summary>
public enum CronOutcome
{
    Running,

    /// <summary>Ended with exit code 0.</summary>
    Well,

    Failed,

    /// <summary>Was ended, because it had run for too long.</summary>
    TimedOut,

    /// <summary>Was ended, because the app was stopped or destroyed; what its watcher writes down afterwards says nothing of how it would have gone.</summary>
    Stopped,

    /// <summary>Was not started, because the one before it still ran.</summary>
    Skipped,

    /// <summary>Has not ended and does not run: the box went down, or whoever watched it was killed.</summary>
    CutShort,
}
