using System.Globalization;
using System.Text.RegularExpressions;
using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Applying.Builds;

/// <summary>Whether a command that failed did so for want of memory: the kernel counts whom it ended, and tools have their words.</summary>
internal sealed partial class MemoryTrouble(IHostView host)
{
    private const string Counters = "/proc/vmstat";

    private readonly long _ended = Ended(host);
    private bool _said;

    public void Listen(string line) => _said |= Words().IsMatch(line);

    /// <summary>To be said after the failure; empty when memory was not the trouble.</summary>
    /// <param name="ceiling">In bytes; 0 for none.</param>
    public string Told(long ceiling) =>
        Ended(host) > _ended ? "; the box ran out of memory, and the kernel ended a process for it: give it swap, or build with less"
        : _said ? $"; it ran out of memory{(ceiling > 0 ? $" ({ceiling / 1_000_000} MB for each process of a build, by PIKU_BUILD_MEMORY)" : "")}"
        : "";

    private static long Ended(IHostView host) =>
        host.ReadText(Counters)?.Split('\n').FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex("MemoryError|cannot allocate memory|out of memory|virtual memory exhausted", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
