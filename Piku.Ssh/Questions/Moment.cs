using System.Globalization;
using System.Text.RegularExpressions;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Questions;

/// <summary>A time as a person writes it down: "yesterday 18:00", "20 min ago", "2026-11-25 18:00".</summary>
/// <remarks>What names no zone is meant in that of the box; a day without a time is its beginning, and a time without a day is today's.</remarks>
public static partial class Moment
{
    public const string Forms = "'18:00', 'yesterday 18:00', 'monday', '20 min ago', '2026-11-25', '2026-11-25 18:00' or '2026-11-25T18:00:00Z'";

    private static readonly string[] Instants = [.. from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.fff" } from zone in new[] { "'Z'", "zzz" } select $"yyyy-MM-dd'T'{time}{zone}"];

    private static readonly string[] Days = ["yyyy-MM-dd"];

    private static readonly string[] Times = ["H:mm", "H:mm:ss"];

    /// <exception cref="RefusedException">It is none of <see cref="Forms"/>.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now, TimeZoneInfo zone) =>
        TryParse(text.Trim(), now, zone) ?? throw new RefusedException($"'{Shown(text)}' is no time; write one such as {Forms}.");

    private static DateTimeOffset? TryParse(string text, DateTimeOffset now, TimeZoneInfo zone) =>
        DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime()
        : AgoPattern().Match(text) is { Success: true } ago ? now - Age(ago)
        : text == "now" ? now
        : Local(text.Replace('T', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries), DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime)) is { } local ? In(zone, local)
        : null;

    private static DateTime? Local(string[] words, DateOnly today) => words switch
    {
        [var day] when Day(day, today) is { } date => date.ToDateTime(TimeOnly.MinValue),
        [var time] when Time(time) is { } at => today.ToDateTime(at),
        [var day, var time] when Day(day, today) is { } date && Time(time) is { } at => date.ToDateTime(at),
        _ => null,
    };

    /// <summary>A day of the week is the last one before today.</summary>
    private static DateOnly? Day(string word, DateOnly today) => word.ToUpperInvariant() switch
    {
        "TODAY" => today,
        "YESTERDAY" => today.AddDays(-1),
        _ when !char.IsAsciiDigit(word[0]) && Enum.TryParse<DayOfWeek>(word, ignoreCase: true, out var day) => today.AddDays(-(((int)today.DayOfWeek - (int)day + 6) % 7) - 1),
        _ when DateOnly.TryParseExact(word, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
        _ => null,
    };

    private static TimeOnly? Time(string word) => TimeOnly.TryParseExact(word, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static TimeSpan Age(Match ago)
    {
        var count = int.Parse(ago.Groups["count"].Value, CultureInfo.InvariantCulture);
        return char.ToUpperInvariant(ago.Groups["unit"].Value[0]) switch
        {
            'S' => TimeSpan.FromSeconds(count),
            'M' => TimeSpan.FromMinutes(count),
            'H' => TimeSpan.FromHours(count),
            'D' => TimeSpan.FromDays(count),
            _ => TimeSpan.FromDays(7 * count),
        };
    }

    /// <summary>A time that a change of clocks leaves out is the one an hour later.</summary>
    private static DateTimeOffset In(TimeZoneInfo zone, DateTime local) =>
        new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone));

    private static string Shown(string text) => string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c)) + (text.Length > 40 ? "…" : "");

    [GeneratedRegex(@"\A(?<count>[0-9]{1,5}) *(?<unit>s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?) +ago\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AgoPattern();
}
