using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>One pass over one app: fold it, look at the box, plan, apply, tell.</summary>
public sealed class AppReconciler(RootLayout root, IJournal journal, HostObserver observer, Applier applier, VerdictBoard board, TimeProvider clock)
{
    /// <summary>Never throws but for a cancellation: whatever goes wrong ends in <see cref="Verdict.Stuck"/>.</summary>
    public async Task<Verdict> Pass(AppName name, CancellationToken cancel)
    {
        var version = 0L;
        try
        {
            var app = journal.Read(name);
            version = app.Version;
            var desired = Projection.Of(root, app);
            var observed = observer.Look(name, desired.Unweighed);
            var plan = new Planner(root).Of(desired, observed, clock.GetUtcNow());
            await applier.Apply(app, plan.Steps, cancel).ConfigureAwait(false);
            return board.Post(name, version, plan.Verdict);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return board.Post(name, version, new Verdict.Stuck(failure.Message));
        }
    }
}
