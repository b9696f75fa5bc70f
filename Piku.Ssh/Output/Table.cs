using System.Collections.Immutable;

namespace Piku.Ssh.Output;

/// <summary>Rows of cells as lines of text, each column as wide as its widest cell; whatever is in a cell, it stays on its line.</summary>
internal static class Table
{
    public static IEnumerable<string> Lines(IReadOnlyList<ImmutableArray<string>> rows)
    {
        if (rows.Count == 0) yield break;
        var widths = rows[0].Select((_, i) => rows.Max(row => row[i].Length)).ToList();
        foreach (var row in rows) yield return Plain(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    public static string Plain(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;

    /// <summary>Such as "12.3 MB".</summary>
    public static string Megabytes(long bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");
}
