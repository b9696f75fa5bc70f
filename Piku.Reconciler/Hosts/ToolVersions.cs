using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Piku.Reconciler.Hosts;

/// <summary>What tools say of their versions. Each is asked until it has answered, and again when its file has become another one.</summary>
internal sealed class ToolVersions
{
    /// <summary>A virtual machine that starts on a Raspberry Pi takes a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Path, DateTime Written), string> _said = new();

    /// <summary>Its first line; null when it says nothing, or fails. That it could not be asked once, on a busy box, says nothing of the next time.</summary>
    /// <param name="tool">A path with all links resolved.</param>
    public string? Of(string tool, IHost host)
    {
        var key = (tool, File.GetLastWriteTimeUtc(tool));
        return _said.TryGetValue(key, out var known) ? known
            : Ask(tool, host) is { } said ? _said.GetOrAdd(key, said)
            : null;
    }

    private static string? Ask(string tool, IHost host)
    {
        using var patience = new CancellationTokenSource(Patience);
        var said = new List<string>();
        try
        {
            var code = host.Run(new CommandLine(tool, ["--version"], "/", ImmutableSortedDictionary<string, string>.Empty), said.Add, patience.Token).GetAwaiter().GetResult();
            return code == 0 ? said.FirstOrDefault(line => line.Trim() != "")?.Trim() : null;
        }
        catch (Exception e) when (e is OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
