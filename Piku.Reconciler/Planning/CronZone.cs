using System.Text.RegularExpressions;
using Piku.Domain.Settings;

namespace Piku.Reconciler.Planning;

/// <summary>By whose clock an app's cron lines run.</summary>
public static partial class CronZone
{
    /// <summary>That of the app's <c>TZ</c> where the box knows it, or else the box's.</summary>
    public static TimeZoneInfo Of(EffectiveSettings settings, TimeZoneInfo box) => Found(Asked(settings)) ?? box;

    /// <summary>The <c>TZ</c> that the box does not know; null where there is none.</summary>
    public static string? Unknown(EffectiveSettings settings) => Asked(settings) is { Length: > 0 } name && Found(name) is null ? name : null;

    private static TimeZoneInfo? Found(string name) => ZonePattern().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static string Asked(EffectiveSettings settings) => settings.Text("TZ").TrimStart(':');

    /// <summary>A name becomes a path.</summary>
    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]{0,50}(/[A-Za-z0-9_+-]{1,50}){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZonePattern();
}
