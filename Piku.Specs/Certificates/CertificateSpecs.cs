using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Certificates;

/// <summary>What is asked and reported about a certificate, and what comes of it.</summary>
public sealed class CertificateSpecs
{
    private static readonly AppCommand.OrderCertificate Second = new(2, ["www.example.org"], "https://ca.example.org");

    [Fact]
    public void An_order_is_recorded_once_and_under_the_next_number() =>
        Story.Given(Histories.Issued).When(Second).Then(new AppEvent.CertificateOrdered(2, ["www.example.org"], "https://ca.example.org"))
            .And(app => Assert.Equal(CertificateState.Renewing, app.Certificate!.State))
            .When(Second).ThenNothing()
            .When(Second with { Number = 3 }).ThenNothing();

    [Fact]
    public void No_number_is_left_out() => Story.Given(Histories.Issued).When(Second with { Number = 3 }).ThenNothing();

    [Fact]
    public void While_a_certificate_is_renewed_the_one_before_serves_and_after_a_failure_too() =>
        Story.Given([.. Histories.Issued, new AppEvent.CertificateOrdered(2, ["www.example.org"], "")])
            .And(app => Assert.Equal(Pair, app.Certificate!.Pair))
            .When(new AppCommand.ReportRefused(2, "it is down", 0)).Then(new AppEvent.CertificateRefused(2, "it is down", 0))
            .And(app => Assert.Equal((CertificateState.Issued, Pair), (app.Certificate!.State, app.Certificate.Pair)));

    [Fact]
    public void A_first_order_that_fails_leaves_it_refused_with_the_reason() =>
        Story.Given(Histories.Ordering).When(new AppCommand.ReportRefused(1, "it is down", 60)).Then(new AppEvent.CertificateRefused(1, "it is down", 60))
            .And(app => Assert.Equal((CertificateState.Refused, "it is down", Noon.AddSeconds(60)), (app.Certificate!.State, app.Certificate.LastFailure!.Failure, app.Certificate.LastFailure.Until)))
            .When(new AppCommand.ReportRefused(1, "again", 0)).ThenNothing();

    [Fact]
    public void A_report_about_another_attempt_than_the_last_one_changes_nothing() =>
        Story.Given(Histories.Ordering).When(new AppCommand.ReportCertificate(2, Pair)).ThenNothing().When(new AppCommand.ReportRefused(0, "late", 0)).ThenNothing();

    [Fact]
    public void What_somebody_has_added_is_not_taken_away_by_an_order_that_ends_later() =>
        Story.Given(Histories.Ordering).When(new AppCommand.AddCertificate(Pair)).Then(new AppEvent.CertificateGiven(Pair))
            .When(new AppCommand.ReportCertificate(1, Pair with { Fingerprint = "another" })).ThenNothing()
            .And(app => Assert.Equal((CertificateState.Given, Pair), (app.Certificate!.State, app.Certificate.Pair)));

    [Fact]
    public void A_certificate_that_was_added_is_removed_and_not_renewed() =>
        Story.Given(Histories.Given).When(new AppCommand.RenewCertificate()).ThenRefused("the certificate of 'blog' was added by somebody, so piku does not renew it; add the next one: certs:add blog.")
            .When(new AppCommand.RemoveCertificate()).Then(new AppEvent.CertificateRemoved())
            .And(app => Assert.Null(app.Certificate!.Pair));

    [Fact]
    public void A_lost_file_is_reported_once_and_only_that_of_the_pair() =>
        Story.Given(Histories.Issued).When(new AppCommand.ReportCertificateLost("another")).ThenNothing()
            .When(new AppCommand.ReportCertificateLost(Pair.Fingerprint)).Then(new AppEvent.CertificateLost())
            .When(new AppCommand.ReportCertificateLost(Pair.Fingerprint)).ThenNothing();

    [Fact]
    public void A_CA_remembers_the_attempts_of_an_app_that_was_destroyed_and_so_do_we() =>
        Story.Given([.. Histories.Issued, new AppEvent.Destroyed()]).And(app =>
        {
            Assert.Equal((1, 1, CertificateState.Wanted), (app.Certificate!.Attempts.Length, app.Certificate.LastAttempt, app.Certificate.State));
            Assert.Null(app.Certificate.Pair);
        });

    [Fact]
    public void Verbs_about_an_app_that_is_not_there_are_refused_and_reports_change_nothing() =>
        Story.Given().When(new AppCommand.AddCertificate(Pair)).ThenRefused("app 'blog' not found; push to it first: git push piku main.")
            .When(new AppCommand.OrderCertificate(1, ["www.example.org"], "")).ThenNothing();

    [Fact]
    public void A_renewal_is_asked_for_once_and_not_while_a_CA_is_asked() =>
        Story.Given(Histories.Issued).When(new AppCommand.RenewCertificate()).Then(new AppEvent.CertificateRenewalAsked())
            .When(new AppCommand.RenewCertificate()).ThenNothing()
            .When(Second).Then(new AppEvent.CertificateOrdered(2, ["www.example.org"], "https://ca.example.org"))
            .When(new AppCommand.RenewCertificate()).ThenNothing();

    [Fact]
    public void A_CA_that_names_no_time_may_be_asked_at_any() =>
        Story.Given(Histories.Ordering).When(new AppCommand.ReportRefused(1, "it is down", 0)).And(app => Assert.Null(app.Certificate!.LastFailure!.Until));

    [Fact]
    public void Only_an_attempt_that_failed_as_the_last_one_is_the_last_failure()
    {
        Assert.Null(Certificate.None.LastFailure);
        Assert.Null(Fold(Histories.Ordering).Certificate!.LastFailure);
        Assert.Null(Fold(Histories.Issued).Certificate!.LastFailure);
        Assert.Equal(1, Fold([.. Histories.Ordering, new AppEvent.CertificateRefused(1, "it is down", 0)]).Certificate!.LastFailure!.Number);
    }

    [Theory]
    [InlineData(7 * 24 * 3600, 5)]
    [InlineData((7 * 24 * 3600) - 1, 1)]
    public void Attempts_are_remembered_for_a_week_and_the_last_eight_beyond_it(int seconds, int first)
    {
        AppEvent[] attempts = [.. Enumerable.Range(1, 12).SelectMany(i => new AppEvent[] { new AppEvent.CertificateOrdered(i, ["www.example.org"], ""), new AppEvent.CertificateRefused(i, "it is down", 0) })];
        var after = AppDecider.Evolve(Fold([.. Histories.Live, .. attempts]), new AppEvent.CertificateOrdered(13, ["www.example.org"], ""), Noon.AddSeconds(seconds));
        Assert.Equal(Enumerable.Range(first, 14 - first), after.Certificate!.Attempts.Select(attempt => attempt.Number));
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(5, 5)]
    [InlineData(null, 0)]
    public void A_CA_has_heard_of_an_attempt_last_when_it_ended_unless_the_clock_was_set_back(int? ended, int last) =>
        Assert.Equal(Noon.AddSeconds(last), new CertificateAttempt(1, [], Noon, ended is { } seconds ? Noon.AddSeconds(seconds) : null).Last);

    [Theory]
    [InlineData(CertificateState.Ordering, false, CertificateState.Wanted)]
    [InlineData(CertificateState.Refused, false, CertificateState.Wanted)]
    [InlineData(CertificateState.Issued, true, CertificateState.Issued)]
    [InlineData(CertificateState.Renewing, true, CertificateState.Issued)]
    [InlineData(CertificateState.Given, true, CertificateState.Given)]
    public void Of_an_order_that_was_on_its_way_nothing_counts(CertificateState state, bool hasPair, CertificateState counts) =>
        Assert.Equal(counts, new Certificate(state, hasPair ? Pair : null, false, 1, []).Essence.State);
}
