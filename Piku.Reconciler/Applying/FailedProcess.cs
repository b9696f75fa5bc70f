using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>What there is to say of a process that did not come up, while it is still there to be looked at.</summary>
internal sealed class FailedProcess(RootLayout root, IHostView host, Vassal vassal)
{
    private const int LogLines = 20;

    /// <summary>What was seen; or where it listens, when that is not where it should.</summary>
    public string Why(string seen) =>
        vassal.Probe is Probe.Listening(_, var expected, _) && Ports() is { IsEmpty: false } ports && !ports.Contains(expected)
            ? $"{vassal.Process} listens on {string.Join(", ", ports)}, expected {expected}; let it use the variables BIND_ADDRESS and PORT"
            : seen;

    public IEnumerable<string> LastLines(AppName app) => ProcessOutput.LastLines(root, host, app, vassal.Process, LogLines);

    private ImmutableSortedSet<int> Ports() =>
        host.Emperor(root.EmperorStats)?.GetValueOrDefault(vassal.Name + VassalFiles.IniEnding)?.Pid is { } pid && host.ProcessTrees([pid]).GetValueOrDefault(pid) is { } tree ? tree.Ports : [];
}
