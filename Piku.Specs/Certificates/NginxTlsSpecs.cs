using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Certificates;

/// <summary>What a site says about TLS for each nginx and setting; that nginx takes it, the scenarios show.</summary>
public sealed class NginxTlsSpecs
{
    [Theory]
    [InlineData("nginx version: nginx/1.22.1", false)]
    [InlineData("nginx version: nginx/1.25.0", false)]
    [InlineData("nginx version: nginx/1.25.1", true)]
    [InlineData("nginx version: nginx/1.26.0 (Ubuntu)", true)]
    [InlineData("command not found", false)]
    public void HTTP_2_is_a_directive_of_its_own_from_1_25_1_on(string said, bool has) => Assert.Equal(has, NginxVersion.HasHttp2Directive(said));

    [Fact]
    public void Of_an_nginx_up_to_1_25_0() => Approved.Matches(Site(), "site-of-nginx-1.25.0.conf");

    [Fact]
    public void Of_an_nginx_from_1_25_1_on() => Approved.Matches(Site(hasHttp2Directive: true), "site-of-nginx-1.25.1.conf");

    [Fact]
    public void Of_a_site_that_sends_visitors_to_HTTPS() => Approved.Matches(Site(("NGINX_HTTPS_ONLY", "true")), "site-of-https-only.conf");

    [Fact]
    public void Where_HTTPS_has_its_own_port_visitors_are_sent_without_one_and_browsers_may_remember_it()
    {
        var site = Site(443, ("NGINX_HSTS", "31536000"));
        Assert.Contains("        return 301 https://$host$request_uri;\n", site, StringComparison.Ordinal);
        Assert.Contains("    add_header Strict-Transport-Security \"max-age=31536000\" always;\n", site, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_of_pikus_own_bear_the_headers_of_the_site_too()
    {
        var live = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugA with { Runtime = "generic", Env = Map(("NGINX_SERVER_NAME", "www.example.org"), ("NGINX_HSTS", "300")) })).Settled(drained: true);
        foreach (var world in new[] { live, live.After("blog", new AppCommand.Stop()).Settled(drained: true), live.After("blog", new AppCommand.BeginMaintenance("")).Settled(drained: true), live.After("blog", new AppCommand.BeginMaintenance("<p>Soon</p>")).Settled(drained: true) })
        {
            var pages = world.Desired("blog").Site!.Content.Split("    location ").Where(location => location.Contains("add_header Retry-After", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(pages);
            Assert.All(pages, page => Assert.Contains("        add_header X-Deployed-By Piku always;\n        add_header Strict-Transport-Security \"max-age=300\" always;\n", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Of_the_server_for_names_that_no_app_has() => Approved.Matches(NginxMain.Of(PaperWorld.Root with { HasHttp2Directive = true }), "nginx-1.25.1.conf");

    [Fact]
    public void Of_what_the_boxs_own_nginx_includes() => Approved.Matches(NginxMain.Of(PaperWorld.Root with { SharesNginx = true, HttpListen = "80", TlsListen = "443", HasIPv6 = true }), "piku.conf");

    private static string Site(params (string, string)[] settings) => Site(8443, settings);

    private static string Site(int port, params (string, string)[] settings) => SiteOf(PaperWorld.Root with { TlsListen = $"127.0.0.1:{port}" }, settings);

    private static string Site(bool hasHttp2Directive) => SiteOf(PaperWorld.Root with { HasHttp2Directive = hasHttp2Directive });

    private static string SiteOf(Piku.Reconciler.Layout.RootLayout root, params (string, string)[] settings)
    {
        var slug = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("static", "public")) with { Runtime = "static", Env = Map([("NGINX_SERVER_NAME", "www.example.org"), .. settings]) };
        return Projection.Of(root, PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(slug)).Settled(drained: true).Apps["blog"]).Site!.Content;
    }
}
