using System.Globalization;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>Ranges of versions as npm writes them, such as "^20.1 || >=22 &lt;24"; versions before a release ("-rc.1") are in none of them.</summary>
internal static partial class VersionRange
{
    private static readonly (int, int, int) Last = (int.MaxValue, 0, 0);

    /// <summary>Whether the text is such a range.</summary>
    public static bool IsOne(string range) => Bounds(range) is not null;

    /// <param name="version">Such as "v20.11.1".</param>
    public static bool Has(string range, string version) =>
        Part().Match(version) is { Success: true } read && Bounds(range) is { } bounds
        && bounds.Any(all => all.All(one => Low(read).CompareTo(one.Least) >= 0 && Low(read).CompareTo(one.Below) < 0));

    /// <summary>One of these has to be fulfilled, and of that all; null when the text is no range.</summary>
    private static List<List<((int, int, int) Least, (int, int, int) Below)>>? Bounds(string range)
    {
        var parts = Loose().Replace(Hyphen().Replace(range.Trim(), ">=$1 <=$2"), "$1").Split("||").Select(one => one.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Part().Match(word)).ToList()).ToList();
        return range.Length <= 100 && parts.All(all => all.Count > 0 && all.All(one => one.Success)) ? [.. parts.Select(all => all.Select(Bound).ToList())] : null;
    }

    private static ((int, int, int) Least, (int, int, int) Below) Bound(Match part) => part.Groups["sign"].Value switch
    {
        ">=" => (Low(part), Last),
        ">" => (Next(part), Last),
        "<" => (default, Low(part)),
        "<=" => (default, Next(part)),
        "~" => (Low(part), Number(part, "minor") is { } minor ? (Number(part, "major") ?? 0, minor + 1, 0) : Next(part)),
        "^" => (Low(part), (Number(part, "major"), Number(part, "minor"), Number(part, "patch")) switch
        {
            (0, 0, not null) or (0, not null, null) => Next(part),
            (0, { } minor, _) => (0, minor + 1, 0),
            ({ } major, _, _) => (major + 1, 0, 0),
            _ => Last,
        }),
        _ => (Low(part), Next(part)),
    };

    private static (int, int, int) Low(Match part) => (Number(part, "major") ?? 0, Number(part, "minor") ?? 0, Number(part, "patch") ?? 0);

    /// <summary>The first version that is beyond what was written, however much of it was.</summary>
    private static (int, int, int) Next(Match part) => (Number(part, "major"), Number(part, "minor"), Number(part, "patch")) switch
    {
        ({ } major, { } minor, { } patch) => (major, minor, patch + 1),
        ({ } major, { } minor, _) => (major, minor + 1, 0),
        ({ } major, _, _) => (major + 1, 0, 0),
        _ => Last,
    };

    private static int? Number(Match part, string name) => int.TryParse(part.Groups[name].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\A(?<sign>>=|<=|>|<|=|~|\^)?v?(?<major>[0-9]{1,6}|[xX*])(\.(?<minor>[0-9]{1,6}|[xX*])(\.(?<patch>[0-9]{1,6}|[xX*]))?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(@"([<>=~^]) +", RegexOptions.CultureInvariant)]
    private static partial Regex Loose();

    [GeneratedRegex(@"(\S+) +- +(\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphen();
}
