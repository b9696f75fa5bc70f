using System.Globalization;
using System.Text;

namespace Piku.Ssh.Output;

/// <summary>How many columns of a terminal a text takes: letters of East Asia and pictures two, marks upon a letter none.</summary>
public static class TextWidth
{
    private const int FirstWide = 0x1100;

    /// <summary>Unicode's "wide" and "full-width" (UAX 11), without what is not assigned in between.</summary>
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), // Hangul, first parts
        (0x231A, 0x231B), (0x2329, 0x232A), (0x23E9, 0x23EC), (0x23F0, 0x23F0), (0x23F3, 0x23F3), (0x25FD, 0x25FE), (0x2614, 0x2615), (0x2648, 0x2653), (0x267F, 0x267F), (0x2693, 0x2693), (0x26A1, 0x26A1), (0x26AA, 0x26AB),
        (0x26BD, 0x26BE), (0x26C4, 0x26C5), (0x26CE, 0x26CE), (0x26D4, 0x26D4), (0x26EA, 0x26EA), (0x26F2, 0x26F3), (0x26F5, 0x26F5), (0x26FA, 0x26FA), (0x26FD, 0x26FD), (0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728),
        (0x274C, 0x274C), (0x274E, 0x274E), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797), (0x27B0, 0x27B0), (0x27BF, 0x27BF), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55),
        (0x2E80, 0x303E), // radicals and punctuation
        (0x3041, 0xA4CF), // Kana, Han, Yi
        (0xA960, 0xA97C),
        (0xAC00, 0xD7A3), // Hangul
        (0xF900, 0xFAFF),
        (0xFE10, 0xFE19),
        (0xFE30, 0xFE6B),
        (0xFF01, 0xFF60),
        (0xFFE0, 0xFFE6),
        (0x16FE0, 0x18CFF),
        (0x1AFF0, 0x1B2FB),
        (0x1F004, 0x1F004), (0x1F0CF, 0x1F0CF), (0x1F18E, 0x1F18E), (0x1F191, 0x1F19A), (0x1F200, 0x1F320), (0x1F32D, 0x1F335), (0x1F337, 0x1F37C), (0x1F37E, 0x1F393), (0x1F3A0, 0x1F3CA),
        (0x1F3CF, 0x1F3D3), (0x1F3E0, 0x1F3F0), (0x1F3F4, 0x1F3F4), (0x1F3F8, 0x1F43E), (0x1F440, 0x1F440), (0x1F442, 0x1F4FC), (0x1F4FF, 0x1F53D), (0x1F54B, 0x1F54E), (0x1F550, 0x1F567), (0x1F57A, 0x1F57A),
        (0x1F595, 0x1F596), (0x1F5A4, 0x1F5A4), (0x1F5FB, 0x1F64F), (0x1F680, 0x1F6C5), (0x1F6CC, 0x1F6CC), (0x1F6D0, 0x1F6D2), (0x1F6D5, 0x1F6DF), (0x1F6EB, 0x1F6EC), (0x1F6F4, 0x1F6FC), (0x1F7E0, 0x1F7F0),
        (0x1F90C, 0x1F9FF), (0x1FA70, 0x1FAFF),
        (0x20000, 0x3FFFD), // Han again
    ];

    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    public static string Padded(string text, int columns) => text + new string(' ', Math.Max(0, columns - Of(text)));

    /// <summary>As much of it as there is room for, with "…" for the rest.</summary>
    public static string Cut(string text, int columns)
    {
        if (Of(text) <= columns) return text;
        var (kept, width) = (new StringBuilder(), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((width += Of(rune)) > columns - 1) break;
            kept.Append(rune);
        }

        return kept.Append('…').ToString();
    }

    private static int Of(Rune rune) => rune.Value switch
    {
        >= 0x20 and < 0x7F => 1,
        >= 0x1160 and <= 0x11FF => 0, // parts of a Hangul letter that has begun
        0xAD => 1, // shown as a hyphen
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        >= FirstWide when Wide.Any(range => range.First <= rune.Value && rune.Value <= range.Last) => 2,
        _ => 1,
    };
}
