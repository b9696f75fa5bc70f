using System.Globalization;
using CsCheck;
using Piku.Domain.Crons;
using Xunit;

namespace Piku.Specs.Crons;

/// <summary>When a schedule comes.</summary>
public sealed class CronScheduleSpecs
{
    private const int Window = 3 * 24 * 60;

    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly DateTimeOffset Start = new(2028, 2, 20, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A field as text, and what it stands for, told without the product's help.</summary>
    private sealed record Field(string Text, Func<int, bool> Has);

    private static Gen<Field> Of(int least, int most)
    {
        var number = Gen.Int[least, most].Select(n => new Field($"{n}", x => x == n));
        var range = Gen.Select(Gen.Int[least, most], Gen.Int[least, most]).Select(ends => (From: Math.Min(ends.Item1, ends.Item2), To: Math.Max(ends.Item1, ends.Item2)));
        var part = Gen.OneOf(
            number,
            range.Select(r => new Field($"{r.From}-{r.To}", x => x >= r.From && x <= r.To)),
            Gen.Select(range, Gen.Int[1, 9]).Select(s => new Field($"{s.Item1.From}-{s.Item1.To}/{s.Item2}", x => x >= s.Item1.From && x <= s.Item1.To && (x - s.Item1.From) % s.Item2 == 0)));
        return Gen.Frequency(
            (4, Gen.Const(new Field("*", _ => true))),
            (2, Gen.Int[1, 20].Select(step => new Field($"*/{step}", x => (x - least) % step == 0))),
            (2, part),
            (2, Gen.Select(part, part).Select(two => new Field($"{two.Item1.Text},{two.Item2.Text}", x => two.Item1.Has(x) || two.Item2.Has(x)))));
    }

    private static Gen<Field[]> Fields { get; } =
        Gen.Select(Of(0, 59), Of(0, 23), Of(1, 31), Of(1, 12), Of(0, 6)).Select(five => new[] { five.Item1, five.Item2, five.Item3, five.Item4, five.Item5 });

    [Fact]
    public void The_next_time_is_the_first_minute_after_a_moment_that_has_all_that_the_fields_say() =>
        Gen.Select(Fields, Gen.Int[0, 400 * 24 * 60 * 60]).Sample(
            (fields, seconds) =>
            {
                if (CronSchedule.TryParse(string.Join(' ', fields.Select(f => f.Text)), out _) is not { } schedule) return;
                var after = Start.AddSeconds(seconds);
                var expected = Minutes(after).FirstOrDefault(minute => Comes(fields, minute.UtcDateTime));
                var next = schedule.Next(after, TimeZoneInfo.Utc);
                if (expected != default) Assert.Equal(expected, next);
                else Assert.True(next > after.AddMinutes(Window) && Comes(fields, next.UtcDateTime));
            },
            iter: 500);

    [Fact]
    public void Nothing_that_comes_is_passed_over_when_the_clock_is_set() =>
        Gen.Select(Fields, Gen.Int[0, 2 * 24 * 60], Gen.Bool, Gen.OneOf(Gen.Const("Europe/Berlin"), Gen.Const("Australia/Lord_Howe"), Gen.Const("America/Sao_Paulo"), Gen.Const("Africa/Cairo"))).Sample(
            (fields, minutes, isSpring, zoneName) =>
            {
                if (CronSchedule.TryParse(string.Join(' ', fields.Select(f => f.Text)), out _) is not { } schedule) return;
                var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
                var day = zoneName switch
                {
                    "Europe/Berlin" => isSpring ? new DateTimeOffset(2030, 3, 30, 0, 0, 0, TimeSpan.Zero) : new(2030, 10, 26, 0, 0, 0, TimeSpan.Zero),
                    "Africa/Cairo" => isSpring ? new DateTimeOffset(2024, 4, 25, 0, 0, 0, TimeSpan.Zero) : new(2024, 10, 30, 0, 0, 0, TimeSpan.Zero),
                    "America/Sao_Paulo" => isSpring ? new DateTimeOffset(2018, 11, 3, 0, 0, 0, TimeSpan.Zero) : new(2018, 2, 16, 12, 0, 0, TimeSpan.Zero),
                    _ => isSpring ? new DateTimeOffset(2030, 10, 5, 0, 0, 0, TimeSpan.Zero) : new(2030, 4, 6, 0, 0, 0, TimeSpan.Zero),
                };
                var after = day.AddMinutes(minutes);
                var expected = Minutes(after).FirstOrDefault(minute => schedule.Comes(minute, zone));
                var next = schedule.Next(after, zone);
                if (expected != default) Assert.Equal(expected, next);
                else Assert.True(next > after.AddMinutes(Window));
            },
            iter: 500);

    [Theory]
    [InlineData("0 0 13 * fri", "2030-01-02 12:00", "2030-01-04 00:00")] // either day
    [InlineData("0 0 */100,2-7 * mon", "2030-01-02 12:00", "2030-01-07 00:00")] // both, since one has a star
    [InlineData("0 0 29 2 *", "2030-01-02 12:00", "2032-02-29 00:00")]
    [InlineData("59 23 31 dec *", "2030-01-02 12:00", "2030-12-31 23:59")]
    [InlineData("0 12 * * 7", "2030-01-02 12:00", "2030-01-06 12:00")]
    [InlineData("0 12 * * SUN", "2030-01-02 12:00", "2030-01-06 12:00")]
    [InlineData("0 12 * * fri-sun", "2030-01-05 12:00", "2030-01-06 12:00")]
    [InlineData("0 12 * * fri-sun", "2030-01-06 12:00", "2030-01-11 12:00")]
    [InlineData("0 12 * * 5-7", "2030-01-05 12:00", "2030-01-06 12:00")]
    [InlineData("* * * * *", "2030-01-02 12:00", "2030-01-02 12:01")]
    [InlineData("*/15 9-17/4 1,15 jan-jun/2 *", "2030-01-15 17:45", "2030-03-01 09:00")]
    [InlineData("@hourly", "2030-01-02 12:00", "2030-01-02 13:00")]
    [InlineData("@daily", "2030-01-02 12:00", "2030-01-03 00:00")]
    [InlineData("@midnight", "2030-01-02 12:00", "2030-01-03 00:00")]
    [InlineData("@weekly", "2030-01-02 12:00", "2030-01-06 00:00")]
    [InlineData("@monthly", "2030-01-02 12:00", "2030-02-01 00:00")]
    [InlineData("@yearly", "2030-01-02 12:00", "2031-01-01 00:00")]
    [InlineData("@annually", "2030-01-02 12:00", "2031-01-01 00:00")]
    public void A_schedule_means_what_crontabs_mean_by_it(string schedule, string after, string next) =>
        Assert.Equal(Time(next), Read(schedule).Next(Time(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("30 2 * * *", "2030-03-30 12:00", "2030-03-31 01:00", "2030-04-01 00:30")] // there is no 2:30: at 3:00 then
    [InlineData("*/20 2 * * *", "2030-03-30 12:00", "2030-03-31 01:00", "2030-04-01 00:00")] // and once
    [InlineData("0 3 * * *", "2030-03-30 12:00", "2030-03-31 01:00", "2030-04-01 01:00")]
    [InlineData("30 * * * *", "2030-03-31 00:00", "2030-03-31 00:30", "2030-03-31 01:30")] // an hour is an hour
    [InlineData("30 2 * * *", "2030-10-26 12:00", "2030-10-27 00:30", "2030-10-28 01:30")] // there are two: the first one
    [InlineData("30 * * * *", "2030-10-27 00:00", "2030-10-27 00:30", "2030-10-27 01:30")]
    [InlineData("0 3 * * *", "2030-10-26 12:00", "2030-10-27 02:00", "2030-10-28 02:00")]
    public void What_comes_once_a_day_comes_once_on_days_on_which_the_clock_is_set(string schedule, string after, string next, string second)
    {
        Assert.Equal(Time(next), Read(schedule).Next(Time(after), Berlin));
        Assert.Equal(Time(second), Read(schedule).Next(Time(next), Berlin));
    }

    [Theory]
    [InlineData("60 * * * *", "has '60' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("* -1 * * *", "has '-1' for the hour; write numbers from 0 to 23, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("* * 0 * *", "has '0' for the day of the month; write numbers from 1 to 31, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("* * * sept *", "has 'sept' for the month; write numbers from 1 to 12 or jan to dec, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("* * * 1,13 *", "has '13' for the month; write numbers from 1 to 12 or jan to dec, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("* * * * 8", "has '8' for the day of the week; write numbers from 0 to 7, where 0 and 7 are Sunday, or sun to sat, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("*/0 * * * *", "has '*/0' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("5/10 * * * *", "has '5/10' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("1,,2 * * * *", "has '' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("? * * * *", "has '?' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("0-60 * * * *", "has '0-60' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("70-5 * * * *", "has '70-5' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("* * 0-5 * *", "has '0-5' for the day of the month; write numbers from 1 to 31, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("12345678901234567890 * * * *", "has '12345678901234567890' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("123456789012345678901 * * * *", "has '12345678901234567890…' for the minute; write numbers from 0 to 59, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)")]
    [InlineData("@rather-often-as-I-said", "has the schedule '@rather-often-as-I-s…', and there are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly")]
    [InlineData("@rather-often-as-it-i", "has the schedule '@rather-often-as-it-…', and there are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly")]
    [InlineData("@rather-often-as-iti", "has the schedule '@rather-often-as-iti', and there are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly")]
    [InlineData("* 22-2 * * *", "has '22-2' for the hour, which ends before it begins; write two ranges, as in '22-23,0-2'")]
    [InlineData("* * * * fri-mon", "has 'fri-mon' for the day of the week, which ends before it begins; write two ranges, as in '5-6,0-1'")]
    [InlineData("0 0 30 2 *", "has the schedule '0 0 30 2 *', and there is no such day")]
    [InlineData("0 0 31 apr,jun *", "has the schedule '0 0 31 apr,jun *', and there is no such day")]
    [InlineData("@reboot", "asks for '@reboot', and runs belong to times; what has to run all the time is a worker, as in 'worker: ./work'")]
    [InlineData("@often", "has the schedule '@often', and there are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly")]
    public void What_is_no_schedule_is_refused_with_the_field_that_is_none(string schedule, string why)
    {
        Assert.Null(CronSchedule.TryParse(schedule, out var said));
        Assert.Equal(why, said);
    }

    [Fact]
    public void Whatever_is_written_is_read_or_refused_with_words() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["*/,-0123456789 @amonjfsu"], 0, 40]).Sample(
            text =>
            {
                var line = CronLine.TryParse(text, out var why);
                Assert.Equal(line is null, why is { Length: > 0 });
                if (line is not null) Assert.True(line.Schedule.Next(Start, Berlin) > Start);
            },
            iter: 5_000);

    private static IEnumerable<DateTimeOffset> Minutes(DateTimeOffset after) => Enumerable.Range(1, Window).Select(n => CronSchedule.MinuteOf(after).AddMinutes(n));

    private static bool Comes(Field[] fields, DateTime time)
    {
        var (day, weekday) = (fields[2].Has(time.Day), fields[4].Has((int)time.DayOfWeek));
        var isEither = fields[2].Text[0] != '*' && fields[4].Text[0] != '*';
        return fields[0].Has(time.Minute) && fields[1].Has(time.Hour) && fields[3].Has(time.Month) && (isEither ? day || weekday : day && weekday);
    }

    private static CronSchedule Read(string text)
    {
        var schedule = CronSchedule.TryParse(text, out var why);
        Assert.Null(why);
        return schedule!;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
