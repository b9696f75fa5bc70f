using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning.Drifting;

namespace Piku.Reconciler.Planning;

/// <summary>Makes room for an app's files where something else has their place, and gives them their rights again. Pure.</summary>
/// <remarks>None of it ends a process or has nginx reload.</remarks>
internal static class Mending
{
    public static IEnumerable<Step> Of(RootLayout root, DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        observed.InTheWay.Keys.Select(path => (Step)new Step.PutAside(path, root.Replaced(desired.App.Name, now, path)))
            .Concat(Wanted(root, desired, observed).Where(own => observed.Rights.TryGetValue(own.Key, out var rights) && rights != own.Value).Select(own => new Step.SetRights(own.Key, own.Value)));

    /// <summary>Opens again what we may not read; null where there is no such thing. What is known of the rest of the app counts only after that.</summary>
    public static Plan? Opening(RootLayout root, DesiredApp desired, ObservedApp observed)
    {
        if (observed.Closed.IsEmpty) return null;
        var wanted = Wanted(root, desired, observed).ToDictionary(own => own.Key, own => own.Value, StringComparer.Ordinal);
        return new Plan([.. observed.Closed.Select(path => new Step.SetRights(path, wanted.TryGetValue(path, out var rights) ? rights : observed.Rights[path] | FileRights.SecretFolder))], new Verdict.RecheckAfter(TimeSpan.Zero, "what was closed is looked at"));
    }

    /// <summary>Path → rights: of what is written for the app, and of the folders in which that is.</summary>
    private static IEnumerable<KeyValuePair<string, int>> Wanted(RootLayout root, DesiredApp desired, ObservedApp observed)
    {
        var app = desired.App.Name;
        var folders = new[] { root.Slugs(app), root.Environments(app), root.SiteFiles(app), root.Certificates(app), root.Logs(app) }.Where(observed.Rights.ContainsKey);
        return Managed.Rights(root, desired).Concat(folders.Select(folder => KeyValuePair.Create(folder, FileRights.OfFolder(observed.Rights[folder], root.SharesNginx))));
    }
}
