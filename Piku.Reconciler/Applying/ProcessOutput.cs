using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>What a process has said since it was started last. Its log is shared with the processes before it, and with uWSGI.</summary>
public static class ProcessOutput
{
    /// <summary>uWSGI says as much as this at a start, and a process may have said something before.</summary>
    private const int Around = 60;

    private static readonly ImmutableArray<string> Beginnings = ["*** Starting uWSGI", "*** Operational MODE", "[uwsgi-daemons] spawning"];

    public static IEnumerable<string> LastLines(RootLayout root, IHostView host, AppName app, string process, int lines)
    {
        var last = host.Tail(root.ProcessLog(app, process), lines + Around).Select(LogStamp.Plain).Where(line => line != "").ToList();
        var start = last.FindLastIndex(line => Beginnings.Any(b => line.StartsWith(b, StringComparison.Ordinal)));
        return last.Skip(start + 1).Where(line => !line.StartsWith("[uwsgi-daemons]", StringComparison.Ordinal)).TakeLast(lines);
    }
}
