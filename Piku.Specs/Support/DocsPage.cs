using System.Text.RegularExpressions;

namespace Piku.Specs.Support;

/// <summary>A page of the docs as a reader's eye takes it apart.</summary>
/// <param name="Path">Below the checkout.</param>
public sealed partial record DocsPage(string Path, string Text)
{
    /// <summary>The README, all of docs/, and what bench/ says of itself.</summary>
    public static IReadOnlyList<DocsPage> All { get; } =
        [.. Directory.EnumerateFiles($"{Source.Root}/docs", "*.md", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Source.Root, path))
            .Order(StringComparer.Ordinal).Prepend("bench/README.md").Prepend("README.md")
            .Select(path => new DocsPage(path, File.ReadAllText($"{Source.Root}/{path}")))];

    /// <summary>Decisions are kept as they were made, whatever has become of the words in them.</summary>
    public static IEnumerable<DocsPage> OfToday => All.Where(page => !page.Path.StartsWith("docs/adr/", StringComparison.Ordinal));

    /// <summary>Lines of blocks, indented or fenced, and what stands between backticks.</summary>
    public IEnumerable<string> Code
    {
        get
        {
            var isFenced = false;
            foreach (var line in Text.Split('\n'))
            {
                if (line.TrimStart().StartsWith("```", StringComparison.Ordinal)) isFenced = !isFenced;
                else if (isFenced || line.StartsWith("    ", StringComparison.Ordinal)) yield return line.Trim();
                else foreach (Match span in Span().Matches(line)) yield return span.Groups["code"].Value.Replace("\\|", "|", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Where its links lead: paths below the checkout, each with the anchor, which is empty where the whole page is meant.</summary>
    public IEnumerable<(string To, string Anchor)> Links => Link().Matches(Text).Select(link => (
        link.Groups["to"].Value == "" ? Path : System.IO.Path.GetRelativePath(Source.Root, System.IO.Path.GetFullPath(System.IO.Path.Combine(Source.Root, System.IO.Path.GetDirectoryName(Path)!, link.Groups["to"].Value))),
        link.Groups["anchor"].Value));

    /// <summary>Its headings as GitHub makes anchors of them.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(Text).Select(heading => Left().Replace(heading.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\((?!https?://)(?<to>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Left();
}
