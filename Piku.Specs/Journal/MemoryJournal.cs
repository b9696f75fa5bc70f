using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;

namespace Piku.Specs.Journal;

/// <summary>A journal for specs: keeps the contract of <see cref="IJournal"/>, and forgets all when it goes.</summary>
internal sealed class MemoryJournal(TimeProvider time) : IJournal
{
    private readonly Lock _lock = new();
    private readonly List<Recorded> _events = [];
    private readonly SortedDictionary<string, App> _apps = new(StringComparer.Ordinal);

    public long Head
    {
        get
        {
            lock (_lock) return _events.Count;
        }
    }

    /// <summary>What was recorded after so many events was never recorded.</summary>
    public void GoBack(int head)
    {
        lock (_lock) _events.RemoveRange(head, _events.Count - head);
    }

    public App Read(AppName app)
    {
        lock (_lock) return _apps.GetValueOrDefault(app.Value) ?? App.Absent(app);
    }

    public IReadOnlyList<App> ReadAll()
    {
        lock (_lock) return [.. _apps.Values.Where(app => app.Name != AppName.Box)];
    }

    public IReadOnlyList<AppName> Names => [.. ReadAll().Select(app => app.Name)];

    public Host Host => Host.Of(ReadAll());

    public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null)
    {
        lock (_lock)
        {
            var app = Read(expected.Name);
            if (app.Version != expected.Version || (expectedHead is { } head && head != _events.Count)) return null;
            var at = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            var recorded = events.Select((e, i) => new Recorded(_events.Count + 1 + i, app.Name, app.Version + 1 + i, at, by, e)).ToList();
            if (recorded.Count > 0) _apps[app.Name.Value] = recorded.Aggregate(app, (a, r) => AppDecider.Evolve(a, r.Event, r.At));
            _events.AddRange(recorded);
            return recorded;
        }
    }

    public T Alone<T>(Func<IJournal, T> work)
    {
        lock (_lock) return work(this);
    }

    public IReadOnlyList<Recorded> After(long after, int limit)
    {
        lock (_lock) return [.. _events.Where(e => e.Seq > after).Take(limit)];
    }

    public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null)
    {
        lock (_lock) return [.. Enumerable.Reverse(_events).Where(e => (app is null || e.App == app) && !(e.Seq >= before)).Take(limit)];
    }
}
