using System.Diagnostics;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying.Builds;

namespace Piku.Reconciler.Applying;

/// <content>Builds, which take their time.</content>
public sealed partial class Applier
{
    /// <summary>A person who has cancelled a build does not feel it, and a box that builds hardly does.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Up to a minute.</summary>
    private const int MostDoublings = 7;

    private async Task Build(App app, int release, int generation, Func<CancellationToken, Task>? meanwhile, CancellationToken cancel)
    {
        if (await Build(app, app.Release(release), Log(app, generation), meanwhile, cancel).ConfigureAwait(false) is not { } outcome) return;
        if (outcome is BuildOutcome.Failed(var why, _) && app.Candidate?.Generation != generation)
            throw new StepFailedException($"the dependencies of '{app.Name}' are gone, and building them again failed: {Mask.Of(app).Over(why)}");
        Boundary.Reached("built, not reported");
        Report(app, outcome switch
        {
            BuildOutcome.Built(var environment, var tree) => new AppCommand.ReportBuilt(release, environment, tree),
            BuildOutcome.Failed(var reason, var environment) => new AppCommand.ReportFailed(generation, reason, environment),
            _ => throw new UnreachableException(outcome.GetType().Name),
        });
    }

    /// <returns>Null when the release was given up meanwhile: somebody cancelled it, or pushed a newer one.</returns>
    private async Task<BuildOutcome?> Build(App app, Release release, RolloutLog log, Func<CancellationToken, Task>? meanwhile, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var givenUp = host.Until(() => !IsCurrent(app.Name, release), TimeSpan.MaxValue, ended.Token, BetweenLooks);
        var build = builder.Build(app, release, log, ended.Token);
        var tending = meanwhile is null || build.IsCompleted || givenUp.IsCompleted ? Task.CompletedTask : Again(meanwhile, ended.Token, cancel);
        var first = await Task.WhenAny(build, givenUp).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await tending.ConfigureAwait(false);
        try
        {
            return await build.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (first == givenUp && !cancel.IsCancellationRequested)
        {
            log.Step($"the build of v{release.Number} was given up");
            return null;
        }
    }

    /// <summary>Until the build has ended, and what was begun with it. What fails is tried again, less and less often, and is told by the pass that comes after the build.</summary>
    /// <param name="cancel">What is done is cut short by nothing but the end of pikud: others may wait for it, too.</param>
    private async Task Again(Func<CancellationToken, Task> meanwhile, CancellationToken ended, CancellationToken cancel)
    {
        for (var failures = 0; !ended.IsCancellationRequested;)
        {
            try
            {
                await host.Until(() => false, BetweenLooks * (1 << Math.Min(failures, MostDoublings)), ended).ConfigureAwait(false);
                await meanwhile(cancel).ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception trouble) when (trouble is not OutOfMemoryException)
            {
                failures++;
            }
        }
    }

    private bool IsCurrent(AppName app, Release release)
    {
        try
        {
            return journal.Read(app).Rollouts.Any(rollout => rollout.Release == release.Number);
        }
        catch (JournalException)
        {
            return true; // Whoever reads it next will say so.
        }
    }
}
