using System.Globalization;
using Piku.Domain.Crons;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Planning;

namespace Piku.Ssh.Questions;

/// <summary>When cron lines run, in words.</summary>
internal static class CronTimes
{
    /// <summary>For each cron line of a Procfile the next three times.</summary>
    public static IEnumerable<string> Of(Procfile procfile, EffectiveSettings settings, TimeProvider clock)
    {
        var zone = CronZone.Of(settings, clock.LocalTimeZone);
        foreach (var kind in procfile.Processes.Keys.Where(Procfile.IsCron))
        {
            var line = CronLine.TryParse(procfile.Processes[kind], out _)!;
            var first = line.Schedule.Next(clock.GetUtcNow(), zone);
            var second = line.Schedule.Next(first, zone);
            yield return $"{kind} ('{line.Text}') runs next at {Minute(first, zone)}, {Minute(second, zone)} and {Minute(line.Schedule.Next(second, zone), zone)} ({zone.Id})";
        }
    }

    /// <summary>What whoever pushes may not expect; null where there is nothing.</summary>
    public static string? Warning(Procfile procfile, EffectiveSettings settings, TimeProvider clock) =>
        procfile.Processes.Keys.Any(Procfile.IsCron) && CronZone.Unknown(settings) is { } unknown
            ? $"this box does not know the time zone '{SettingValues.OneLine(unknown)}' of TZ, so cron lines go by its own clock ({clock.LocalTimeZone.Id}); name one such as Europe/Berlin."
            : null;

    public static string Minute(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Second(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
