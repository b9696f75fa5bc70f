using System.Collections.Immutable;
using Piku.Domain.Settings;
using Piku.Ssh.Git;

namespace Piku.Ssh.Migration;

/// <summary>What an app has left in its work tree, which git does not know: files that it keeps beside its code.</summary>
/// <param name="Carried">Paths that are copied into its data folder, where they have the same names.</param>
/// <param name="Linked">Those of its paths that the app goes on finding in its own folder.</param>
/// <param name="Clashes">Paths for which its data folder has no room.</param>
public sealed record Leftovers(ImmutableArray<string> Carried, ImmutableArray<string> Linked, ImmutableArray<string> Clashes, ImmutableArray<string> Notes)
{
    /// <summary>What git begins a name with that has quotes, backslashes or control characters in it.</summary>
    private const char Quote = '"';

    /// <summary>Names of what tools make again, wherever they stand.</summary>
    private static readonly ImmutableHashSet<string> Made = ["node_modules", "__pycache__", ".git", ".venv", "venv", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".npm", ".cache", ".bundle", ".gradle", ".cpcache", ".sass-cache"];

    private static readonly ImmutableArray<string> MadeEndings = [".pyc", ".pyo", ".class", ".o", ".swp", ".egg-info", ".sock", ".pid"];

    /// <summary>What a build makes in an app's folder, by the file that tells how it is built; "*" for every program.</summary>
    private static readonly ImmutableArray<(string By, string Makes)> Builds =
    [
        ("pom.xml", "target"), ("Cargo.toml", "target"), ("project.clj", "target"), ("deps.edn", "target"), ("build.gradle", "build"), ("build.gradle.kts", "build"),
        ("Gemfile", "vendor"), ("composer.json", "vendor"), ("go.mod", "*"), ("Godeps", "*"),
    ];

    /// <param name="served">Folders and files inside the app that nginx serves.</param>
    public static Leftovers Of(OldRoot old, OldApp app, ImmutableArray<string> served)
    {
        var kept = app.Untracked.Where(path => path[0] != Quote && !IsMade(app, path)).ToImmutableArray();
        var inPlace = kept.Where(path => TargetOf(old, app, path) == $"{old.Data(app.Name)}/{Plain(path)}").ToImmutableArray();
        var carried = kept.Except(inPlace).ToImmutableArray();
        var folders = FoldersOf(app, inPlace, carried);
        var named = kept.Select(path => folders.GetValueOrDefault(path) ?? Plain(path)).Distinct().ToImmutableArray();
        var (shown, hidden) = (named.Where(IsServed).ToImmutableArray(), named.Where(path => !IsServed(path)).ToImmutableArray());
        var linkable = hidden.Where(path => SettingTable.WhyRefused("PIKU_LINKS", path) is null).ToImmutableArray();
        var linked = SettingTable.WhyRefused("PIKU_LINKS", string.Join(',', linkable)) is null ? linkable : [];
        return new Leftovers(
            [.. carried.Select(path => folders.GetValueOrDefault(path) ?? Plain(path)).Distinct()],
            linked,
            [.. carried.Where(app.Kept.Contains).Select(Plain)],
            [
                .. app.Untracked.Where(path => path[0] == Quote && !folders.Values.Any(folder => path.StartsWith($"{Quote}{folder}/", StringComparison.Ordinal))).Select(path => $"a file beside its code whose name is written {path} is not copied; copy it by hand."),
                .. shown.Select(path => $"'{path}' is copied and not linked, because nginx serves from there and follows no links; let a release phase make it, or have the app serve it."),
                .. hidden.Except(linkable).Select(path => $"'{path}' is copied and not linked, because its name has characters that PIKU_LINKS does not take; have the app read it from $DATA_ROOT."),
                .. linked.Length == linkable.Length ? Array.Empty<string>() : [$"its {linkable.Length} files and folders beside its code are copied and not linked, because they are more than PIKU_LINKS takes; have the app read them from $DATA_ROOT."],
                .. linked.Except(folders.Values).Select(path => Above(path).LastOrDefault()).OfType<string>().Distinct().Select(folder => $"what the app writes anew in '{folder}' is lost with the next push; have it use $DATA_ROOT."),
                .. carried.Where(path => app.Links.GetValueOrDefault(path)?.StartsWith($"{old.Path}/", StringComparison.Ordinal) == true).Select(path => $"'{path}' is a link to {app.Links[path]}, and leads there still; point it elsewhere once the old folder goes."),
            ]);

        bool IsServed(string path) => served.Any(one => Overlaps(one, path));
    }

    /// <summary>
    /// Of paths, the outermost folder that the commit merely keeps: it goes over as a whole, so that what the app writes there later is kept as well. One with a
    /// link in it that leads to the data folder already is left as it is.
    /// </summary>
    private static ImmutableSortedDictionary<string, string> FoldersOf(OldApp app, ImmutableArray<string> inPlace, ImmutableArray<string> carried)
    {
        var others = app.Tracked.Where(path => !DataLinks.IsKeeper(path)).Concat(inPlace.Select(Plain)).SelectMany(Above).ToHashSet(StringComparer.Ordinal);
        return (from path in carried
                let folder = Above(Plain(path)).FirstOrDefault(folder => !others.Contains(folder))
                where folder is not null
                select KeyValuePair.Create(path, folder)).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Where a link leads, by its words: those of a relative one are meant from where it stands.</summary>
    private static string? TargetOf(OldRoot old, OldApp app, string path) =>
        app.Links.GetValueOrDefault(path) is { Length: > 0 } target ? Plain(Path.GetFullPath(target, Path.GetDirectoryName($"{old.WorkTree(app.Name)}/{Plain(path)}")!)) : null;

    /// <summary>The folders that a path is in, the outermost first.</summary>
    private static IEnumerable<string> Above(string path) => path.Index().Where(at => at.Item == '/').Select(at => path[..at.Index]);

    private static string Plain(string path) => path.TrimEnd('/');

    private static bool IsMade(OldApp app, string path)
    {
        var name = Plain(path).Split('/')[^1];
        return Made.Contains(name)
            || MadeEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))
            || Builds.Any(build => app.Names.Contains(build.By) && (build.Makes == "*" ? app.Executables.Contains(path) : build.Makes == Plain(path)));
    }

    private static bool Overlaps(string a, string b) => a is "" or "." || a == b || a.StartsWith($"{b}/", StringComparison.Ordinal) || b.StartsWith($"{a}/", StringComparison.Ordinal);
}
