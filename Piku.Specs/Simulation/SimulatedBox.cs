using System.Collections.Immutable;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Simulation;

/// <summary>A machine in memory and in time of its own: files, an Emperor, an nginx, and what comes by itself. Whatever happens to pikud, it goes on.</summary>
/// <remarks>
/// Apart from <see cref="PaperBox"/>, which is a value on which each step does well at once: here processes take their time, die and hang, nginx refuses and takes a while,
/// and tools end in the middle of something. Both are looked at by the same observer.
/// </remarks>
internal sealed class SimulatedBox
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Order)> _agenda = new();

    private readonly Dictionary<string, object> _locks = new(StringComparer.Ordinal);

    private int _order;

    public SimulatedBox(RootLayout root)
    {
        Root = root;
        Files = new SimulatedFiles(Clock);
        Emperor = new SimulatedEmperor(this);
        Nginx = new SimulatedNginx(this);
        foreach (var folder in root.Folders.Append(root.Run)) Files.MakeFolder(folder);
        Files.Changed = path =>
        {
            Emperor.Notice(path);
            Noticed(path);
            IsChanged = true;
        };
    }

    public RootLayout Root { get; }

    public SimulatedClock Clock { get; } = new(Support.Samples.Noon);

    public SimulatedFiles Files { get; }

    public SimulatedEmperor Emperor { get; }

    public SimulatedNginx Nginx { get; }

    /// <summary>Those that others of the box listen on.</summary>
    public ImmutableSortedSet<int> OtherPorts { get; set; } = [];

    public long FreeMemory { get; set; } = 1_000_000_000;

    /// <summary>The CA refuses whatever it is asked.</summary>
    public bool IsCaDown { get; set; }

    /// <summary>Whatever could be seen from outside may be another than when this was last set to false.</summary>
    public bool IsChanged { get; set; }

    public DateTimeOffset Now => Clock.Now;

    /// <summary>Is told of each name that changes in a folder.</summary>
    public Action<string> Noticed { get; set; } = _ => { };

    /// <summary>Is told after whatever comes by itself.</summary>
    public Action Happened { get; set; } = () => { };

    public void In(TimeSpan time, Action act) => _agenda.Enqueue(act, (Now + time, _order++));

    /// <summary>Time passes, and what is due in it comes.</summary>
    public void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (_agenda.TryPeek(out var act, out var due) && due.At <= end)
        {
            _agenda.Dequeue();
            if (due.At > Now) Clock.Now = due.At;
            act();
            IsChanged = true;
            Happened();
        }

        if (end > Now) Clock.Now = end;
    }

    /// <returns>Whether nobody has it.</returns>
    public bool TryLock(string path, object owner) => _locks.TryAdd(path, owner);

    public void Unlock(string path) => _locks.Remove(path);

    public bool IsLocked(string path) => _locks.ContainsKey(path);

    /// <summary>The kernel lets go of what a process had that has died.</summary>
    public void UnlockAll(object owner)
    {
        foreach (var path in _locks.Where(held => held.Value == owner).Select(held => held.Key).ToList()) _locks.Remove(path);
    }

    /// <summary>From 0 to 99, the same for a text each time.</summary>
    public static int Share(string text) => (int)(text.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u)) % 100);
}

/// <summary>A clock that others move.</summary>
internal sealed class SimulatedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
