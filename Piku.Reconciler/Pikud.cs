using Piku.Domain.Apps;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Applying.Builds;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler;

/// <summary>The daemon put together, by hand and here only.</summary>
public sealed class Pikud : IDisposable
{
    private readonly RootLayout _root;
    private readonly LinuxHost _host;
    private readonly LiteDbJournal _journal;
    private readonly NginxGate _nginx;
    private readonly Builder _builder;
    private readonly AcmeIssuer _issuer;
    private readonly CronLoop _crons;
    private readonly LogLoop _logs;
    private readonly LastLooks _looks;
    private readonly Recently _recently;
    private readonly Heartbeat _heartbeat;
    private readonly Thrift _thrift = new();
    private readonly BoxReconciler _box;
    private readonly AppReconciler _reconciler;

    public Pikud(RootLayout root, TimeProvider clock)
    {
        _root = root;
        _host = new LinuxHost(root.Path, clock);
        _journal = new LiteDbJournal(root.State, clock);
        _nginx = new NginxGate(root, _host);
        _builder = new Builder(root, _host);
        _issuer = new AcmeIssuer(root, _host, _journal, clock, TaskScheduler.Default);
        _crons = new CronLoop(root, _host, _journal, clock);
        _logs = new LogLoop(root, _host, _nginx);
        _looks = new LastLooks(clock);
        _recently = new Recently(root, _host, clock);
        _heartbeat = new Heartbeat(clock, () => _host.Programs + _builder.Waiting);
        var board = new VerdictBoard(root, _host);
        var applier = new Applier(root, _host, _journal, _nginx, _builder, _issuer, clock);
        _box = new BoxReconciler(root, () => RootFile.Load(root.Root) with { HasHttp2Directive = root.HasHttp2Directive }, _journal, _host, applier, _nginx, board, _looks, clock);
        _reconciler = new AppReconciler(
            root,
            _journal,
            _host,
            applier,
            board,
            _crons,
            _looks,
            _recently,
            clock,
            _thrift.AfterPass);
    }

    /// <summary>Reconciles until it is cancelled, then lets the passes that are under way end.</summary>
    /// <exception cref="Domain.Journal.JournalException">The journal is damaged: a process that has seen that cannot record, and another one has to come.</exception>
    public async Task Run(CancellationToken cancel)
    {
        _box.MakeFolders();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var crons = _crons.Run(Tell, stop.Token);
        using var supervision = Supervision.Of(_heartbeat, Systemd.WatchdogInterval, Systemd.Tell);
        var logs = _logs.Run(stop.Token);
        var loop = ReconcileLoop.Run(new Triggers(_root, _journal, Watch, _looks.Hear, BeforeAll), app => Pass(app, stop.Token), Tell, stop.Token);
        await Task.WhenAny(loop, _journal.Damage).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        await crons.ConfigureAwait(false);
        await logs.ConfigureAwait(false);
        await _issuer.Ended().ConfigureAwait(false);
        if (_journal.Damage.IsCompleted) throw new Domain.Journal.JournalException(await _journal.Damage.ConfigureAwait(false));
    }

    /// <summary>Every app until it has converged or is stuck, with the cron lines that are due in this minute, and certificates that are ordered meanwhile until they are in place or refused.</summary>
    /// <returns>Whether all have converged.</returns>
    public async Task<bool> Once(CancellationToken cancel)
    {
        bool converged;
        do
        {
            _looks.Forget();
            var box = await _box.Pass(cancel).ConfigureAwait(false);
            Tell(AppName.Box, box);
            converged = box is Verdict.Converged;
            foreach (var app in _journal.Names) converged &= await Settle(app, cancel).ConfigureAwait(false) is Verdict.Converged or Verdict.Drifted;
        }
        while (await _issuer.Ended().ConfigureAwait(false));
        await _logs.Pass(cancel).ConfigureAwait(false);
        return converged;
    }

    /// <summary>All apps are about to be looked at, because of the time or because nobody knows what has happened.</summary>
    private void BeforeAll()
    {
        _recently.Forget();
        _heartbeat.Look();
    }

    /// <remarks>That over the box is short, and so says nothing of the others.</remarks>
    private Task<Verdict> Pass(AppName name, CancellationToken cancel) => name == AppName.Box ? _box.Pass(cancel) : _heartbeat.Over(app => _reconciler.Pass(app, cancel), name);

    public void Dispose()
    {
        _nginx.Dispose();
        _builder.Dispose();
        _issuer.Dispose();
        _thrift.Dispose();
    }

    private async Task<Verdict> Settle(AppName app, CancellationToken cancel)
    {
        Verdict? end = null;
        while (end is null)
        {
            var verdict = await _reconciler.Pass(app, cancel).ConfigureAwait(false);
            if (verdict is Verdict.RecheckAfter(var delay, _)) await _host.Until(() => false, delay, cancel).ConfigureAwait(false);
            else end = verdict;
        }

        Tell(app, end);
        Tell(app, await _crons.Pass(app).ConfigureAwait(false));
        return end;
    }

    private FolderWatch Watch(Action<FolderChange> tell, Action<Exception> died) => FolderWatch.Start(new WatchTable(_root).Folders, tell, died, Console.Error.WriteLine);

    private static void Tell(AppName app, Verdict verdict)
    {
        if (verdict is Verdict.Stuck(var reason)) Console.Error.WriteLine($"{app}: {reason}");
    }
}
