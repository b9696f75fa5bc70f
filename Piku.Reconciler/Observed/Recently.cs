using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Observed;

/// <summary>What servers and shared folders say of all apps at once, some seconds old at most: enough to see whether it is still what it was.</summary>
public sealed class Recently(RootLayout root, IHostView host, TimeProvider clock)
{
    /// <summary>An app is looked at once a minute; whether what is seen then is of that moment or of a little earlier makes no difference.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private (DateTimeOffset At, IReadOnlyDictionary<string, EmperorView>? Views, ILookup<string, string> Names)? _emperor;
    private (DateTimeOffset At, IReadOnlySet<int> Pids)? _nginx;
    private (DateTimeOffset At, Dictionary<string, FileStamp> Stamps)? _folders;

    /// <summary>What the Emperor says of the vassals whose files begin so; null when it does not answer.</summary>
    public IReadOnlyList<(string File, EmperorView View)>? Vassals(string prefix)
    {
        lock (_gate)
        {
            var (_, views, names) = (_emperor is { } known && IsYoung(known.At) ? known : _emperor = Ask()).Value;
            return views is null ? null : [.. names[prefix].Select(name => (name, views[name]))];
        }
    }

    public IReadOnlySet<int> NginxWorkers
    {
        get
        {
            lock (_gate) return (_nginx is { } known && IsYoung(known.At) ? known : _nginx = (clock.GetUtcNow(), host.NginxWorkers(root.NginxPid))).Value.Pids;
        }
    }

    /// <summary>The stamp of a folder; null while it is so young that it may stand for more than one state.</summary>
    public FileStamp? Folder(ReadOnlySpan<char> path)
    {
        lock (_gate)
        {
            var (at, stamps) = (_folders is { } known && IsYoung(known.At) ? known : _folders = (clock.GetUtcNow(), new Dictionary<string, FileStamp>(StringComparer.Ordinal))).Value;
            var byPath = stamps.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!byPath.TryGetValue(path, out var stamp)) byPath[path] = stamp = host.Stamp(path.ToString());
            return stamp.IsSettled(at) ? stamp : null;
        }
    }

    /// <summary>Something may have happened that nobody has told of.</summary>
    public void Forget()
    {
        lock (_gate) (_emperor, _nginx, _folders) = (null, null, null);
    }

    /// <summary>What the files of an app's vassals begin with.</summary>
    public static string Prefix(string file) => file[..(file.IndexOf('_', StringComparison.Ordinal) + 1)];

    private (DateTimeOffset, IReadOnlyDictionary<string, EmperorView>?, ILookup<string, string>) Ask()
    {
        var (at, views) = (clock.GetUtcNow(), host.Emperor(root.EmperorStats));
        return (at, views, (views?.Keys ?? []).Order(StringComparer.Ordinal).ToLookup(Prefix));
    }

    private bool IsYoung(DateTimeOffset at) => clock.GetUtcNow() - at is var age && age >= TimeSpan.Zero && age < Age;
}
