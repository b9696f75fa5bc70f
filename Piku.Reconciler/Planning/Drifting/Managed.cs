using Piku.Domain.Releases;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning.Drifting;

/// <summary>What of the files on a box is an app's, and written by piku. Pure.</summary>
public static class Managed
{
    /// <summary>Files, folders and links; of a folder of variables or code that is one of them, not what is in it.</summary>
    public static IEnumerable<string> Paths(RootLayout root, DesiredApp desired) =>
        Rights(root, desired).Select(own => own.Key)
            .Where(path => !path.StartsWith(root.VassalEnvironments + "/", StringComparison.Ordinal) || path.LastIndexOf('/') == root.VassalEnvironments.Length)
            .Except(desired.App.Releases.Select(release => release.Slug).Except(Releases(desired).Select(release => release.Slug)).Select(slug => root.Slug(desired.App.Name, slug)))
            .Concat(Rollouts(desired).SelectMany(rollout => rollout.Doors.Keys))
            .Concat(Releases(desired).SelectMany(release => new[] { release.Environment, release.Tree }).OfType<string>().Select(built => root.Environment(desired.App.Name, built)))
            .Concat(Rollouts(desired).Any() ? [root.Link(desired.App.Name)] : [])
            .Distinct();

    /// <summary>Path → rights: the one table of who may do what with what is written for an app.</summary>
    public static IEnumerable<KeyValuePair<string, int>> Rights(RootLayout root, DesiredApp desired) =>
        Rollouts(desired).SelectMany(rollout => rollout.Vassals).SelectMany(vassal => Of(root, vassal))
            .Concat(Rollouts(desired).SelectMany(rollout => rollout.SiteFiles).Concat(new[] { desired.Site, desired.Page }.OfType<DesiredFile>()).Select(Own))
            .Concat(desired.App.Releases.Select(release => KeyValuePair.Create(root.Slug(desired.App.Name, release.Slug), FileRights.PublicFolder)))
            .Concat(desired.Certificate is { } certificate ? new[] { certificate.Path, certificate.SelfSigned }.Select(path => KeyValuePair.Create(path, FileRights.Secret)) : [])
            .DistinctBy(own => own.Key);

    private static IEnumerable<Release> Releases(DesiredApp desired) => Rollouts(desired).Select(rollout => desired.App.Release(rollout.Rollout.Release));

    private static IEnumerable<DesiredRollout> Rollouts(DesiredApp desired) => new[] { desired.Live, desired.Candidate }.OfType<DesiredRollout>();

    private static IEnumerable<KeyValuePair<string, int>> Of(RootLayout root, Vassal vassal)
    {
        var folder = new VassalFiles(root, vassal.Name).Environment;
        return [Own(vassal.Ini), .. vassal.OnDemand is { } file ? [Own(file)] : Array.Empty<KeyValuePair<string, int>>(), KeyValuePair.Create(folder, FileRights.SecretFolder), .. vassal.Environment.Keys.Select(key => KeyValuePair.Create($"{folder}/{key}", FileRights.Secret))];
    }

    private static KeyValuePair<string, int> Own(DesiredFile file) => KeyValuePair.Create(file.Path, file.Rights);
}
