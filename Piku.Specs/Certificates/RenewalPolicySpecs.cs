using System.Collections.Immutable;
using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Certificates;

/// <summary>When a CA may be asked, from what was recorded.</summary>
public sealed class RenewalPolicySpecs
{
    private static readonly ImmutableArray<string> Names = ["www.example.org"];

    [Fact]
    public void A_certificate_is_due_after_two_thirds_of_its_time_or_up_to_a_twentieth_before()
    {
        var moments = Enumerable.Range(0, 200).Select(i => RenewalPolicy.DueAt(AppName.Parse($"app-{i}"), Pair) - Pair.NotBefore).ToList();
        Assert.All(moments, moment => Assert.InRange(moment.TotalDays, 60 - 4.5, 60));
        Assert.True(moments.Max() - moments.Min() > TimeSpan.FromDays(4), "they are spread");
        Assert.Equal(RenewalPolicy.DueAt(Blog, Pair), RenewalPolicy.DueAt(Blog, Pair));
    }

    [Fact]
    public void An_app_without_a_certificate_or_with_new_names_asks_at_once()
    {
        Assert.True(Next(Histories.Live) <= Noon);
        Assert.Equal(RenewalPolicy.DueAt(Blog, Pair), Next(Histories.Issued));
        Assert.True(RenewalPolicy.NextAttempt(Blog, Fold(Histories.Issued).Certificate!, ["www.example.org", "blog.example.org"], Noon) <= Noon);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 10)]
    [InlineData(3, 30)]
    [InlineData(4, 60)]
    [InlineData(5, 360)]
    [InlineData(6, 1440)]
    [InlineData(9, 1440)]
    public void After_so_many_failures_in_a_row_it_waits_so_many_minutes(int failures, int minutes)
    {
        // Days apart, so that no limit counts but the last failure's.
        var app = Enumerable.Range(1, failures).Aggregate(Fold(Histories.Live), (now, i) => Failed(now, i, Noon.AddDays(i)));
        Assert.Equal(Noon.AddDays(failures).AddMinutes(minutes), RenewalPolicy.NextAttempt(Blog, app.Certificate!, Names, Noon.AddDays(failures)));
    }

    [Fact]
    public void Somebody_who_asks_or_changes_the_names_need_not_wait_for_the_next_try_but_for_the_limits()
    {
        var app = Failed(Fold(Histories.Live), 1, Noon);
        Assert.True(RenewalPolicy.NextAttempt(Blog, Fold(app, [new AppEvent.CertificateRenewalAsked()]).Certificate!, Names, Noon) <= Noon);
        Assert.True(RenewalPolicy.NextAttempt(Blog, app.Certificate!, ["another.example.org"], Noon) <= Noon);
        var four = Enumerable.Range(2, 3).Aggregate(app, (now, i) => Failed(now, i, Noon));
        Assert.Equal(Noon.AddHours(1), RenewalPolicy.NextAttempt(Blog, Fold(four, [new AppEvent.CertificateRenewalAsked()]).Certificate!, Names, Noon));
    }

    [Theory]
    [InlineData(30 * 3600, 60)]
    [InlineData(60, 30 * 3600)]
    public void What_the_CA_wants_to_hear_nothing_before_is_kept_whatever_it_says_besides(int wait, int other)
    {
        var app = Failed(Failed(Fold(Histories.Live), 1, Noon, wait), 2, Noon, other);
        Assert.Equal(Noon.AddHours(30), RenewalPolicy.NextAttempt(Blog, Fold(app, [new AppEvent.CertificateRenewalAsked()]).Certificate!, Names, Noon));
    }

    [Fact]
    public void An_attempt_that_a_wrong_clock_put_years_ahead_does_not_stop_the_next_one()
    {
        var app = Failed(Fold(Histories.Live), 1, Noon.AddYears(10));
        Assert.True(RenewalPolicy.NextAttempt(Blog, app.Certificate!, Names, Noon) <= Noon);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    public void An_attempt_is_believed_up_to_a_day_ahead_of_the_clock(int seconds, bool isBelieved) =>
        Assert.Equal(isBelieved, RenewalPolicy.NextAttempt(Blog, Failed(Fold(Histories.Live), 1, Noon.AddDays(1).AddSeconds(seconds)).Certificate!, Names, Noon) > Noon);

    [Fact]
    public void A_certificate_that_came_in_between_begins_the_count_of_failures_anew()
    {
        var app = Failed(Failed(Fold(Histories.Live), 1, Noon), 2, Noon.AddDays(1));
        app = Told(Told(app, new AppCommand.OrderCertificate(3, Names, ""), Noon.AddDays(2)), new AppCommand.ReportCertificate(3, Pair), Noon.AddDays(2));
        app = Failed(Told(app, new AppCommand.ReportCertificateLost(Pair.Fingerprint), Noon.AddDays(3)), 4, Noon.AddDays(3));
        Assert.Equal(Noon.AddDays(3).AddMinutes(1), RenewalPolicy.NextAttempt(Blog, app.Certificate!, Names, Noon.AddDays(3)));
    }

    /// <summary>Whatever happens, and however impatient somebody is: an attempt whose end nobody knows counts as failed and as issued.</summary>
    [Fact]
    public void No_history_comes_near_the_limits_of_a_CA() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7 * 24 * 60]).Array[1, 300].Sample(
            history =>
            {
                var (app, now, made) = (Fold(Histories.Live), Noon, new List<(DateTimeOffset At, bool Succeeded, bool MayBeIssued, string Names)>());
                foreach (var (kind, minutes) in history)
                {
                    now = now.AddMinutes(kind < 8 ? minutes % 15 : minutes);
                    var names = ImmutableArray.Create($"n{minutes % 2}.example.org");
                    if (kind % 2 == 1) app = Told(app, new AppCommand.RenewCertificate(), now);
                    if (kind == 4) app = Told(Told(app, new AppCommand.Destroy(), now), new AppCommand.Push(SlugA), now);
                    if (app.Certificate?.Pair is { } pair && kind == 6) app = Told(app, new AppCommand.ReportCertificateLost(pair.Fingerprint), now);
                    var certificate = app.Certificate ?? Certificate.None;
                    if (certificate.IsOpen || RenewalPolicy.NextAttempt(Blog, certificate, names, now) > now) continue;

                    var number = certificate.LastAttempt + 1;
                    app = Told(app, new AppCommand.OrderCertificate(number, names, ""), now);
                    var end = minutes % 3;
                    made.Add((now, end == 0, end != 1, names[0]));
                    now = now.AddSeconds(minutes % 90);
                    app = Told(app, end == 0 ? new AppCommand.ReportCertificate(number, new CertificatePair($"f{number}", names, "CA", now, now.AddMinutes(minutes))) : new AppCommand.ReportRefused(number, "it failed", 0), now);
                    if (end == 2) app = app with { Certificate = app.Certificate! with { State = app.Certificate.Pair is null ? CertificateState.Wanted : CertificateState.Issued, Attempts = [.. app.Certificate.Attempts.Select(a => a.Number == number ? a with { Ended = null, Failure = null } : a)] } };
                }

                foreach (var one in made)
                {
                    Assert.True(made.Count(other => !other.Succeeded && other.At >= one.At && other.At < one.At.AddHours(1)) <= RenewalPolicy.MostFailuresInHour, "five may have failed in an hour");
                    Assert.True(made.Count(other => other.MayBeIssued && other.Names == one.Names && other.At >= one.At && other.At < one.At.AddDays(7)) <= RenewalPolicy.MostOfSameNamesInWeek, "five may have been issued in a week");
                }
            },
            iter: 500);

    private static App Told(App app, AppCommand command, DateTimeOffset at) =>
        AppDecider.Decide(command, app) is Decision.Accepted(var events) ? events.Aggregate(app, (now, happened) => AppDecider.Evolve(now, happened, at)) : app;

    private static App Failed(App app, int number, DateTimeOffset at, int wait = 0) =>
        Told(Told(app, new AppCommand.OrderCertificate(number, Names, ""), at), new AppCommand.ReportRefused(number, "it is down", wait), at);

    private static DateTimeOffset Next(AppEvent[] history) => RenewalPolicy.NextAttempt(Blog, Fold(history).Certificate ?? Certificate.None, Names, Noon);
}
