using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Ssh.Migration;

/// <summary>What an app has left in its work tree, which git does not know: files that it keeps beside its code.</summary>
/// <param name="Carried">Paths that are copied into its data folder, where they have the same names.</param>
/// <param name="Linked">Those of its paths that the app goes on finding in its own folder.</param>
/// <param name="Clashes">Paths that its data folder has too, as something else.</param>
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
        var inPlace = kept.Where(path => app.Links.GetValueOrDefault(path) == $"{old.Data(app.Name)}/{path}").ToImmutableArray();
        var carried = kept.Except(inPlace).ToImmutableArray();
        var linked = kept.Select(Plain).Where(path => SettingTable.WhyRefused("PIKU_LINKS", path) is null && !served.Any(one => Overlaps(one, path))).ToImmutableArray();
        return new Leftovers(
            [.. carried.Select(Plain)],
            linked,
            [.. carried.Where(app.Kept.Contains).Select(Plain)],
            [
                .. app.Untracked.Where(path => path[0] == Quote).Select(path => $"a file beside its code whose name is written {path} is not copied; copy it by hand."),
                .. kept.Select(Plain).Where(path => served.Any(one => Overlaps(one, path))).Select(path => $"'{path}' is copied and not linked, because nginx serves from there and follows no links; let a release phase make it, or have the app serve it."),
                .. kept.Select(Plain).Except(linked).Where(path => !served.Any(one => Overlaps(one, path))).Select(path => $"'{path}' is copied and not linked, because its name has characters that PIKU_LINKS does not take; have the app read it from $DATA_ROOT."),
                .. carried.Where(path => app.Links.GetValueOrDefault(path)?.StartsWith($"{old.Path}/", StringComparison.Ordinal) == true).Select(path => $"'{path}' is a link to {app.Links[path]}, and leads there still; point it elsewhere once the old folder goes."),
            ]);
    }

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
