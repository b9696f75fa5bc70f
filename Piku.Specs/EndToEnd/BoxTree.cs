using System.Globalization;
using System.Text.RegularExpressions;

namespace Piku.Specs.EndToEnd;

/// <summary>Every file, link and folder of a box's root with its rights and what it holds; and what an operation has changed of it, in words that are the same each time.</summary>
internal static partial class BoxTree
{
    /// <summary>Not piku's, or compared by what is said of it: the journal by <c>history</c>.</summary>
    private static readonly string[] Elsewhere = ["bin", "client", "pebble", "ssh/host_key", "ssh/host_key.pub", "ssh/sshd_config", "run.env", "state/journal.db", "state/journal-log.db", "state/head"];

    /// <summary>Whose files hold times, numbers of processes and what was said; that they are there is what counts.</summary>
    private static readonly string[] OnlyNames = ["run/", "logs/", "acme/", "nginx/certs/", "state/"];

    public static HashSet<string> Of(PrivateBox box)
    {
        var lines = new HashSet<string>();
        Add(box.Root, "", lines);
        return lines;
    }

    /// <summary>What is gone, then what has come; generations, ports, versions and digests are numbered in the order in which they appear.</summary>
    public static string[] Difference(HashSet<string> before, HashSet<string> after) => Numbered(string.Join('\n',
        before.Except(after).Order(StringComparer.Ordinal).Select(line => $"- {line}").Concat(after.Except(before).Order(StringComparer.Ordinal).Select(line => $"+ {line}")))).Split('\n');

    private static void Add(string root, string below, HashSet<string> lines)
    {
        foreach (var entry in new DirectoryInfo($"{root}/{below}").EnumerateFileSystemInfos())
        {
            var path = below + entry.Name;
            if (Elsewhere.Contains(path) || path.Contains("/objects/", StringComparison.Ordinal)) continue;
            try
            {
                lines.Add(Line(entry, path));
                if (entry is DirectoryInfo { LinkTarget: null }) Add(root, $"{path}/", lines);
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                // It went between the one look and the other.
            }
        }
    }

    private static string Line(FileSystemInfo entry, string path) => entry switch
    {
        { LinkTarget: { } target } => $"{path} -> {target}",
        DirectoryInfo => $"{path}/ {Rights(entry)}",
        _ => $"{path} {Rights(entry)}{(OnlyNames.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)) ? "" : $" {File.ReadAllText(entry.FullName).ReplaceLineEndings(" | ")}")}",
    };

    private static string Rights(FileSystemInfo entry) => Convert.ToString((int)entry.UnixFileMode, 8);

    private static string Numbered(string text)
    {
        var names = new Dictionary<string, string>();
        return Changing().Replace(text, found => names.TryGetValue(found.Value, out var name) ? name : names[found.Value] = string.Create(CultureInfo.InvariantCulture, $"({names.Count + 1})"));
    }

    /// <summary>Digests and commits, ports, and numbers of generations, releases and apps.</summary>
    [GeneratedRegex(@"\b[0-9a-f]{7,64}\b|\b1[0-9]{4}\b|(?<=_g|rollout-|release=|generation=|\bv|\bapp-)[0-9]+")]
    private static partial Regex Changing();
}
