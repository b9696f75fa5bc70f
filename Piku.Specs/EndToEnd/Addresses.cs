using System.Globalization;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>A box that listens on all its addresses, as a server on the internet does; 127.0.0.1 and 127.0.0.2 are two of them.</summary>
public sealed class Addresses(PrivateBox box) : IClassFixture<PrivateBox>
{
    [Fact]
    public void An_app_that_asks_for_an_address_takes_no_visitors_of_another()
    {
        using var pikud = Opened();
        using var other = Checkout.Web(box, "l-other", says: "other");
        using var app = Checkout.Web(box, "l-own", says: "own");
        other.Pushed();
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nNGINX_IPV4_ADDRESS=127.0.0.2\n").Commit("Second").Pushed();

        foreach (var scheme in new[] { "http", "https" })
        {
            Assert.Equal("200 own", Asked(scheme, app.Host, "127.0.0.2"));
            Assert.StartsWith("404", Asked(scheme, app.Host, "127.0.0.1"), StringComparison.Ordinal);
            Assert.Equal(("200 other", "200 other"), (Asked(scheme, other.Host, "127.0.0.1"), Asked(scheme, other.Host, "127.0.0.2")));
        }

        Assert.Equal("404 No app here has this name.", Asked("http", "nobody.localhost", "127.0.0.2"));
        Assert.Equal("", Asked("https", "nobody.localhost", "127.0.0.2"));
        Assert.Contains("All is well.", box.Verb("why l-own").Output, StringComparison.Ordinal);
    }

    private string Asked(string scheme, string host, string address)
    {
        var port = (scheme == "http" ? box.HttpPort : box.HttpsPort).ToString(CultureInfo.InvariantCulture);
        var said = Shell.Run(["curl", "-sk", "--max-time", "20", "-w", "\n%{http_code}", "--resolve", $"{host}:{port}:{address}", $"{scheme}://{host}:{port}/"]);
        var lines = said.Output.TrimEnd('\n').Split('\n');
        return said.Well ? $"{lines[^1]} {lines[0]}" : "";
    }

    /// <summary>The box as it is after a setup with ports alone; its pikud runs until the result is disposed.</summary>
    private Running Opened()
    {
        box.Kill("nginx", "QUIT");
        box.Kill("pikud", "TERM");
        var setup = box.Local("piku", "setup", "--http-listen", $"{box.HttpPort}", "--tls-listen", $"{box.HttpsPort}");
        Assert.True(setup.Well, $"{setup}");
        var nginx = Shell.Run(PrivateBox.AsUser(["/usr/sbin/nginx", "-c", $"{box.Root}/nginx/nginx.conf", "-e", $"{box.Root}/logs/nginx-error.log"]), folder: "/");
        Assert.True(nginx.Well, $"{nginx}");
        var pikud = Shell.Start(PrivateBox.AsUser([$"{box.Root}/bin/pikud", "--root", box.Root]), folder: "/");
        Eventually.True("pikud", () => box.TakesRequests, seconds: 40);
        return pikud;
    }
}
