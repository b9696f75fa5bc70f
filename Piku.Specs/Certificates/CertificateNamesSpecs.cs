using System.Collections.Immutable;
using Piku.Domain.Certificates;
using Piku.Domain.Settings;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Certificates;

/// <summary>Which names a CA is asked for, and why none is.</summary>
public sealed class CertificateNamesSpecs
{
    [Theory]
    [InlineData("example.org", "example.org", true)]
    [InlineData("*.example.org", "www.example.org", true)]
    [InlineData("*.example.org", "*.example.org", true)]
    [InlineData("*.example.org", "example.org", false)]
    [InlineData("*.example.org", "a.b.example.org", false)]
    [InlineData("*.example.org", "*.b.example.org", false)]
    [InlineData("example.org", "www.example.org", false)]
    [InlineData("*.example.org", "wwwexample.org", false)]
    [InlineData("a.example.org", "www.example.org", false)]
    public void A_wildcard_stands_for_one_label(string own, string name, bool covers) => Assert.Equal(covers, CertificateNames.Covers(own, name));

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("*.example.org", true)]
    [InlineData("xn--bcher-kva.example.org", true)]
    [InlineData("example.xn--p1ai", true)]
    [InlineData("localhost", false)]
    [InlineData("blog.localhost", false)]
    [InlineData("box", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("*.org", false)]
    [InlineData("printer.local", false)]
    [InlineData("a_b.example.org", false)]
    [InlineData("www.example", false)]
    public void A_CA_is_asked_for_names_only_that_one_could_certify(string name, bool isPublic) => Assert.Equal(isPublic, CertificateNames.IsPublic(name));

    [Theory]
    [InlineData("www.example.org localhost 127.0.0.1", false, "www.example.org")]
    [InlineData("example.org *.example.org www.example.org", false, "example.org www.example.org")]
    [InlineData("example.org *.example.org www.example.org", true, "example.org *.example.org")]
    [InlineData("box", true, "")]
    public void Wildcards_need_DNS_and_what_one_covers_does_not_stand_beside_it(string names, bool byDns, string ordered) =>
        Assert.Equal(ordered, string.Join(' ', CertificateNames.ToOrder([.. names.Split(' ')], byDns)));

    [Theory]
    [InlineData("", "a.example.org", "ACME_DIRECTORY")]
    [InlineData("ACME_DIRECTORY=https://ca.example.org", "a.example.org", "ACME_EMAIL")]
    [InlineData("ACME_DIRECTORY=https://ca.example.org ACME_EMAIL=a@example.org", "*.example.org", "ACME_DNS_PROVIDER")]
    [InlineData("ACME_DIRECTORY=https://ca.example.org ACME_EMAIL=a@example.org ACME_EAB_KID=k", "a.example.org", "ACME_EAB_HMAC")]
    [InlineData("ACME_DIRECTORY=https://ca.example.org ACME_EMAIL=a@example.org", "box", "certs:add")]
    public void What_is_missing_for_an_order_is_said_with_the_setting_that_helps(string settings, string names, string says)
    {
        var effective = Of($"NGINX_SERVER_NAME={names} {settings}");
        Assert.Null(CertificateOrder.Of(effective, None));
        Assert.Contains(says, CertificateOrder.WhyNone(effective, None), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("box,a.example.org", "", "a.example.org")]
    [InlineData("*.example.org,a.example.org", "", "a.example.org")]
    [InlineData("*.example.org,a.example.org", "ACME_DNS_PROVIDER=hetzner", "*.example.org")]
    public void An_order_is_for_what_can_be_had_of_the_names(string names, string provider, string ordered) =>
        Assert.Equal(ordered, string.Join(' ', CertificateOrder.Of(Of($"NGINX_SERVER_NAME={names} ACME_DIRECTORY=https://ca.example.org ACME_EMAIL=a@example.org {provider}"), None)!.Names));

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("www.example.net", true)]
    [InlineData("www.example.org", false)]
    public void A_pair_is_for_each_of_its_names(string name, bool covers) => Assert.Equal(covers, (Pair with { Names = ["example.org", "*.example.net"] }).Covers(name));

    [Fact]
    public void The_apps_settings_go_before_those_of_the_box_and_credentials_lose_their_prefix()
    {
        var box = Map(("ACME_DIRECTORY", "https://box.example.org"), ("ACME_EMAIL", "box@example.org"), ("ACME_DNS_PROVIDER", "hetzner"), ("ACME_DNS_HETZNER_API_KEY", "secret"));
        var order = CertificateOrder.Of(Of("NGINX_SERVER_NAME=*.example.org ACME_EMAIL=app@example.org"), box)!;
        Assert.Equal(("https://box.example.org", "app@example.org", "hetzner", "ec256", true), (order.Directory, order.Email, order.DnsProvider, order.KeyType, order.DnsCheck));
        Assert.Equal(["HETZNER_API_KEY=secret"], order.Credentials.Select(c => $"{c.Key}={c.Value}"));
    }

    private static ImmutableSortedDictionary<string, string> None { get; } = Map<string>();

    private static EffectiveSettings Of(string text) => EffectiveSettings.Of(Map([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], pair[1]))]), None);
}
