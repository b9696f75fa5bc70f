using System.Globalization;
using Piku.Ssh.Questions;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Questions;

public sealed class MomentSpecs
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    /// <summary>A Wednesday, 14:30 in Zurich.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 13, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2026-11-25T13:30:00")]
    [InlineData("20 min ago", "2026-11-25T13:10:00")]
    [InlineData("90s ago", "2026-11-25T13:28:30")]
    [InlineData("2 hours ago", "2026-11-25T11:30:00")]
    [InlineData("3 days ago", "2026-11-22T13:30:00")]
    [InlineData("1 Week ago", "2026-11-18T13:30:00")]
    [InlineData("9:05", "2026-11-25T08:05:00")]
    [InlineData("today", "2026-11-24T23:00:00")]
    [InlineData("yesterday 18:00", "2026-11-24T17:00:00")]
    [InlineData("Yesterday", "2026-11-23T23:00:00")]
    [InlineData("tuesday 18:00", "2026-11-24T17:00:00")]
    [InlineData("wednesday", "2026-11-17T23:00:00")]
    [InlineData("thursday", "2026-11-18T23:00:00")]
    [InlineData("2026-07-01 12:00", "2026-07-01T10:00:00")]
    [InlineData("2026-07-01", "2026-06-30T22:00:00")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-01T12:00:00")]
    [InlineData("2026-07-01T12:00:00+02:00", "2026-07-01T10:00:00")]
    [InlineData("2026-07-01T12:00", "2026-07-01T10:00:00")]
    [InlineData("2026-03-29 02:30", "2026-03-29T01:30:00")]
    public void A_time_is_read_as_a_person_means_it(string text, string utc) =>
        Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), Moment.Parse(text, Now, Zurich));

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("25:00")]
    [InlineData("2026-13-01")]
    [InlineData("yesterday morning")]
    [InlineData("-5 min ago")]
    [InlineData("99999999 days ago")]
    [InlineData("1 2 3")]
    public void What_is_no_time_is_refused_with_the_forms_that_are(string text) =>
        Assert.Contains("is no time; write one such as '18:00'", Assert.Throws<RefusedException>(() => Moment.Parse(text, Now, Zurich)).Message, StringComparison.Ordinal);
}
