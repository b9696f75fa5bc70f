using Piku.Domain.Releases;
using Piku.Domain.Settings;

namespace Piku.Domain.Apps;

/// <summary>When a release that dies soon after it has gone live is replaced by the one before it, and by which.</summary>
public static class Fallback
{
    /// <summary>Until when the live release is watched; null when it is not.</summary>
    public static DateTimeOffset? Until(App app) =>
        app is { State: AppState.Running, Candidate: null, Live: { } live } && app.Release(live.Release) is { WentLive: { } since } release && Target(app) is not null
            ? since.AddSeconds(EffectiveSettings.Of(app, release).Number(Setting))
            : null;

    /// <summary>The release that would come back: the last one that was live before. Null when there is none, or when that is not wished for.</summary>
    /// <remarks>
    /// What was brought back itself stays, whatever becomes of it: else two broken releases would replace each other for ever. And it is tried once for each release:
    /// what the former one lacks as well, such as a database, does not come back by trying again.
    /// </remarks>
    public static Release? Target(App app) =>
        app.Live is { } live && app.Release(live.Release) is { Cause: not ReleaseCause.Fallback } release && From(app, live.Release) is null && EffectiveSettings.Of(app, release).Number(Setting) > 0
            ? app.Releases.LastOrDefault(former => former.State == ReleaseState.Retired)
            : null;

    /// <summary>The release that was to replace one which died; null when none was.</summary>
    internal static Release? From(App app, int died) => app.Releases.FirstOrDefault(release => release.Number > died && release.Cause == ReleaseCause.Fallback);

    private const string Setting = "PIKU_FALLBACK_SECONDS";
}
