using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Simulation;

/// <summary>
/// When an app that was served may be served by nobody for a while. An excuse holds for that one app, and until a pass has found it converged and it is served again;
/// nothing else is one: no crash, no failure, no full disk, no other app, and no release that fails.
/// </summary>
internal static class Excuses
{
    public const string Ended = "a process of its own that served has ended or hung by itself";

    /// <summary>What the app's person asked for.</summary>
    public static string? Asked(App app) => app switch
    {
        { Exists: false } => "it was destroyed",
        { State: AppState.Stopped } => "it was stopped",
        { Maintenance: not null } => "it is under maintenance",
        { Current: { } release } when EffectiveSettings.Of(app, release).ServerNames.IsEmpty => "it has no host name",
        { Current: { } release } when !app.Slug(release).Processes.Keys.Any(kind => kind == "static" || (Procfile.Listens(kind) && app.CountOf(kind) > 0)) => "it has no process that takes visitors",
        { Candidate: { } candidate } when DeployStrategy.WhyRecreate(app, candidate) is { } why => $"the former processes end first: {why}",
        { Live: { } live } when DeployStrategy.WhyRecreate(app, live) is { } why => $"what is started again starts alone: {why}",
        _ => null,
    };

    /// <summary>What somebody has changed by hand: it is what visitors are served by, or what that is run from.</summary>
    public static string? Edited(RootLayout root, App app, string path) => path switch
    {
        _ when path.StartsWith($"{root.Vassals}/", StringComparison.Ordinal) => "the Emperor starts again what was edited, and ends what is gone",
        _ when path.StartsWith($"{root.VassalEnvironments}/", StringComparison.Ordinal) => "a process whose environment was edited is started again in its place",
        _ when path.StartsWith($"{root.Doors}/", StringComparison.Ordinal) => "visitors go where its door leads",
        _ when path.StartsWith($"{root.Slugs(app.Name)}/", StringComparison.Ordinal) && app.Live is { } live && app.Slug(app.Release(live.Release)).Processes.ContainsKey("static") => "nginx serves its files",
        _ when path == root.Site(app.Name) => "nginx takes the site as it stands there when any site changes",
        _ => null,
    };
}
