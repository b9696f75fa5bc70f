using System.Collections.Immutable;
using System.Globalization;

namespace Piku.Reconciler.Hosts;

/// <summary>A process and all that it has started, added up.</summary>
/// <param name="ResidentBytes">Of memory that several share, each counts its part, so that sums are true.</param>
/// <param name="Cpu">Of those that run now, since they started.</param>
/// <param name="Ports">The TCP ports that any of them listens on.</param>
public sealed record ProcessTree(int Count, long ResidentBytes, TimeSpan Cpu, ImmutableSortedSet<int> Ports);

/// <summary>The kernel's account of processes, in <c>/proc</c>.</summary>
internal static class ProcessTrees
{
    /// <summary>In <c>/proc</c> times are in hundredths of a second on every Linux that we know.</summary>
    private const double TicksPerSecond = 100;

    private const int KiB = 1024;

    /// <summary>Of each of the processes that is there.</summary>
    public static IReadOnlyDictionary<int, ProcessTree> Of(IReadOnlyCollection<int> pids)
    {
        if (pids.Count == 0) return new Dictionary<int, ProcessTree>();
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => Look(name!)).OfType<Seen>().ToList();
        var children = all.ToLookup(process => process.Parent);
        var ports = LocalSockets.Listening().ToLookup(socket => $"socket:[{socket.Inode}]", socket => socket.Port);
        return all.Where(process => pids.Contains(process.Pid)).ToDictionary(process => process.Pid, process => Sum(process, children, ports));
    }

    public static long AvailableMemory() => KiBytes("/proc/meminfo", "MemAvailable:");

    public static long TotalMemory() => KiBytes("/proc/meminfo", "MemTotal:");

    private static ProcessTree Sum(Seen root, ILookup<int, Seen> children, ILookup<string, int> ports)
    {
        var tree = new List<Seen> { root };
        for (var i = 0; i < tree.Count; i++) tree.AddRange(children[tree[i].Pid]);
        return new ProcessTree(
            tree.Count,
            tree.Sum(process => Resident(process.Pid)),
            TimeSpan.FromSeconds(tree.Sum(process => process.Ticks) / TicksPerSecond),
            [.. tree.SelectMany(process => Open(process.Pid)).SelectMany(open => ports[open])]);
    }

    /// <summary>Null when it has ended meanwhile.</summary>
    private static Seen? Look(string pid)
    {
        // The second field is the program's name in parentheses, and may hold anything.
        if (TryRead($"/proc/{pid}/stat") is not { } stat) return null;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new Seen(Number(pid), Number(fields[1]), Number(fields[11]) + (long)Number(fields[12]));
    }

    private static long Resident(int pid) => KiBytes($"/proc/{pid}/smaps_rollup", "Pss:");

    /// <summary>Of a line such as "Pss:   4711 kB", in bytes.</summary>
    private static long KiBytes(string file, string name) =>
        TryRead(file)?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * (long)KiB
            : 0;

    /// <summary>What its descriptors lead to, such as "socket:[4711]".</summary>
    private static IEnumerable<string> Open(int pid)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{pid}/fd").Select(descriptor => new FileInfo(descriptor).LinkTarget).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Seen(int Pid, int Parent, long Ticks);
}
