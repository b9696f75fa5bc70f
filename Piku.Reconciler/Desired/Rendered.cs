using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>The files that a release is rendered to while it is live: what is written to disk, for people to compare.</summary>
public static class Rendered
{
    /// <summary>Path below the root → text; an environment, which is a folder with a file per variable, is one text of <c>KEY=value</c> lines.</summary>
    /// <remarks>Its number, generation and ports are given to a release as it comes; here they are those of what is live now, so that two releases differ only where they say something else. What
    /// is for the eyes of piku alone, such as hashes of passwords, is left out.</remarks>
    /// <param name="app">As it is now; its scale counts.</param>
    /// <param name="shown">What is to be shown of a setting's value, given its name and the value.</param>
    public static ImmutableSortedDictionary<string, string> Of(RootLayout root, App app, Former former, Func<string, string, string> shown)
    {
        var settings = EffectiveSettings.Of(former.Slug.Env, former.Release.Config).Values;
        var number = app.Live?.Release ?? former.Release.Number;
        var rollout = new Rollout(app.Live?.Generation ?? app.LastGeneration, number, Ports(root, app, former));
        var alone = app with { State = AppState.Running, Releases = [former.Release with { Number = number, State = ReleaseState.Live }], Slugs = [former.Slug], Live = rollout, Candidate = null, Draining = [], Maintenance = null };
        var desired = Projection.Of(root, alone);
        return ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            (desired.Live?.Vassals ?? []).SelectMany(Files).Append(desired.Site).Concat((desired.Live?.SiteFiles ?? []).Where(file => file.Rights == FileRights.Public).Select(Unmarked)).OfType<DesiredFile>().Select(file => KeyValuePair.Create(file.Path[(root.Root.Length + 1)..], file.Content)));

        // The name ends with a digest of the text, which would make two files of one that differs.
        static DesiredFile Unmarked(DesiredFile file) => file with { Path = file.Path[..file.Path.LastIndexOf('.')] };

        IEnumerable<DesiredFile?> Files(Vassal vassal) =>
        [
            vassal.Ini,
            vassal.OnDemand,
            new DesiredFile(
                new VassalFiles(root, vassal.Name).Environment,
                string.Concat(vassal.Environment.Select(v => $"{v.Key}={(settings.ContainsKey(v.Key) ? SettingValues.OneLine(shown(v.Key, v.Value.TrimEnd('\n'))) : v.Value.TrimEnd('\n'))}\n"))),
        ];
    }

    /// <summary>Those that its processes have now, and for others some that stand for them.</summary>
    private static ImmutableSortedDictionary<string, int> Ports(RootLayout root, App app, Former former)
    {
        var first = EffectiveSettings.Of(former.Slug.Env, former.Release.Config).FixedPort;
        return Enumerable.Range(1, app.CountOf("web")).ToImmutableSortedDictionary(
            ordinal => $"web.{ordinal}",
            ordinal => first is { } port ? port + ordinal - 1 : app.Live?.Ports.GetValueOrDefault($"web.{ordinal}") is > 0 and var given ? given : root.Ports.First + ordinal - 1,
            StringComparer.Ordinal);
    }
}
