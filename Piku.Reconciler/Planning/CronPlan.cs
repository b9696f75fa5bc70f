using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Crons;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>What is to be done now about an app's cron lines.</summary>
/// <param name="Again">When something may be due next; null where nothing will.</param>
public sealed record CronPlan(ImmutableArray<CronStep> Steps, DateTimeOffset? Again)
{
    /// <summary>Beyond the time that a run has, and that it is given to end: whoever watches over it does so no more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The box's clock may be set meanwhile, or the box sleep, and a timer that waits notices neither; to look costs little.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Pure. What is due in this minute, and has not been recorded, is started, so that a pikud that was away for a moment loses nothing; what was due before is not made up for.</summary>
    public static CronPlan Of(App app, ObservedCrons observed, TimeZoneInfo box, DateTimeOffset now)
    {
        if (app.State != AppState.Running) return Stopping(observed, now);
        if (Running(app) is not { } live) return new CronPlan([], null);
        var (lines, settings, minute) = (CronLine.Of(app.Slug(live)), EffectiveSettings.Of(app, live), CronSchedule.MinuteOf(now));
        var zone = CronZone.Of(settings, box);
        ImmutableArray<CronStep> steps =
        [
            .. lines.Keys.Where(kind => IsOverdue(observed.Of(kind), settings, now)).Select(kind => new CronStep.End(kind, Stopped: null)),
            .. lines.Where(line => line.Value.Schedule.Comes(minute, zone) && !CameWithin(live, minute) && observed.Of(line.Key).Runs.All(run => run.Due != minute)).Select(line => new CronStep.Start(live, line.Key, line.Value, minute)),
            .. lines.Keys.Select(kind => Reported(app, kind, observed.Of(kind).LastEnded, settings)).OfType<CronStep>(),
        ];
        return new CronPlan(steps, lines.IsEmpty ? null : lines.Values.Select(line => line.Schedule.Next(now, zone)).Append(now + Longest).Min());
    }

    /// <summary>What was due when the minute began was not this release's yet. One that went live later than now did so before the clock was set back.</summary>
    private static bool CameWithin(Release live, DateTimeOffset minute) => live.WentLive > minute && live.WentLive < minute.AddMinutes(1);

    /// <summary>It is looked again at what does not end at once.</summary>
    private static CronPlan Stopping(ObservedCrons observed, DateTimeOffset now)
    {
        ImmutableArray<CronStep> ends = [.. observed.Kinds.Where(kind => kind.Value.IsRunning).Select(kind => new CronStep.End(kind.Key, kind.Value.LastStarted?.Due))];
        return new CronPlan(ends, ends.IsEmpty ? null : now + Longest);
    }

    /// <summary>The release whose lines count: the live one, unless what it is to run with is not known.</summary>
    public static Release? Running(App app) =>
        app is { State: AppState.Running, Live: { } rollout } && app.Release(rollout.Release) is var live && EffectiveSettings.Of(app, live).Unreadable.IsEmpty ? live : null;

    /// <summary>Goes by the box's clock, which may jump: a run that is watched over is left to its watcher, who counts the seconds.</summary>
    private static bool IsOverdue(ObservedCron cron, EffectiveSettings settings, DateTimeOffset now) =>
        cron is { IsRunning: true, IsWatched: false, LastStarted: { } run } && run.At.AddSeconds(settings.Number("PIKU_CRON_TIMEOUT")) + Patience < now;

    /// <summary>What changes from one run to the next is told, and nothing else.</summary>
    private static CronStep.Report? Reported(App app, string kind, CronRun? last, EffectiveSettings settings) => (last?.Outcome, app.FailingCrons?.ContainsKey(kind) == true) switch
    {
        (CronOutcome.Well, true) => new CronStep.Report(kind, null),
        (CronOutcome.Failed, false) => new CronStep.Report(kind, $"exit code {last!.ExitCode}"),
        (CronOutcome.TimedOut, false) => new CronStep.Report(kind, $"it did not end within PIKU_CRON_TIMEOUT ({settings.Text("PIKU_CRON_TIMEOUT")} s)"),
        _ => null,
    };
}

/// <summary>What is done about a cron line; each name completes "pikud will …". Doing a step twice is doing it once.</summary>
public abstract record CronStep(string Kind)
{
    /// <summary>Starts a run for a minute; or notes that the one before it still runs.</summary>
    public sealed record Start(Release Release, string Kind, CronLine Line, DateTimeOffset Due) : CronStep(Kind);

    /// <summary>Ends what runs of a run.</summary>
    /// <param name="Stopped">The minute of the run that is not to go on, which is no failure of its own; null for what nobody watches over any more.</param>
    public sealed record End(string Kind, DateTimeOffset? Stopped) : CronStep(Kind);

    /// <param name="Failure">Null when the newest run ended well.</param>
    public sealed record Report(string Kind, string? Failure) : CronStep(Kind);
}
