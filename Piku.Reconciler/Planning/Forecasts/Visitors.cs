using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>What becomes of those who visit an app's site.</summary>
public enum Visitors
{
    /// <summary>The app answers them.</summary>
    Answered,

    /// <summary>They are sent to processes none of which is up, and get an error with status 503.</summary>
    Unanswered,

    /// <summary>They get a page with status 503, because the app is stopped.</summary>
    Stopped,

    /// <summary>They get the page of maintenance, with status 503.</summary>
    Maintenance,

    /// <summary>They get a page with status 503, because nothing that listens is asked for.</summary>
    ScaledAway,

    /// <summary>nginx has no site for the app.</summary>
    NoSite,

    /// <summary>Nobody can tell, because uWSGI's Emperor does not answer.</summary>
    Unknown,
}

/// <summary>From one look at an app to what its visitors get. Pure.</summary>
public static class Visit
{
    public static Visitors Of(DesiredApp desired, ObservedApp observed, DateTimeOffset now) => desired switch
    {
        { Site: null } => Visitors.NoSite,
        { App.Maintenance: not null } => Visitors.Maintenance,
        { App.State: AppState.Stopped } => Visitors.Stopped,
        _ when !observed.EmperorAnswers => Visitors.Unknown,
        { Live: { } live } when live.Vassals.Any(v => v.Probe.Server is not null) => live.Vassals.Any(v => v.Probe.Server is not null && Health.OfLive(v, observed, now) is Health.Up) ? Visitors.Answered : Visitors.Unanswered,
        { Live: { } live } when desired.App.Slug(desired.App.Release(live.Rollout.Release)).Processes.ContainsKey("static") => Visitors.Answered,
        { Live: null } => Visitors.Unanswered,
        _ => Visitors.ScaledAway,
    };
}
