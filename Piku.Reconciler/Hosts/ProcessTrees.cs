using System.Globalization;

namespace Piku.Reconciler.Hosts;

/// <summary>A process and all that it has started, added up.</summary>
/// <param name="ResidentBytes">Of memory that several share, each counts its part, so that sums are true.</param>
/// <param name="Cpu">Of those that run now, since they started.</param>
public sealed record ProcessTree(int Count, long ResidentBytes, TimeSpan Cpu);

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
        return all.Where(process => pids.Contains(process.Pid)).ToDictionary(process => process.Pid, process => Sum(process, children));
    }

    private static ProcessTree Sum(Seen root, ILookup<int, Seen> children)
    {
        var tree = new List<Seen> { root };
        for (var i = 0; i < tree.Count; i++) tree.AddRange(children[tree[i].Pid]);
        return new ProcessTree(tree.Count, tree.Sum(process => Resident(process.Pid)), TimeSpan.FromSeconds(tree.Sum(process => process.Ticks) / TicksPerSecond));
    }

    /// <summary>Null when it has ended meanwhile.</summary>
    private static Seen? Look(string pid)
    {
        // The second field is the program's name in parentheses, and may hold anything.
        if (TryRead($"/proc/{pid}/stat") is not { } stat) return null;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new Seen(Number(pid), Number(fields[1]), Number(fields[11]) + (long)Number(fields[12]));
    }

    private static long Resident(int pid) =>
        TryRead($"/proc/{pid}/smaps_rollup")?.Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * (long)KiB
            : 0;

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
