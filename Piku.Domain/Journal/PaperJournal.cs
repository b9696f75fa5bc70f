using Piku.Domain.Apps;
using Piku.Domain.Hosts;

namespace Piku.Domain.Journal;

/// <summary>
/// What a journal would be if something more were recorded: it reads the real one, keeps what is appended in memory, and writes nothing anywhere.
/// </summary>
/// <remarks>An app is as it was when it was first asked for, however long the planning takes.</remarks>
public sealed class PaperJournal(IJournal real, TimeProvider clock) : IJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AppName, App> _apps = [];
    private readonly List<Recorded> _appended = [];
    private long? _head;

    /// <summary>What would be recorded, oldest first.</summary>
    public IReadOnlyList<Recorded> Appended => _appended;

    public long Head => (_head ??= real.Head) + _appended.Count;

    public App Read(AppName app)
    {
        lock (_lock) return _apps.TryGetValue(app, out var known) ? known : _apps[app] = real.Read(app);
    }

    public IReadOnlyList<App> ReadAll() =>
    [
        .. real.ReadAll().Select(app => _apps.GetValueOrDefault(app.Name, app))
            .Concat(_apps.Values.Where(app => app.Version > 0 && app.Name != AppName.Box)).DistinctBy(app => app.Name).OrderBy(app => app.Name.Value, StringComparer.Ordinal),
    ];

    public IReadOnlyList<AppName> Names => [.. real.Names.Concat(_appended.Select(r => r.App).Where(name => name != AppName.Box)).Distinct().OrderBy(name => name.Value, StringComparer.Ordinal)];

    public Host Host => _appended.Count == 0 ? real.Host : Host.Of(ReadAll());

    public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null)
    {
        lock (_lock)
        {
            var app = Read(expected.Name);
            if (app.Version != expected.Version || (expectedHead is { } head && head != Head)) return null;
            var at = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            var next = Head + 1;
            var recorded = events.Select((happened, i) => new Recorded(next + i, app.Name, app.Version + 1 + i, at, by, happened)).ToList();
            _apps[app.Name] = recorded.Aggregate(app, (state, one) => AppDecider.Evolve(state, one.Event, one.At));
            _appended.AddRange(recorded);
            return recorded;
        }
    }

    /// <summary>Nobody waits for it who records in the real one.</summary>
    public T Alone<T>(Func<IJournal, T> work)
    {
        lock (_lock) return work(this);
    }

    public IReadOnlyList<Recorded> After(long after, int limit)
    {
        var first = Math.Max(0, (int)Math.Min(limit, Head - _appended.Count - after));
        return [.. (first > 0 ? real.After(after, first) : []).Concat(_appended.Where(one => one.Seq > after)).Take(limit)];
    }

    public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null)
    {
        List<Recorded> newest = [.. Enumerable.Reverse(_appended).Where(one => (app is null || one.App == app) && !(one.Seq >= before)).Take(limit)];
        return newest.Count < limit ? [.. newest, .. real.Newest(app, limit - newest.Count, before <= Head - _appended.Count ? before : null)] : newest;
    }
}
