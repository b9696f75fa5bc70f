using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>What <c>certs</c> shows of an app, from its events, the box and the time.</summary>
public sealed class CertificateRowSpecs
{
    private static readonly PaperWorld Ordering = Of(("NGINX_SERVER_NAME", "www.example.org"), ("ACME_DIRECTORY", "https://ca.example.org"), ("ACME_EMAIL", "a@example.org"));

    [Fact]
    public void An_app_without_a_site_has_none() => Assert.Null(Row(Of(("FOO", "1"))));

    [Fact]
    public void Where_no_CA_is_set_the_self_signed_one_serves_and_it_is_said_what_to_set()
    {
        var row = Row(Of(("NGINX_SERVER_NAME", "www.example.org")))!;
        Assert.Equal((CertificateState.SelfSigned, "self-signed", null), (row.State, row.Issuer, row.Renewal));
        Assert.StartsWith("no CA is set; set ACME_DIRECTORY", row.Trouble, StringComparison.Ordinal);
        Assert.Equal(Noon.AddYears(2).Year, row.Expires!.Value.Year);
    }

    [Fact]
    public void Before_its_first_pass_it_is_wanted() => Assert.Equal(CertificateState.Wanted, Row(Ordering with { Box = Ordering.Box.Without($"{PaperWorld.Root.Root}/nginx/certs"), Apps = Ordering.Apps.SetItem("blog", Ordering.Apps["blog"] with { Certificate = null }) })!.State);

    [Fact]
    public void One_of_a_CA_is_shown_with_its_end_and_the_next_renewal_and_becomes_due_by_time_alone()
    {
        var row = Row(Ordering)!;
        Assert.Equal((CertificateState.Issued, "a CA", null), (row.State, row.Issuer, row.Trouble));
        Assert.InRange(row.Expires!.Value - row.Renewal!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(35));
        var later = Ordering with { Now = row.Renewal.Value };
        Assert.Equal((CertificateState.Due, later.Now), (Row(later)!.State, Row(later)!.Renewal));
        Assert.Equal(CertificateState.Due, Row(Ordering.After("blog", new AppCommand.RenewCertificate()))!.State);
    }

    [Fact]
    public void A_failure_is_shown_with_its_time_and_when_the_next_attempt_comes()
    {
        var lost = Ordering.After("blog", new AppCommand.ReportCertificateLost(Ordering.Apps["blog"].Certificate!.Pair!.Fingerprint));
        var row = Row(lost.After("blog", new AppCommand.OrderCertificate(2, ["www.example.org"], "")).After("blog", new AppCommand.ReportRefused(2, "it is down", 0)))!;
        Assert.Equal((CertificateState.Refused, $"at {lost.Now:yyyy-MM-dd HH:mm}Z: it is down.", lost.Now.AddMinutes(1)), (row.State, row.Trouble, row.Renewal));
    }

    private static PaperWorld Of(params (string, string)[] env) => PaperWorld.Of(App.Absent(Blog))
        .After("blog", new AppCommand.Push(SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("static", ".")) with { Runtime = "static", Env = Map(env) })).Settled(drained: true);

    private static CertificateRow? Row(PaperWorld world) => CertificateRow.Of(PaperWorld.Root, world.Desired("blog"), world.Observed("blog"), world.Now);
}
