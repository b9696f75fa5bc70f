using System.Collections.Immutable;

namespace Piku.Domain.Crons;

/// <summary>The minutes in which something comes, told by the five fields of a crontab: minute, hour, day of the month, month, day of the week.</summary>
/// <remarks>
/// Where neither day has a <c>*</c> in it, one that is right is enough, as in every crontab. Where the clock is set back, a minute that there is twice counts
/// the first time; where it is set forward, what would have come in a minute that there is not comes in the first one after. A schedule
/// for every hour goes by hours that pass, and not by what the clock calls them: it leaves out the latter and comes in all of the former.
/// </remarks>
public sealed record CronSchedule
{
    private const int MinutesOfHour = 60;

    private const int HoursOfDay = 24;

    /// <summary>In so many years each date has fallen on each day of the week.</summary>
    private const int Cycle = 28;

    private static readonly ImmutableSortedDictionary<string, string> Names = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    });

    private readonly ImmutableArray<ImmutableSortedSet<int>> _values;
    private readonly bool _eitherDay;

    private CronSchedule(ImmutableArray<ImmutableSortedSet<int>> values, bool eitherDay) => (_values, _eitherDay) = (values, eitherDay);

    /// <param name="text">Five fields, or a name such as "@daily".</param>
    /// <param name="why">Completes "the line …", without a full stop.</param>
    public static CronSchedule? TryParse(string text, out string? why)
    {
        why = WhyNoName(text);
        if (why is not null) return null;
        var fields = Names.GetValueOrDefault(text, text).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var values = ImmutableArray.CreateBuilder<ImmutableSortedSet<int>>();
        foreach (var (field, given) in CronField.All.Zip(fields))
        {
            if (field.Values(given, out why) is not { } read) return null;
            values.Add(read);
        }

        var schedule = new CronSchedule(values.ToImmutable(), eitherDay: !fields[2].Contains('*', StringComparison.Ordinal) && !fields[4].Contains('*', StringComparison.Ordinal));
        why = schedule.EverComes ? null : $"has the schedule '{text}', and there is no such day";
        return why is null ? schedule : null;
    }

    /// <summary>The first time after a moment, always the beginning of a minute.</summary>
    public DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var time = MinuteOf(after).AddMinutes(1);
        while (!Comes(time, zone)) time = time.AddMinutes(ToTheNextThatMay(time, zone));
        return time;
    }

    /// <param name="minute">The beginning of a minute.</param>
    public bool Comes(DateTimeOffset minute, TimeZoneInfo zone)
    {
        var local = Local(minute, zone);
        return IsEveryHour
            ? Has(local)
            : (Has(local) && !IsSecond(minute, local, zone)) || Between(Local(minute.AddMinutes(-1), zone), local).Any(Has);
    }

    public static DateTimeOffset MinuteOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static string? WhyNoName(string text) => text switch
    {
        "@reboot" => "asks for '@reboot', and runs belong to times; what has to run all the time is a worker, as in 'worker: ./work'",
        ['@', ..] when !Names.ContainsKey(text) => $"has the schedule '{(text.Length > 20 ? text[..20] + "…" : text)}', and there are {string.Join(", ", Names.Keys)}",
        _ => null,
    };

    private bool EverComes => Enumerable.Range(0, Cycle * 366).Any(days => HasDay(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(days)));

    private bool IsEveryHour => _values[1].Count == HoursOfDay;

    private bool Has(DateTime local) => _values[0].Contains(local.Minute) && _values[1].Contains(local.Hour) && HasDay(local);

    private bool HasDay(DateTime local) => _values[3].Contains(local.Month) && (_values[2].Contains(local.Day), _values[4].Contains((int)local.DayOfWeek)) switch
    {
        (var day, var weekday) when _eitherDay => day || weekday,
        (var day, var weekday) => day && weekday,
    };

    private static DateTime Local(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).DateTime;

    /// <summary>Whether the clock has shown this minute before.</summary>
    private static bool IsSecond(DateTimeOffset minute, DateTime local, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(local) && zone.GetUtcOffset(minute) == zone.GetAmbiguousTimeOffsets(local).Min();

    /// <summary>The minutes that the clock has left out between one and the next; most often none.</summary>
    private static IEnumerable<DateTime> Between(DateTime one, DateTime next)
    {
        for (var minute = one.AddMinutes(1); minute < next; minute = minute.AddMinutes(1)) yield return minute;
    }

    /// <summary>How many minutes later it may come at the earliest. The clock is set at the ends of hours, so none of those is passed over but within a day that is not wanted.</summary>
    private int ToTheNextThatMay(DateTimeOffset time, TimeZoneInfo zone)
    {
        var local = Local(time, zone);
        if (HasDay(local) && _values[1].Contains(local.Hour)) return 1;
        var hour = MinutesOfHour - local.Minute;
        // Stryker disable all : how far it leaps changes nothing but the time that it takes.
        var evening = hour + (MinutesOfHour * (HoursOfDay - 2 - local.Hour));
        return !HasDay(local) && evening > hour && Local(time.AddMinutes(evening), zone).Date == local.Date ? evening : hour;
    }
}
