using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>One pass over one app: fold it, look at the box, plan, apply, tell.</summary>
/// <param name="ended">Is told after each pass; null where nobody wants to know.</param>
public sealed class AppReconciler(
    RootLayout root, IJournal journal, IHostView host, Applier applier, VerdictBoard board, CronLoop crons, LastLooks looks, TimeProvider clock, Action? ended) : IDisposable
{
    /// <summary>Looks block their threads, on the journal's lock above all: more of them at once than processors would be no faster, and cost a thread each.</summary>
    private readonly SemaphoreSlim _looks = new(Environment.ProcessorCount);

    private readonly Recently _recently = new(root, host, clock);

    public void Dispose() => _looks.Dispose();

    /// <summary>Never throws but for a cancellation: whatever goes wrong ends in <see cref="Verdict.Stuck"/>.</summary>
    public async Task<Verdict> Pass(AppName name, CancellationToken cancel)
    {
        if (looks.Of(name) is { } known) return known;
        var version = 0L;
        try
        {
            App app;
            Plan plan;
            bool wasConverged;
            await _looks.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                var news = looks.News(name);
                app = journal.Read(name);
                version = app.Version;
                crons.See(app);
                wasConverged = board.Read(name) is { IsConverged: true } posted && posted.Version == version;
                plan = PlanOf(app, news, wasConverged);
            }
            finally
            {
                _looks.Release();
            }

            var isDone = await applier.Apply(app, plan.Steps, cancel).ConfigureAwait(false);
            if (isDone && wasConverged && Repairs.Of(root, plan) is { IsEmpty: false } repairs)
                Transaction.Run(journal, name, _ => new AppCommand.ReportRepaired(clock.GetUtcNow(), repairs), Applier.Pikud);
            return board.Post(name, version, isDone ? plan.Verdict : new Verdict.RecheckAfter(TimeSpan.Zero, "what failed is taken away"));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return board.Post(name, version, new Verdict.Stuck(failure.Message));
        }
        finally
        {
            ended?.Invoke();
        }
    }

    /// <param name="isTold">The verdict that the app has converged is there. One that has yet to be written may fail to be, or be lost: the look is kept once it is there.</param>
    private Plan PlanOf(App app, int news, bool isTold)
    {
        var notes = new Notes(host, app.Name, _recently, began: clock.GetUtcNow());
        var desired = Projection.Of(root, app);
        var observed = new HostObserver(root, notes).Look(app.Name, desired.Unweighed);
        notes.Stamp(root.Verdict(app.Name)); // Whoever asks how the last pass ended has to find it there.
        var now = clock.GetUtcNow();
        var plan = new Planner(root).Of(desired, observed, now);
        if (isTold) looks.Keep(app.Name, news, notes, plan, Dues.Of(desired, observed, now));
        return plan;
    }
}
