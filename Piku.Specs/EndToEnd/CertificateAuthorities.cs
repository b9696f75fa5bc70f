using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What real CAs do besides saying yes: they ask who one is, forget, and let orders expire.</summary>
public sealed class CertificateAuthorities(CertifiedBox box) : IClassFixture<CertifiedBox>
{
    private const string Key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    private const string AnotherKey = "AAAAZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    [Fact]
    public void An_account_is_bound_by_the_key_that_the_CA_gave_and_renewals_go_on_without_it()
    {
        using var pebble = box.Pebble.Beside().Start(macKey: Key);
        using var app = box.Static("a-bound", "a-bound.piku.dev", pebble.Setting);
        app.Pushed();
        Eventually.Equal("refused", () => box.Certs("a-bound").State, seconds: 60);
        Assert.Contains("the CA wants an account bound; set ACME_EAB_KID and ACME_EAB_HMAC as it gave them", box.Verb("certs a-bound").Output, StringComparison.Ordinal);

        box.Verb($"config:set a-bound ACME_EAB_KID={Pebble.Kid} ACME_EAB_HMAC={AnotherKey}");
        box.Ssh("certs:renew a-bound");
        Assert.Contains("the CA does not take ACME_EAB_KID and ACME_EAB_HMAC; set both as it gave them", box.Verb("certs a-bound").Output, StringComparison.Ordinal);
        Assert.True(box.Curl("a-bound.piku.dev", "-k").Well);

        box.Verb($"config:set a-bound ACME_EAB_HMAC={Key}");
        Assert.Contains("has a certificate of Pebble Intermediate", box.Verb("certs:renew a-bound").Output, StringComparison.Ordinal);
        var first = box.Fingerprints("a-bound");
        Assert.Contains("has a certificate of Pebble Intermediate", box.Verb("certs:renew a-bound").Output, StringComparison.Ordinal);
        Assert.False(box.Fingerprints("a-bound").SetEquals(first));
        foreach (var folder in new[] { "acme", "logs", "nginx", "uwsgi" })
            Assert.Equal("", Shell.Run(["grep", "-rsl", "-F", "-e", Key, $"{box.Root}/{folder}"]).Output); // What comes and goes meanwhile is passed over.
    }

    [Fact]
    public void A_CA_that_has_forgotten_account_and_order_gets_new_ones_after_a_while_and_by_itself()
    {
        using var pebble = box.Pebble.Beside().Start();
        pebble.HoldOrder();
        using var app = box.Static("a-lost", "a-lost.piku.dev", pebble.ByDns);
        app.Pushed();
        pebble.WithinOrder(() => pebble.Start());
        Eventually.Equal("refused", () => box.Certs("a-lost").State, seconds: 60);
        Assert.Contains("the CA does not know the account any more; the next attempt makes a new one", box.Verb("certs a-lost").Output, StringComparison.Ordinal);
        Assert.Contains("the CA does not know the account any more", box.Verb("history a-lost").Output, StringComparison.Ordinal);
        using var visitors = new Visitors("a-lost.piku.dev", box.HttpsPort);
        Eventually.Equal("issued", () => box.Certs("a-lost").State, seconds: 180);
        Assert.Equal(2, Ordered("a-lost"));
        Assert.True(visitors.Answered(20), "visitors are answered");
        Assert.Empty(visitors.Lost);
    }

    [Fact]
    public void An_order_that_expires_is_told_of_and_the_next_one_is_a_new_one()
    {
        using var pebble = box.Pebble.Beside().Start(isMovable: true);
        pebble.HoldOrder();
        using var app = box.Static("a-late", "a-late.piku.dev", pebble.ByDns);
        app.Pushed();
        pebble.WithinOrder(() => pebble.Move(TimeSpan.FromDays(2)));
        Eventually.Equal("refused", () => box.Certs("a-late").State, seconds: 60);
        Assert.Contains("the order expired before it was done; the next one is a new one", box.Verb("certs a-late").Output, StringComparison.Ordinal);
        Assert.True(box.Curl("a-late.piku.dev", "-k").Well);
        pebble.Move(TimeSpan.Zero);
        Assert.Contains("has a certificate of Pebble Intermediate", box.Verb("certs:renew a-late").Output, StringComparison.Ordinal);
        Assert.Equal(2, Ordered("a-late"));
    }

    private int Ordered(string app) => box.Verb($"history {app} -n 100").Output.Split("certificate ordered").Length - 1;
}

/// <summary>Months go by, for the CA and for piku.</summary>
public sealed class MovedClock(CertifiedBox box) : IClassFixture<CertifiedBox>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_certificate_of_ninety_days_is_renewed_after_two_thirds_of_them_and_not_before()
    {
        using var pebble = box.Pebble.Beside().Start(isMovable: true);
        using var app = box.Static("m-due", "m-due.piku.dev", pebble.Setting);
        app.Pushed();
        Eventually.Equal("issued", () => box.Certs("m-due").State, seconds: 60);
        var (first, wait) = (box.Fingerprints("m-due"), box.Certs("m-due").Renewal!.Value - TimeProvider.System.GetUtcNow());
        Assert.InRange(wait, TimeSpan.FromDays(55), TimeSpan.FromDays(60));
        box.Kill("pikud", "TERM");

        Once(pebble, wait - Hour);
        Assert.Equal(first, box.Fingerprints("m-due"));
        Once(pebble, wait + Hour);
        Assert.NotEqual(first, box.Fingerprints("m-due"));
        Assert.True(box.Curl("m-due.piku.dev", "-k").Well);
        Assert.Equal(2, box.Verb("history m-due -n 100").Output.Split("installed for").Length - 1);
        var next = Assert.Single(box.Fingerprints("m-due"));
        Once(pebble, wait + Hour);
        Assert.Equal([next], box.Fingerprints("m-due"));
    }

    /// <summary>A pass over everything, so much later.</summary>
    private void Once(Pebble pebble, TimeSpan later)
    {
        pebble.Move(later);
        var ran = Shell.Run(PrivateBox.AsUser(["faketime", "-f", $"+{later.TotalSeconds:0}", $"{box.Root}/bin/pikud", "--root", box.Root, "--once"]), folder: "/", variables: new Dictionary<string, string?> { ["HOME"] = null, ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1" });
        Assert.True(ran.Well, $"{ran}");
    }
}
