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
public sealed class AppReconciler(
    RootLayout root, IJournal journal, IHostView host, Applier applier, VerdictBoard board, CronLoop crons, LastLooks looks, TimeProvider clock)
{
    private readonly Turns _turns = new(journal);

    private readonly Recently _recently = new(root, host, clock);

    private readonly Thrift _thrift = new();

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
            var news = looks.News(name);
            using (var turn = await _turns.Of(name, cancel).ConfigureAwait(false))
            {
                app = turn.App;
                version = app.Version;
                crons.See(app);
                wasConverged = board.Read(name) is { IsConverged: true } posted && posted.Version == version;
                plan = PlanOf(app, news);
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
            _thrift.AfterPass();
        }
    }

    private Plan PlanOf(App app, int news)
    {
        var notes = new Notes(host, app.Name, _recently, began: clock.GetUtcNow());
        var desired = Projection.Of(root, app);
        var observed = new HostObserver(root, notes).Look(app.Name, desired.Unweighed);
        notes.Stamp(root.Verdict(app.Name)); // Whoever asks how the last pass ended has to find it there.
        var now = clock.GetUtcNow();
        var plan = new Planner(root).Of(desired, observed, now);
        looks.Keep(app.Name, news, notes, plan, Dues.Of(desired, observed, now));
        return plan;
    }
}
