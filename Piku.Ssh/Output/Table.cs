using System.Collections.Immutable;

namespace Piku.Ssh.Output;

/// <summary>Rows of cells as lines of text, each column as wide as its widest cell; whatever is in a cell, it stays on its line.</summary>
public static class Table
{
    private const string Gap = "  ";

    /// <summary>No column is cut to less, and none that needs no more is cut: a word says more than half of two.</summary>
    private const int Least = 12;

    /// <param name="room">How many columns of a terminal a line may take; null where there is no end. What is too long is taken from the widest column of words, and then from the next one; a number is never cut.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<ImmutableArray<string>> rows, int? room)
    {
        if (rows.Count == 0) return [];
        ImmutableArray<ImmutableArray<string>> plain = [.. rows.Select(row => row.Select(Plain).ToImmutableArray())];
        var widths = Widths(plain, room);
        return plain.Select(row => string.Join(Gap, row.Select((cell, i) => TextWidth.Padded(TextWidth.Cut(cell, widths[i]), widths[i]))).TrimEnd());
    }

    public static string Plain(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;

    /// <summary>Such as "12.3 MB".</summary>
    public static string Megabytes(long bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");

    private static int[] Widths(ImmutableArray<ImmutableArray<string>> rows, int? room)
    {
        int[] widths = [.. rows[0].Select((_, i) => rows.Max(row => TextWidth.Of(row[i])))];
        int[] words = [.. Enumerable.Range(0, widths.Length).Where(i => rows.Any(row => TextWidth.Of(row[i]) > Least && !IsNumber(row[i])))];
        while (widths.Sum() + (Gap.Length * (widths.Length - 1)) > room && words.Where(i => widths[i] > Least).ToArray() is { Length: > 0 } left)
            widths[left.MaxBy(i => widths[i])]--;
        return widths;
    }

    /// <summary>A time, too.</summary>
    private static bool IsNumber(string cell) => cell.All(c => char.IsAsciiDigit(c) || " .:-+#".Contains(c, StringComparison.Ordinal));
}
