using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Drifting;

namespace Piku.Reconciler.Loop;

/// <summary>One pass over one app: fold it, look at the box, plan, apply, tell.</summary>
/// <param name="recently">What passes over apps that have not changed may share.</param>
/// <param name="ended">Is told after each pass; null where nobody wants to know.</param>
public sealed class AppReconciler(
    RootLayout root, IJournal journal, IHostView host, Applier applier, VerdictBoard board, CronLoop crons, LastLooks looks, Recently recently, TimeProvider clock, Action? ended)
{
    private readonly Turns _turns = new(journal);

    /// <summary>Never throws but for a cancellation: whatever goes wrong ends in <see cref="Verdict.Stuck"/>.</summary>
    public async Task<Verdict> Pass(AppName name, CancellationToken cancel)
    {
        if (looks.Of(name) is { } known) return known;
        Look? look = null;
        try
        {
            var news = looks.News(name);
            using (var turn = await _turns.Of(name, cancel).ConfigureAwait(false))
            {
                look = LookAt(turn.App, news);
            }

            return board.Post(name, look.App.Version, await Apply(look, cancel).ConfigureAwait(false), look.Mark);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return board.Post(name, look?.App.Version ?? 0, new Verdict.Stuck(DiskTrouble.Why(root.Root, failure)), look?.Mark);
        }
        finally
        {
            ended?.Invoke();
        }
    }

    /// <summary>Brings the box to the plan. What has drifted is told, as one event, and put right; or left, where that is wished.</summary>
    private async Task<Verdict> Apply(Look look, CancellationToken cancel)
    {
        var (app, plan, drift) = (look.App, look.Plan, look.Drift);
        if (!drift.IsEmpty && !look.IsAsked && app.Current is { } release && EffectiveSettings.Of(app, release).LeavesDrift)
        {
            applier.Report(app, drift, look.Now, isLeft: true);
            await applier.Apply(app, plan.Steps.Where(step => step is Step.OrderCertificate or Step.ReportCertificateLost), cancel).ConfigureAwait(false); // A site whose certificate runs out is no edit of anybody's.
            return new Verdict.Drifted($"left as they are, for PIKU_DRIFT is report: {string.Join(", ", drift.Names)}");
        }

        if (!drift.IsEmpty) applier.Keep(app.Name, drift, look.Now);
        if (!drift.IsEmpty && !look.IsAsked) applier.Report(app, drift, look.Now, isLeft: false);
        if (!await applier.Apply(app, plan.Steps, cancel, token => Tend(app, token)).ConfigureAwait(false)) return new Verdict.RecheckAfter(TimeSpan.Zero, "what failed is taken away");
        return plan.Verdict;
    }

    /// <summary>While the next release is built, which may take minutes, what is live comes back where somebody has deleted or edited it, as if nothing else were asked for.</summary>
    /// <param name="began">The app as it was when the build began; what is asked for since then waits for its end.</param>
    private async Task Tend(App began, CancellationToken cancel)
    {
        var name = began.Name;
        if (journal.Read(name) is not { Live: not null, Candidate: not null, Current: { } release } app || EffectiveSettings.Of(app, release).LeavesDrift) return;
        app = app with { Candidate = null };
        var desired = Projection.Of(root, app);
        if (desired.Mark != Projection.Of(root, began with { Candidate = null }).Mark) return;
        var (observed, now) = (new HostObserver(root, host).Look(name), clock.GetUtcNow());
        var plan = new Planner(root).Of(desired, observed, now);
        plan = plan with { Steps = [.. plan.Steps.Where(step => step is Step.Spawn or Step.WakeEmperor or Step.SetRights or Step.PutAside or Step.Link or Step.MakeFolder or Step.SelfSign or Step.WriteFile or Step.WriteSite or Step.ReloadNginx)] };
        if (Drift.Of(root, desired, observed, plan) is not { IsEmpty: false } drift) return;
        applier.Keep(name, drift, now);
        applier.Report(app, drift, now, isLeft: false);
        await applier.Apply(app, plan.Steps, cancel).ConfigureAwait(false);
    }

    private Look LookAt(App app, int news)
    {
        var name = app.Name;
        crons.See(app);
        if (!app.Exists) journal.Forget(name);
        var notes = new Notes(host, name, recently, began: clock.GetUtcNow());
        var desired = Projection.Of(root, app);
        var observed = new HostObserver(root, notes).Look(name, desired.Unweighed);
        notes.Stamp(root.Verdict(name)); // Whoever asks how the last pass ended has to find it there.
        var now = clock.GetUtcNow();
        var plan = new Planner(root).Of(desired, observed, now);
        var (mark, told) = (desired.Mark, board.Read(name));
        if (told is { IsConverged: true } && told.Version == app.Version && told.Settled == mark) looks.Keep(name, news, notes, plan, Dues.Of(desired, observed, now)); // A verdict that has yet to be written may fail to be, or be lost.
        var isAsked = told?.Settled != mark;
        return new Look(app, plan, mark, now, isAsked, plan.Steps.IsEmpty || (isAsked && told is not { IsLeft: true }) ? Drift.None : Drift.Of(root, desired, observed, plan));
    }

    /// <summary>What a pass has seen, and is about to do.</summary>
    /// <param name="Mark">Of what should be.</param>
    /// <param name="IsAsked">Something else is asked for than what the box was brought to last.</param>
    /// <param name="Drift">Where something else is asked for: what was left as it was until then, and is about to be written over.</param>
    private sealed record Look(App App, Plan Plan, string Mark, DateTimeOffset Now, bool IsAsked, Drift Drift);
}
