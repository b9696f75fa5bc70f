using System.Collections.Immutable;

namespace Piku.Ssh.Migration;

/// <summary>What there is of an app in a root of the original, as it stands there: nothing is made of it yet.</summary>
/// <param name="Trouble">A sentence about what is missing or cannot be read, so that nothing can be made of it; null when nothing is.</param>
/// <param name="Commit">What is checked out in its work tree, and so runs.</param>
/// <param name="Branches">Of its repository.</param>
/// <param name="Names">What stands in the top folder of the commit.</param>
/// <param name="Tracked">Paths of all files of the commit.</param>
/// <param name="Procfile">As the commit has it; empty when it has none. So is <paramref name="Env"/>.</param>
/// <param name="Settings">The ENV that its verbs have written. So are <paramref name="LiveSettings"/> and <paramref name="Scaling"/>.</param>
/// <param name="Vassals">Names of files that its Emperor runs, of all apps.</param>
/// <param name="Untracked">Paths in the work tree that git does not know; a folder of which it knows nothing stands for all in it, with a slash at its end.</param>
/// <param name="Links">Where those lead that are symbolic links.</param>
/// <param name="Executables">Those that are programs.</param>
/// <param name="Kept">Paths, of those in <paramref name="Untracked"/>, for which its data folder has no room: it has them too, or has a link or a file on the way to them.</param>
/// <param name="HasData">Whether it has a data folder.</param>
public sealed record OldApp(
    string Name,
    string? Trouble,
    string Commit,
    ImmutableArray<string> Branches,
    ImmutableHashSet<string> Names,
    ImmutableHashSet<string> Tracked,
    string Procfile,
    string Env,
    string Settings,
    string LiveSettings,
    string Scaling,
    ImmutableArray<string> Vassals,
    ImmutableArray<string> Untracked,
    ImmutableSortedDictionary<string, string> Links,
    ImmutableHashSet<string> Executables,
    ImmutableHashSet<string> Kept,
    bool HasData)
{
    public static OldApp Unknown(string name, string trouble) => new(
        name, trouble, "", [], [], [], "", "", "", "", "", [], [], ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), [], [], HasData: false);

    /// <summary>Whether the Emperor runs a process of one of these kinds: of 'blog' that is "blog_web.1.ini", and never "blog2_web.1.ini".</summary>
    public bool Runs(IEnumerable<string> kinds) => kinds.Any(kind => Vassals.Any(file => file.StartsWith($"{Name}_{kind}.", StringComparison.Ordinal)));
}
