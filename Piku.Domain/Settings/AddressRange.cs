using System.Collections.Immutable;
using System.Globalization;

namespace Piku.Domain.Settings;

/// <summary>Addresses of IPv4 or IPv6 that begin with the same bits, such as <c>10.0.0.0/8</c>; or one address.</summary>
/// <param name="First">The lowest one; the bits that vary are 0.</param>
/// <param name="Bits">How many are the same: 32, or 128, for one address.</param>
public sealed record AddressRange(bool IsV6, UInt128 First, int Bits)
{
    /// <summary>Null unless the text is one, and nothing else.</summary>
    public static AddressRange? TryParse(string text)
    {
        var (address, length) = text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);
        var isV6 = address.Contains(':', StringComparison.Ordinal);
        var (most, number) = isV6 ? (128, V6(address)) : (32, V4(address));
        return number is { } given && (length is null ? most : Number(length, most)) is { } bits ? new AddressRange(isV6, given & Mask(most, bits), bits) : null;
    }

    /// <summary>Those of a list with commas or spaces between them, each once; null when one of them is none, or there is none.</summary>
    public static ImmutableArray<AddressRange>? TryParseAll(string text)
    {
        var ranges = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(TryParse).Distinct().ToList();
        return ranges.Count == 0 || ranges.Contains(null) ? null : [.. ranges.OfType<AddressRange>()];
    }

    /// <summary>As nginx reads it, with nothing shortened.</summary>
    public override string ToString()
    {
        var address = IsV6
            ? string.Join(':', Enumerable.Range(0, 8).Select(i => ((int)(First >> (112 - (16 * i))) & 0xffff).ToString("x", CultureInfo.InvariantCulture)))
            : string.Join('.', Enumerable.Range(0, 4).Select(i => ((int)(First >> (24 - (8 * i))) & 0xff).ToString(CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"{address}/{Bits}");
    }

    private static UInt128 Mask(int most, int bits) => bits == 0 ? 0 : (UInt128.MaxValue >> (128 - bits)) << (most - bits);

    private static UInt128? V4(string text)
    {
        var parts = text.Split('.').Select(part => Number(part, 255)).ToList();
        return parts.Count == 4 && !parts.Contains(null) ? parts.Aggregate(UInt128.Zero, (all, part) => (all << 8) | (UInt128)part!.Value) : null;
    }

    /// <summary>Groups of hexadecimal digits; one <c>::</c> stands for as many zeros as are missing.</summary>
    private static UInt128? V6(string text)
    {
        if (text.Split("::") is not { Length: 1 or 2 } halves) return null;
        var (before, after) = (Groups(halves[0]), halves.Length == 2 ? Groups(halves[1]) : []);
        var missing = 8 - before.Count - after.Count;
        return before.Contains(null) || after.Contains(null) || (halves.Length == 2 ? missing < 1 : missing != 0)
            ? null
            : before.Concat(Enumerable.Repeat<int?>(0, missing)).Concat(after).Aggregate(UInt128.Zero, (all, group) => (all << 16) | (UInt128)group!.Value);
    }

    private static List<int?> Groups(string text) => text == "" ? [] : [.. text.Split(':').Select(group =>
        group.Length is >= 1 and <= 4 && int.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? (int?)number : null)];

    private static int? Number(string text, int most) =>
        text is ['0'] or [not '0', ..] && text.Length <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
}
