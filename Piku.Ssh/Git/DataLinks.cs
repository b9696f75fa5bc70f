using System.Collections.Immutable;

namespace Piku.Ssh.Git;

/// <summary>Paths in a slug that lead to the app's data folder, for programs that keep files beside their code.</summary>
public static class DataLinks
{
    /// <summary>Makes those for which there is room: what the commit has itself goes first, and nothing is made through a link or a file on the way.</summary>
    /// <param name="links">As <c>PIKU_LINKS</c> has them: none leads out of the folder by its name.</param>
    public static void Make(string folder, string data, IEnumerable<string> links)
    {
        foreach (var link in links.Where(link => !Above(folder, link).Any(IsNoFolder) && !IsThere($"{folder}/{link}")))
        {
            Directory.CreateDirectory(Above(folder, link)[^1]);
            File.CreateSymbolicLink($"{folder}/{link}", $"{data}/{link}");
        }
    }

    /// <summary>The folders that a path is in, the outermost first.</summary>
    private static ImmutableArray<string> Above(string folder, string link) =>
        link.Split('/')[..^1].Aggregate(ImmutableArray.Create(folder), (all, name) => all.Add($"{all[^1]}/{name}"));

    private static bool IsNoFolder(string path) => IsThere(path) && (!Directory.Exists(path) || new FileInfo(path).LinkTarget is not null);

    /// <summary>A link that leads nowhere is there too.</summary>
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
