using DiffPlex.Renderer;

namespace Piku.Reconciler.Planning;

/// <summary>Two texts as <c>diff -u</c> has them, with three lines around each change.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    private const string Nothing = "/dev/null";

    /// <param name="from">The name of the text before; null when there was none. So is <paramref name="to"/> for the one after.</param>
    /// <returns>Lines without their ends; none where the texts are the same.</returns>
    public static IReadOnlyList<string> Of(string? from, string before, string? to, string after) => before == after
        ? []
        : [.. UnidiffRenderer.GenerateUnidiff(before.TrimEnd('\n'), after.TrimEnd('\n'), from ?? Nothing, to ?? Nothing, ignoreWhitespace: false, ignoreCase: false, Context)
            .ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(Numbered)];

    /// <summary>Where there are no lines, programs that apply differences expect them to begin at 0.</summary>
    private static string Numbered(string line) => line.StartsWith("@@ ", StringComparison.Ordinal)
        ? line.Replace("-1,0 ", "-0,0 ", StringComparison.Ordinal).Replace("+1,0 ", "+0,0 ", StringComparison.Ordinal)
        : line;
}
