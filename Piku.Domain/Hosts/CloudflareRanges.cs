using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Hosts;

/// <summary>From where Cloudflare comes, as it said at a time.</summary>
/// <param name="Ranges">In the form of <see cref="AddressRange"/>, IPv4 and IPv6.</param>
public sealed record CloudflareRanges(DateTimeOffset At, ImmutableArray<string> Ranges)
{
    /// <summary>Cloudflare changes them every other year, and says so weeks before.</summary>
    public static TimeSpan GoodFor { get; } = TimeSpan.FromDays(7);

    /// <summary>As many lines as nobody needs.</summary>
    private const int Most = 500;

    /// <summary>Shorter ones would let in a good part of the world.</summary>
    private const int LeastBits = 8;

    /// <summary>A list with a range a line; null unless every line is one, and of the family that was asked for.</summary>
    public static ImmutableArray<string>? TryParse(string text, bool isV6)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ranges = lines.Select(line => line.Contains('/', StringComparison.Ordinal) ? AddressRange.TryParse(line) : null).ToList();
        return lines.Length is 0 or > Most || !ranges.All(range => range is { Bits: >= LeastBits } && range.IsV6 == isV6)
            ? null
            : [.. ranges.Select(range => range!.ToString()).Distinct().Order(StringComparer.Ordinal)];
    }
}
