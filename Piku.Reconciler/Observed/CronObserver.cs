using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Observed;

/// <summary>Looks at what the runs of an app's cron lines have left, and at what of them runs.</summary>
public sealed class CronObserver(RootLayout root, IHost host)
{
    /// <summary>Lines of a record that are looked at where the newest run counts alone.</summary>
    public const int Newest = 12;

    /// <param name="kinds">Those that the app has.</param>
    public ObservedCrons Look(AppName app, IEnumerable<string> kinds, int lines = Newest) => new(
        kinds.Concat(Running(app)).Distinct().ToImmutableSortedDictionary(kind => kind, kind => Look(app, kind, lines), StringComparer.Ordinal));

    private IEnumerable<string> Running(AppName app) => host.List(root.Run)
        .Where(name => name.StartsWith(RootLayout.CronStart(app), StringComparison.Ordinal))
        .Select(name => name[RootLayout.CronStart(app).Length..])
        .Where(kind => host.IsLocked(root.CronLock(app, kind)));

    private ObservedCron Look(AppName app, string kind, int lines)
    {
        var isRunning = host.IsLocked(root.CronLock(app, kind));
        return new ObservedCron(CronRun.Read(host.Tail(root.CronRecord(app, kind), lines), isRunning), isRunning, isRunning && host.IsLocked(root.CronWatch(app, kind)));
    }
}
