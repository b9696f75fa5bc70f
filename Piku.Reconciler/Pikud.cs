using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Applying.Builds;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler;

/// <summary>The daemon put together, by hand and here only.</summary>
public sealed class Pikud : IDisposable
{
    private readonly IJournal _journal;
    private readonly RootLayout _root;
    private readonly NginxGate _nginx;
    private readonly Builder _builder;
    private readonly AppReconciler _reconciler;

    public Pikud(RootLayout root, TimeProvider clock)
    {
        var host = new LinuxHost(root.Path, clock);
        _root = root;
        _journal = new LiteDbJournal(root.State, clock);
        _nginx = new NginxGate(root, host);
        _builder = new Builder(root, host);
        _reconciler = new AppReconciler(
            root,
            _journal,
            new HostObserver(root, host),
            new Applier(root, host, _journal, _nginx, _builder),
            new VerdictBoard(root, host),
            clock);
    }

    /// <summary>Reconciles until it is cancelled, then lets the passes that are under way end.</summary>
    public async Task Run(CancellationToken cancel)
    {
        var stopped = new TaskCompletionSource();
        using var registration = cancel.Register(stopped.SetResult);
        var triggers = new Triggers(_root, _journal, TaskPoolScheduler.Default).All().TakeUntil(Observable.FromAsync(() => stopped.Task));
        var ended = new TaskCompletionSource();
        using var loop = ReconcileLoop.Over(triggers, app => _reconciler.Pass(app, cancel), TaskPoolScheduler.Default)
            .Subscribe(Tell, ended.SetException, ended.SetResult);
        await ended.Task.ConfigureAwait(false);
    }

    /// <summary>Every app until it has converged or is stuck.</summary>
    /// <returns>Whether all have converged.</returns>
    public async Task<bool> Once(CancellationToken cancel)
    {
        var converged = true;
        foreach (var app in _journal.ReadAll()) converged &= await Settle(app.Name, cancel).ConfigureAwait(false) is Verdict.Converged;
        return converged;
    }

    public void Dispose()
    {
        _nginx.Dispose();
        _builder.Dispose();
    }

    private async Task<Verdict> Settle(AppName app, CancellationToken cancel)
    {
        while (await _reconciler.Pass(app, cancel).ConfigureAwait(false) is var verdict)
        {
            if (verdict is not Verdict.RecheckAfter(var delay, _))
            {
                Tell((app, verdict));
                return verdict;
            }

            await Observable.Timer(delay, TaskPoolScheduler.Default);
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private static void Tell((AppName App, Verdict Verdict) end)
    {
        if (end.Verdict is Verdict.Stuck(var reason)) Console.Error.WriteLine($"{end.App}: {reason}");
    }
}
