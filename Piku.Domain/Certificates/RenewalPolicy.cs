using System.Collections.Immutable;
using Piku.Domain.Apps;

namespace Piku.Domain.Certificates;

/// <summary>
/// When a CA may be asked, from what is recorded and nothing else: so a crash, a restart or a replay changes nothing about it.
/// </summary>
/// <remarks>
/// Let's Encrypt allows 5 failed validations of a name in an hour and 5 certificates for the same names in a week. Every attempt counts as failed until it is known
/// to have succeeded, and as a certificate until it is known to have failed; and we stop one short of both.
/// </remarks>
public static class RenewalPolicy
{
    public const int MostFailuresInHour = 4;

    public const int MostFailuresInDay = 12;

    public const int MostOfSameNamesInWeek = 4;

    /// <summary>After so many failures in a row.</summary>
    private static readonly ImmutableArray<TimeSpan> Delays =
    [
        TimeSpan.FromMinutes(1),  // the CA was restarting, or a name has just been made
        TimeSpan.FromMinutes(10), // resolvers have forgotten what they knew
        TimeSpan.FromMinutes(30), // somebody is at it
        TimeSpan.FromHours(1),    // the hour in which failed validations are counted is over
        TimeSpan.FromHours(6),    // somebody has to come and help
        TimeSpan.FromHours(24),   // nobody has; certificates are renewed a month ahead, so a try a day is enough
    ];

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Attempts are remembered for so long.</summary>
    public static TimeSpan Week { get; } = TimeSpan.FromDays(7);

    /// <summary>Two thirds of the lifetime, and up to a twentieth before that, so that apps of the same day do not come on one later day either.</summary>
    public static DateTimeOffset DueAt(AppName app, CertificatePair pair)
    {
        var lifetime = pair.NotAfter - pair.NotBefore;
        return pair.NotBefore + (lifetime * 2 / 3) - (lifetime / 20 * Share(app));
    }

    /// <summary>The earliest moment at which a CA is to be asked for a certificate for these names.</summary>
    /// <param name="now">Attempts that a wrong clock has put far ahead of it are not believed.</param>
    public static DateTimeOffset NextAttempt(AppName app, Certificate certificate, ImmutableArray<string> names, DateTimeOffset now)
    {
        var attempts = certificate.Attempts.Where(attempt => attempt.Last < now + Day).ToList();
        return new[] { Wish(app, certificate, names), Patience(certificate, attempts, names), Limits(attempts, names) }.Max();
    }

    /// <summary>When one would like to.</summary>
    private static DateTimeOffset Wish(AppName app, Certificate certificate, ImmutableArray<string> names) => certificate switch
    {
        { RenewalAsked: true } or { Pair: null } => DateTimeOffset.MinValue,
        { Pair: { } pair } when !names.All(pair.Covers) => DateTimeOffset.MinValue,
        { Pair: { } pair } => DueAt(app, pair),
    };

    /// <summary>Not as soon as that again where it has just failed, unless somebody asks or has changed the names.</summary>
    private static DateTimeOffset Patience(Certificate certificate, List<CertificateAttempt> attempts, ImmutableArray<string> names)
    {
        var failed = attempts.AsEnumerable().Reverse().TakeWhile(attempt => !attempt.IsIssued && attempt.IsFor(names)).Count();
        return failed == 0 || certificate.RenewalAsked ? DateTimeOffset.MinValue : attempts[^1].Last + Delays[Math.Min(failed, Delays.Length) - 1];
    }

    /// <summary>Whatever is wished for, not before.</summary>
    private static DateTimeOffset Limits(List<CertificateAttempt> attempts, ImmutableArray<string> names)
    {
        var unsuccessful = attempts.Where(attempt => !attempt.IsIssued).ToList();
        return new[]
        {
            Over(unsuccessful, MostFailuresInHour, Hour),
            Over(unsuccessful, MostFailuresInDay, Day),
            Over([.. attempts.Where(attempt => attempt.Failure is null && attempt.IsFor(names))], MostOfSameNamesInWeek, Week),
            attempts.Max(attempt => attempt.Until) ?? DateTimeOffset.MinValue,
        }.Max();
    }

    /// <summary>When fewer than so many lie within the time.</summary>
    private static DateTimeOffset Over(List<CertificateAttempt> attempts, int most, TimeSpan time) =>
        attempts.Count < most ? DateTimeOffset.MinValue : attempts.Select(attempt => attempt.Last).OrderDescending().ElementAt(most - 1) + time;

    /// <summary>From 0 to 1, the same for an app at each time (FNV-1a, 1991).</summary>
    private static double Share(AppName app) => app.Value.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u)) / (double)uint.MaxValue;
}
