using System.Globalization;
using System.Text.RegularExpressions;

namespace Piku.Domain.Apps;

/// <summary>A moment in an app's life, as it is named: "v7" for a release, "#57" or "57" for an event, or a time.</summary>
public abstract partial record Point
{
    private Point()
    {
    }

    /// <summary>As somebody would write it.</summary>
    public abstract string Name { get; }

    public sealed record Release(int Number) : Point
    {
        public override string Name => string.Create(CultureInfo.InvariantCulture, $"v{Number}");
    }

    public sealed record Event(long Seq) : Point
    {
        public override string Name => string.Create(CultureInfo.InvariantCulture, $"#{Seq}");
    }

    public sealed record Time(DateTimeOffset At) : Point
    {
        public override string Name => At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Null where the text is the number of nothing; it may be a time.</summary>
    public static Point? TryParse(string text) => Pattern().Match(text) is { Success: true } match
        ? match.Groups["release"] is { Success: true, Value: var number } ? new Release(int.Parse(number, CultureInfo.InvariantCulture)) : new Event(long.Parse(match.Groups["event"].Value, CultureInfo.InvariantCulture))
        : null;

    [GeneratedRegex(@"\A(v(?<release>[0-9]{1,9})|#?(?<event>[0-9]{1,15}))\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
