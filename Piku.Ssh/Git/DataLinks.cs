using System.Collections.Immutable;

namespace Piku.Ssh.Git;

/// <summary>Paths in a slug that lead to the app's data folder, for programs that keep files beside their code.</summary>
public static class DataLinks
{
    /// <summary>Files by which git keeps a folder that has nothing else: what the app puts there is none of the commit.</summary>
    private static readonly ImmutableHashSet<string> Keepers = [".gitkeep", ".gitignore", ".keep"];

    /// <summary>
    /// Makes those for which there is room: what the commit has itself goes first, but for a folder that it merely keeps, and nothing is made through a link or a
    /// file on the way.
    /// </summary>
    /// <param name="links">As <c>PIKU_LINKS</c> has them: none leads out of the folder by its name.</param>
    public static void Make(string folder, string data, IEnumerable<string> links)
    {
        foreach (var link in links)
        {
            if (IsWayOpen(folder, link) && IsMerelyKept($"{folder}/{link}")) Directory.Delete($"{folder}/{link}", recursive: true);
            if (!HasRoom(folder, link)) continue;
            Directory.CreateDirectory(Above(folder, link)[^1]);
            File.CreateSymbolicLink($"{folder}/{link}", $"{data}/{link}");
        }
    }

    /// <summary>Whether a file of this path does nothing but have git keep its folder.</summary>
    public static bool IsKeeper(string path) => Keepers.Contains(Path.GetFileName(path));

    /// <summary>Whether something can be put at a path of a folder: nothing is there, and no link or file is on the way.</summary>
    public static bool HasRoom(string folder, string path) => IsWayOpen(folder, path) && !IsThere($"{folder}/{path}");

    private static bool IsWayOpen(string folder, string path) => !Above(folder, path).Skip(1).Any(IsNoFolder);

    private static bool IsMerelyKept(string path) =>
        IsThere(path) && !IsNoFolder(path) && Directory.EnumerateFileSystemEntries(path).ToList() is { Count: > 0 } all
        && all.TrueForAll(entry => Directory.Exists(entry) ? IsMerelyKept(entry) : IsKeeper(entry));

    /// <summary>The folders that a path is in, the outermost first.</summary>
    private static ImmutableArray<string> Above(string folder, string link) =>
        link.Split('/')[..^1].Aggregate(ImmutableArray.Create(folder), (all, name) => all.Add($"{all[^1]}/{name}"));

    private static bool IsNoFolder(string path) => IsThere(path) && (!Directory.Exists(path) || new FileInfo(path).LinkTarget is not null);

    /// <summary>A link that leads nowhere is there too.</summary>
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
