using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Specs.Journal;
using Piku.Specs.Support;

namespace Piku.Specs.Simulation;

/// <summary>A history, told on a box: everything in it happens in an order of its own, in one thread and in no time. The same history ends the same way each time.</summary>
internal sealed partial class Simulation : IDisposable
{
    /// <summary>What one question or one change of pikud's takes.</summary>
    private static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(50);

    /// <summary>Whoever has something to do so soon is busy.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(12);

    /// <summary>Processes that were told to end have done so by then.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5);

    private const int MostActs = 4000;

    private readonly Queue<Deed> _deeds;
    private readonly Variant _variant;
    private readonly SimulatedBox _box = new(PaperWorld.Root);
    private readonly MemoryJournal _journal;
    private Life _life;
    private SimulatedPikud _pikud;
    private int _until;
    private bool _isDoing;

    private readonly Action<string>? _told;
    private string _last = "";

    private Simulation(Deed[] history, Variant variant, Action<string>? told)
    {
        (_deeds, _variant, _told) = (new Queue<Deed>(history), variant, told);
        _journal = new MemoryJournal(_box.Clock);
        Promises = new Promises(_box, _journal);
        _box.Noticed = Notice;
        _box.Happened = Promises.Look;
        _box.Emperor.Failed = app => Promises.Excuse(app, Excuses.Ended);
        (_life, _pikud) = Born();
        _until = Delay;
    }

    public Promises Promises { get; }

    /// <param name="told">Is told what happens, line by line.</param>
    /// <returns>Which promise was broken; null when all were kept.</returns>
    public static string? Tell(Deed[] history, Variant variant, Action<string>? told = null)
    {
        using var simulation = new Simulation(history, variant, told);
        return simulation.Tell();
    }

    public void Dispose() => _pikud.Dispose();

    /// <summary>Time passes, the box is looked at, and what is due of the history happens.</summary>
    public void Moment(Life life, bool isChange)
    {
        _box.Pass(Instant);
        Promises.Look();
        while (!_isDoing && _deeds.Count > 0 && --_until <= 0 && (life.IsAlone == 0 || !_deeds.Peek().Records)) Do();
        if (isChange && _failures > 0 && !life.HasEnded && _failures-- > 0) throw new IOException("Input/output error");
    }

    public void Recorded(AppName app, IReadOnlyList<Recorded> events)
    {
        foreach (var recorded in events) Told($"    {app}: {recorded.Event.GetType().Name}");
        Promises.Recorded(app);
        if (!_isDeaf) _hasNews = true;
    }

    private string? Tell()
    {
        while (_deeds.Count > 0 && Promises.Broken is null)
        {
            if (_hasNews || _pikud.Next <= _box.Now + Soon) Act();
            else Do();
        }

        Calm();
        var start = _box.Now;
        for (var acts = 0; Promises.Broken is null && !IsAtRest(start); acts++)
        {
            Act();
            if (acts > MostActs || _box.Now - start > LongestRest) Promises.Break($"it does not come to rest: {string.Join("; ", _pikud.Troubles)}");
        }

        End(start);
        if (Promises.Broken is null) Demand();
        return Promises.Broken;
    }

    /// <summary>Processes that were told to end do so; and what ends by itself meanwhile, pikud sees to.</summary>
    private void End(DateTimeOffset start)
    {
        for (var until = _box.Now + Ending; Promises.Broken is null && (_box.Now < until || IsBusy(_box.Now));)
        {
            if (IsBusy(until)) Act();
            else _box.Pass(until - _box.Now);
            if (_box.Now - start > LongestRest) Promises.Break($"it does not come to rest again: {string.Join("; ", _pikud.Troubles)}");
        }

        bool IsBusy(DateTimeOffset until) => _hasNews || _pikud.Next <= until || !_pikud.HasConverged;
    }

    private (Life, SimulatedPikud) Born()
    {
        var life = new Life(this);
        return (life, new SimulatedPikud(_box, _journal, life, _variant));
    }

    /// <summary>pikud does what is due first, and waits for it before.</summary>
    private void Act()
    {
        if (!_hasNews && _pikud.Next > _box.Now) _box.Pass(_pikud.Next - _box.Now);
        Promises.Look();
        if (_hasNews)
        {
            _hasNews = false;
            _pikud.Hear();
        }

        var began = _box.Now;
        try
        {
            if (_pikud.Act() is not ({ } app, { } verdict)) return;
            Told($"  pass over {app} → {verdict}");
            if (verdict is Verdict.Converged { Again: null }) Promises.Converged(app, began);
        }
        catch (PikudDied)
        {
            // Another one is there already.
        }
        finally
        {
            Promises.Look();
        }

        if (_isTwice) foreach (var app in Deed.Names) _pikud.See(app);
        _isTwice = false;
    }

    /// <summary>What is said again and again is said once.</summary>
    private void Told(string line)
    {
        if (_told is null || line == _last) return;
        _last = line;
        _told($"{_box.Now:HH:mm:ss.fff} {line}{(Promises.Broken is { } how ? $"   <<< {how}" : "")}");
    }

    /// <summary>No app has anything to wait for, and everybody was looked at since.</summary>
    private bool IsAtRest(DateTimeOffset since) => _pikud.HasConverged && !_hasNews && _box.Now > since + TimeSpan.FromMinutes(1);

    /// <summary>Everything is as it should be, and whoever looks anew finds nothing to do.</summary>
    private void Demand()
    {
        Promises.Rest();
        (_life, var former) = (new Life(this), _pikud);
        former.Dispose();
        _pikud = new SimulatedPikud(_box, _journal, _life, _variant);
        foreach (var name in _journal.Names)
        {
            var desired = Projection.Of(_box.Root, _journal.Read(name));
            var plan = new Planner(_box.Root).Of(desired, new HostObserver(_box.Root, new SimulatedHost(_box, _life)).Look(name, desired.Unweighed), _box.Now);
            if (!plan.Steps.IsEmpty) Promises.Break($"'{name}' has converged, and its plan is: {string.Join("; ", PlanText.Lines(plan))}");
            var (changes, records) = (_life.Changes, _life.Records);
            _pikud.Pass(name);
            if ((changes, records) != (_life.Changes, _life.Records)) Promises.Break($"a second pass over '{name}' writes {_life.Changes - changes} files and records {_life.Records - records} times");
            var vassals = desired.Live?.Vassals.Select(vassal => vassal.Name).Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
            var runs = _box.Emperor.Processes.Where(process => process.App == name.Value).Select(process => process.Name);
            if (!vassals.SequenceEqual(runs)) Promises.Break($"of '{name}' run {string.Join(", ", runs)}, and should {string.Join(", ", vassals)}");
        }
    }

    /// <summary>A watcher tells of what changes in its folder.</summary>
    private void Notice(string path)
    {
        if (_isDeaf) return;
        var name = path[(path.LastIndexOf('/') + 1)..];
        var at = path.StartsWith(_box.Root.Vassals, StringComparison.Ordinal) && name.EndsWith(VassalFiles.IniEnding, StringComparison.Ordinal) ? name.IndexOf('_', StringComparison.Ordinal)
            : path.StartsWith(_box.Root.Doors, StringComparison.Ordinal) ? name.IndexOf('.', StringComparison.Ordinal)
            : path.StartsWith(_box.Root.Sites, StringComparison.Ordinal) && name.EndsWith(".conf", StringComparison.Ordinal) ? name.Length - ".conf".Length
            : path.StartsWith(_box.Root.Run, StringComparison.Ordinal) && VassalFiles.StartNotes.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)) ? name.IndexOf('_', StringComparison.Ordinal)
            : -1;
        if (at > 0) _pikud?.See(name[..at]);
    }
}
