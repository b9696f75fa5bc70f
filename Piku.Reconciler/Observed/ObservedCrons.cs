using System.Collections.Immutable;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Observed;

/// <summary>What is on the box of an app's cron lines, by their kinds; those that it had once and that run no more are left out.</summary>
public sealed record ObservedCrons(ImmutableSortedDictionary<string, ObservedCron> Kinds)
{
    /// <summary>What was found of a kind; of one that has never run, nothing.</summary>
    public ObservedCron Of(string kind) => Kinds.GetValueOrDefault(kind, ObservedCron.None);
}

/// <param name="Runs">The newest ones that were recorded, the last one last.</param>
/// <param name="IsRunning">Something of a run has not ended.</param>
/// <param name="IsWatched">Whoever ends the run after its time, and writes down how it went, is there.</param>
public sealed record ObservedCron(ImmutableArray<CronRun> Runs, bool IsRunning, bool IsWatched)
{
    public static ObservedCron None { get; } = new([], IsRunning: false, IsWatched: false);

    /// <summary>The last one that was started.</summary>
    public CronRun? LastStarted => Runs.LastOrDefault(run => run.Outcome != CronOutcome.Skipped);

    /// <summary>The last one of which it is known how it went; one that was stopped did neither well nor badly.</summary>
    public CronRun? LastEnded => Runs.LastOrDefault(run => run is { End: not null, Outcome: not CronOutcome.Stopped });
}
