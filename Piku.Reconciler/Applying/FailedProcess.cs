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

    private static readonly ImmutableArray<string> Beginnings = ["*** Starting uWSGI", "*** Operational MODE", "[uwsgi-daemons] spawning"];

    /// <summary>What was seen; or where it listens, when that is not where it should.</summary>
    public string Why(string seen) =>
        vassal.Probe is Probe.Listening(_, var expected, _) && Ports() is { IsEmpty: false } ports && !ports.Contains(expected)
            ? $"{vassal.Process} listens on {string.Join(", ", ports)}, expected {expected}; let it use the variables BIND_ADDRESS and PORT"
            : seen;

    /// <summary>The log is shared with the processes before: this one's lines come after uWSGI's own about its start.</summary>
    public IEnumerable<string> LastLines(AppName app)
    {
        var lines = host.Tail(root.ProcessLog(app, vassal.Process), 4 * LogLines).ToList();
        var start = lines.FindLastIndex(line => Beginnings.Any(b => line.StartsWith(b, StringComparison.Ordinal)));
        return lines.Skip(start + 1).Where(line => !line.StartsWith("[uwsgi-daemons]", StringComparison.Ordinal)).TakeLast(LogLines);
    }

    private ImmutableSortedSet<int> Ports() =>
        host.Emperor(root.EmperorStats)?.GetValueOrDefault(vassal.Name) is { } view && host.ProcessTrees([view.Pid]).GetValueOrDefault(view.Pid) is { } tree ? tree.Ports : [];
}
