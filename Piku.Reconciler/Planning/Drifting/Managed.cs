using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning.Drifting;

/// <summary>What of the files on a box is an app's, and written by piku. Pure.</summary>
public static class Managed
{
    /// <summary>Files, folders and links; of a folder of variables or code that is one of them, not what is in it.</summary>
    public static IEnumerable<string> Paths(RootLayout root, DesiredApp desired) =>
        Rights(root, desired).Select(own => own.Key).Where(path => !path.StartsWith(root.VassalEnvironments + "/", StringComparison.Ordinal) || path.LastIndexOf('/') == root.VassalEnvironments.Length)
            .Concat(Rollouts(desired).SelectMany(rollout => rollout.Doors.Keys))
            .Concat(Rollouts(desired).Any() ? [root.Link(desired.App.Name)] : [])
            .Distinct();

    /// <summary>Path → rights: the one table of who may do what with what is written for an app.</summary>
    public static IEnumerable<KeyValuePair<string, int>> Rights(RootLayout root, DesiredApp desired) =>
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
