using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Crons;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>The cron lines of an app's live release, and how they ran. Pure.</summary>
/// <param name="Zone">By whose clock they run.</param>
public sealed record CronTable(TimeZoneInfo Zone, ImmutableArray<CronRow> Rows)
{
    public static CronTable Of(App app, ObservedCrons observed, TimeZoneInfo box, DateTimeOffset now)
    {
        if (app.Live is not { } rollout) return new CronTable(box, []);
        var live = app.Release(rollout.Release);
        var zone = CronZone.Of(EffectiveSettings.Of(app, live), box);
        return new CronTable(
            zone,
            [.. CronLine.Of(app.Slug(live)).Select(line => new CronRow(
                line.Key,
                line.Value,
                CronPlan.Running(app) is null ? null : line.Value.Schedule.Next(now, zone),
                [.. observed.Of(line.Key).Runs.Reverse()]))]);
    }
}

/// <param name="Next">Null while the app is stopped, or cannot run.</param>
/// <param name="Runs">The newest first, and those that were skipped among them.</param>
public sealed record CronRow(string Kind, CronLine Line, DateTimeOffset? Next, ImmutableArray<CronRun> Runs);
