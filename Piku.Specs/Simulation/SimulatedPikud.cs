using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Applying.Builds;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Specs.Simulation;

/// <summary>pikud's own parts, put together over a simulated box as <c>Pikud</c> puts them together over a machine; and its loop, in the box's time and one pass after the other.</summary>
internal sealed class SimulatedPikud : IDisposable
{
    private static readonly TimeSpan BetweenFullLooks = TimeSpan.FromSeconds(60);

    private readonly IJournal _journal;
    private readonly SimulatedBox _box;
    private readonly Life _life;
    private readonly NginxGate _nginx;
    private readonly Builder _builder;
    private readonly AcmeIssuer _issuer;
    private readonly LastLooks _looks;
    private readonly Recently _recently;
    private readonly AppReconciler _reconciler;
    private readonly LaterScheduler _orders = new();
    private readonly SortedDictionary<string, Turn> _turns = new(StringComparer.Ordinal);
    private long _seen;
    private DateTimeOffset _fullLook;

    public SimulatedPikud(SimulatedBox box, IJournal kept, Life life, Variant variant)
    {
        (_box, _life, _fullLook) = (box, life, box.Now);
        var host = variant.Host(new SimulatedHost(box, life), box);
        _journal = variant.Journal(new SimulatedJournal(kept, box, life));
        _seen = kept.Head;
        _nginx = new NginxGate(box.Root, host);
        _builder = new Builder(box.Root, host);
        _issuer = new AcmeIssuer(box.Root, host, _journal, box.Clock, _orders);
        _looks = new LastLooks(box.Clock);
        _recently = new Recently(box.Root, host, box.Clock);
        _reconciler = new AppReconciler(
            box.Root,
            _journal,
            host,
            new Applier(box.Root, host, _journal, _nginx, _builder, _issuer, box.Clock),
            new VerdictBoard(box.Root, host),
            new CronLoop(box.Root, host, _journal, box.Clock),
            _looks,
            _recently,
            box.Clock,
            ended: null);
    }

    private sealed class Turn
    {
        public DateTimeOffset? Due { get; set; }

        public int Failures { get; set; }

        public Verdict? Last { get; set; }
    }

    /// <summary>When it will do something next.</summary>
    public DateTimeOffset Next => _orders.HasAny ? _box.Now : _turns.Values.Select(turn => turn.Due).OfType<DateTimeOffset>().Append(_fullLook).Min();

    /// <summary>How the last passes ended that did not end well.</summary>
    public IEnumerable<string> Troubles => _turns.Where(turn => turn.Value.Last is not Verdict.Converged { Again: null }).Select(turn => $"{turn.Key}: {turn.Value.Last}");

    public bool HasConverged => !_orders.HasAny && _turns.Values.All(turn => turn is { Due: null, Last: Verdict.Converged });

    /// <summary>Something has happened to an app, as a watcher says.</summary>
    public void See(string app)
    {
        if (!_turns.ContainsKey(app)) return;
        _looks.Hear(AppName.Parse(app));
        Wake(app);
    }

    private void Wake(string app)
    {
        if (_turns.TryGetValue(app, out var turn)) turn.Due = turn.Due < _box.Now ? turn.Due : _box.Now;
    }

    /// <summary>Something was recorded, as the file beside the journal says.</summary>
    public void Hear()
    {
        foreach (var name in _journal.After(_seen, int.MaxValue).Select(recorded => recorded.App).Distinct().ToList())
        {
            _looks.Hear(name);
            if (!_turns.ContainsKey(name.Value)) _turns[name.Value] = new Turn();
            Wake(name.Value);
        }

        _seen = _journal.Head;
    }

    /// <summary>Does what is due first, if that is now.</summary>
    /// <returns>The app of the pass, and how it ended; null when it was something else.</returns>
    public (AppName App, Verdict Verdict)? Act()
    {
        if (_fullLook <= _box.Now) LookAtAll();
        if (_orders.HasAny)
        {
            _life.Actor = null;
            _orders.RunOne();
            return null;
        }

        var (app, turn) = _turns.Where(turn => turn.Value.Due <= _box.Now).OrderBy(turn => turn.Value.Due).FirstOrDefault();
        return app is null ? null : Pass(AppName.Parse(app), turn);
    }

    /// <summary>A pass over an app, whatever is due.</summary>
    public Verdict Pass(AppName name)
    {
        _life.Actor = name;
        try
        {
            return _reconciler.Pass(name, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception trouble) when (trouble is not PikudDied)
        {
            return new Verdict.Stuck(trouble.Message);
        }
    }

    public void Dispose()
    {
        _nginx.Dispose();
        _builder.Dispose();
        _issuer.Dispose();
    }

    private void LookAtAll()
    {
        Hear();
        _recently.Forget();
        _fullLook = _box.Now + BetweenFullLooks;
        foreach (var name in _journal.Names)
        {
            if (!_turns.ContainsKey(name.Value)) _turns[name.Value] = new Turn();
            Wake(name.Value);
        }
    }

    private (AppName, Verdict) Pass(AppName name, Turn turn)
    {
        turn.Due = null;
        var verdict = Pass(name);
        turn.Failures = verdict is Verdict.Stuck ? turn.Failures + 1 : 0;
        var again = verdict switch
        {
            Verdict.Converged(var at) => at,
            Verdict.RecheckAfter(var delay, _) => _box.Now + delay,
            _ => _box.Now + Backoff.After(turn.Failures),
        };
        turn.Last = verdict;
        turn.Due = turn.Due is { } woken && !(again < woken) ? woken : again;
        return (name, verdict);
    }
}

/// <summary>Keeps tasks until somebody runs them, on his own thread.</summary>
internal sealed class LaterScheduler : TaskScheduler
{
    private readonly Queue<Task> _tasks = [];

    public bool HasAny => _tasks.Count > 0;

    public void RunOne()
    {
        var task = _tasks.Dequeue();
        TryExecuteTask(task);
        if (task is Task<Task> outer) outer.Unwrap().GetAwaiter().GetResult();
    }

    protected override void QueueTask(Task task) => _tasks.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
}
