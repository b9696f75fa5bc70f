using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>Makes room for an app's files where something else has their place, and gives them their rights again. Pure.</summary>
/// <remarks>None of it ends a process or has nginx reload.</remarks>
internal static class Mending
{
    public static IEnumerable<Step> Of(RootLayout root, DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        observed.InTheWay.Select(path => (Step)new Step.PutAside(path, root.Replaced(desired.App.Name, now, path)))
            .Concat(Rights(root, desired).Where(own => observed.Rights.TryGetValue(own.Key, out var rights) && rights != own.Value).Select(own => new Step.SetRights(own.Key, own.Value)));

    /// <summary>Path → rights: the one table of who may do what with what is written for an app.</summary>
    private static IEnumerable<KeyValuePair<string, int>> Rights(RootLayout root, DesiredApp desired) =>
        Rollouts(desired).SelectMany(rollout => rollout.Vassals).SelectMany(vassal => Of(root, vassal))
            .Concat(Rollouts(desired).SelectMany(rollout => rollout.SiteFiles).Concat(new[] { desired.Site, desired.Page }.OfType<DesiredFile>()).Select(Own))
            .Concat(desired.App.Releases.Select(release => KeyValuePair.Create(root.Slug(desired.App.Name, release.Slug), FileRights.PublicFolder)))
            .Concat(desired.Certificate is { } certificate ? [KeyValuePair.Create(certificate.Path, FileRights.Secret)] : [])
            .DistinctBy(own => own.Key);

    private static IEnumerable<DesiredRollout> Rollouts(DesiredApp desired) => new[] { desired.Live, desired.Candidate }.OfType<DesiredRollout>();

    private static IEnumerable<KeyValuePair<string, int>> Of(RootLayout root, Vassal vassal)
    {
        var folder = new VassalFiles(root, vassal.Name).Environment;
        return [Own(vassal.Ini), .. vassal.OnDemand is { } file ? [Own(file)] : Array.Empty<KeyValuePair<string, int>>(), KeyValuePair.Create(folder, FileRights.SecretFolder), .. vassal.Environment.Keys.Select(key => KeyValuePair.Create($"{folder}/{key}", FileRights.Secret))];
    }

    private static KeyValuePair<string, int> Own(DesiredFile file) => KeyValuePair.Create(file.Path, file.Rights);
}
