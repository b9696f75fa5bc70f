using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Piku.Ssh.Prompts;

/// <summary>What a terminal is sent so that it shows a line: one row, of which so much is shown as fits around the cursor.</summary>
public static class Row
{
    private const string EmptyToTheRight = "\e[K";

    private const string EmptyScreen = "\e[H\e[2J";

    /// <param name="prompt">What stands before the line; of signs that are one column wide.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static string Of(string prompt, Edit edit, int width)
    {
        var head = edit.Query is { } query ? $"(search: {query}) " : prompt;
        var room = Math.Max(1, width - WidthOf(head) - 1);
        var (before, after) = (edit.Before, edit.After);
        while (WidthOf(before) > room) before = before[StringInfo.GetNextTextElementLength(before)..];
        var shown = new StringBuilder();
        foreach (var sign in Signs(after).TakeWhile(sign => WidthOf(before) + WidthOf($"{shown}{sign}") <= room)) shown.Append(sign);
        var column = WidthOf(head) + WidthOf(before);
        return $"{(edit.IsCleared ? EmptyScreen : "")}{Listed(edit.Shown, width)}\r{head}{before}{shown}{EmptyToTheRight}\r{(column == 0 ? "" : $"\e[{column}C")}";
    }

    /// <summary>Below the line, in columns; the line is shown anew after it.</summary>
    private static string Listed(ImmutableArray<string> candidates, int width)
    {
        if (candidates.IsEmpty) return "";
        var column = candidates.Max(one => one.Length) + 2;
        var perRow = Math.Max(1, width / column);
        var rows = candidates.Chunk(perRow).Select(row => string.Concat(row.Select(one => one.PadRight(column))).TrimEnd());
        return $"\r\n{string.Join("\r\n", rows)}\r\n";
    }

    private static IEnumerable<string> Signs(string text)
    {
        for (var signs = StringInfo.GetTextElementEnumerator(text); signs.MoveNext();) yield return signs.GetTextElement();
    }

    private static int WidthOf(string text) => text.EnumerateRunes().Sum(WidthOf);

    /// <summary>As terminals have it: what combines takes no column, what is East Asian and wide, or an emoji, takes two (Unicode Standard Annex 11).</summary>
    private static int WidthOf(Rune rune) => (Rune.GetUnicodeCategory(rune), rune.Value) switch
    {
        (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format, _) => 0,
        (_, >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3 or >= 0xf900 and <= 0xfaff) => 2,
        (_, >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x1f300 and <= 0x1faff or >= 0x20000 and <= 0x3fffd) => 2,
        _ => 1,
    };
}
