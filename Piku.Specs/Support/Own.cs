using Piku.Domain.Apps;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Support;

/// <summary>Which paths are an app's.</summary>
public static class Own
{
    /// <summary>What a plan for the app may name.</summary>
    public static bool IsOwn(RootLayout root, AppName app, string path) =>
        !path.Contains("..", StringComparison.Ordinal)
        && (path == root.Site(app) || path.StartsWith($"{root.Doors}/{app}.", StringComparison.Ordinal) || path.StartsWith($"{root.Run}/{app}.", StringComparison.Ordinal) || path == root.Page(app) || path == root.Link(app)
            || path.StartsWith($"{root.Vassals}/{app}_", StringComparison.Ordinal)
            || path.StartsWith($"{root.VassalEnvironments}/{app}_", StringComparison.Ordinal)
            || new[] { root.Data(app), root.Logs(app), root.Cache(app), root.Repository(app), root.Slugs(app), root.Environments(app), root.SiteFiles(app), root.Certificates(app), root.Replaced(app) }
                .Any(own => path == own || path.StartsWith(own + "/", StringComparison.Ordinal)));

    /// <summary>What is changed besides while a plan for the app is done: its notes, and what all have in common.</summary>
    public static bool Touches(RootLayout root, AppName app, string path) =>
        IsOwn(root, app, path)
        || path.StartsWith(RootLayout.Beside(root.Repository(app)), StringComparison.Ordinal)
        || path == root.Verdict(app) || path == root.CloudflareTrouble
        || path.StartsWith($"{root.Run}/{app}_", StringComparison.Ordinal)
        || path.StartsWith($"{root.SiteTests}/{app}.", StringComparison.Ordinal) || path.StartsWith($"{root.SiteTests}/.all.", StringComparison.Ordinal);
}
