using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Reconciliation;

/// <summary>Where a site listens and answers, for each box and each wish of an app.</summary>
public sealed class AddressSpecs
{
    /// <summary>What the root's settings say.</summary>
    private static readonly (string Name, RootLayout Root)[] Boxes =
    [
        ("addresses of its own", PaperWorld.Root with { HttpListen = "127.0.0.1:8080", TlsListen = "127.0.0.1:8443", HasIPv6 = true }),
        ("ports", PaperWorld.Root with { HttpListen = "80", TlsListen = "443" }),
        ("ports, and IPv6", PaperWorld.Root with { HttpListen = "80", TlsListen = "443", HasIPv6 = true }),
        ("an address for HTTP, a port for HTTPS, and IPv6", PaperWorld.Root with { HttpListen = "192.0.2.7:80", TlsListen = "443", HasIPv6 = true }),
    ];

    private static readonly string[] About = ["geo ", " 1;", "default 0", "listen ", "if ("];

    /// <summary>Variables.</summary>
    private static readonly (string, string)[][] Wishes =
    [
        [],
        [("NGINX_IPV4_ADDRESS", "192.0.2.1")],
        [("NGINX_IPV6_ADDRESS", "2001:db8::1")],
        [("NGINX_IPV4_ADDRESS", "192.0.2.1"), ("NGINX_IPV6_ADDRESS", "2001:db8::1")],
        [("NGINX_IPV6_ADDRESS", "2001:db8::1"), ("DISABLE_IPV6", "true")],
        [("NGINX_IPV4_ADDRESS", "192.0.2.1"), ("NGINX_HTTPS_ONLY", "true")],
        [("NGINX_HTTPS_ONLY", "true")],
    ];

    [Fact]
    public void A_site_listens_where_all_do_and_answers_where_its_app_wishes() =>
        Approved.Matches(string.Concat(Boxes.SelectMany(box => Wishes.Select(wish => Told(box.Name, box.Root, wish)))), "addresses.txt");

    private static string Told(string box, RootLayout root, (string Key, string Value)[] wish)
    {
        var slug = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("static", "public")) with { Runtime = "static", Env = Map([("NGINX_SERVER_NAME", "www.example.org"), .. wish]) };
        var app = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(slug)).Settled(drained: true).Apps["blog"];
        var (nearest, isTls) = NginxTls.Nearest(root, EffectiveSettings.Of(app, app.Current!));
        var lines = Projection.Of(root, app).Site!.Content.Split('\n').SkipWhile(line => line.StartsWith('#')).TakeWhile(line => !line.Contains(root.NginxMarks, StringComparison.Ordinal));
        return $"the box has {box}; the app wishes {string.Join(", ", wish.Select(one => $"{one.Key}={one.Value}").DefaultIfEmpty("nothing"))}\n"
            + $"    a visitor from the box: {(isTls ? "https" : "http")}://{nearest}\n"
            + string.Concat(lines.Where(IsAboutAddresses).Select(line => $"    {line.Trim()}\n"));
    }

    private static bool IsAboutAddresses(string line) => About.Any(part => line.Contains(part, StringComparison.Ordinal));
}
