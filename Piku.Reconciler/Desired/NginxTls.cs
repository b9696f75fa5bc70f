using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>What a site says about where it listens, TLS, and the proof of its names to a CA.</summary>
/// <param name="Certificate">The file with the certificate and its key.</param>
/// <param name="HttpsOnly">Visitors of HTTP are sent to HTTPS.</param>
/// <param name="HstsSeconds">For how long browsers are told to use nothing else; 0 for not at all.</param>
public sealed record NginxTls(string Certificate, bool HttpsOnly, int HstsSeconds)
{
    private const string HttpsPort = "443";

    public static NginxTls Of(EffectiveSettings settings, DesiredCertificate certificate) =>
        new(certificate.Path, IsHttpsOnly(settings), settings.Number("NGINX_HSTS"));

    /// <summary>Where a visitor from this box asks the site: "address:port", and whether by HTTPS, as a site has to be asked that only sends there whoever comes by HTTP.</summary>
    public static (string Target, bool IsTls) Nearest(RootLayout root, EffectiveSettings settings) =>
        IsHttpsOnly(settings) ? (NginxListen.Nearest(root.TlsListen, settings.Site), true) : (NginxListen.Nearest(root.HttpListen, settings.Site), false);

    private static bool IsHttpsOnly(EffectiveSettings settings) => settings.Flag("NGINX_HTTPS_ONLY") || settings.Number("NGINX_HSTS") > 0;

    /// <summary>
    /// Mozilla's intermediate profile (https://wiki.mozilla.org/Security/Server_Side_TLS), its ciphers that need parameters of their own left out: all browsers of the last ten years do
    /// without. No tickets: nginx would never change their key.
    /// </summary>
    public static ImmutableArray<string> Profile { get; } =
    [
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;",
        "ssl_prefer_server_ciphers off;",
        "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
        "ssl_session_timeout 1d;",
        "ssl_session_cache shared:piku:5m;",
        "ssl_session_tickets off;",
    ];

    /// <summary>The lines that open an address to HTTPS. Up to nginx 1.25.0 HTTP/2 belongs to the address; from then on to the server.</summary>
    public static ImmutableArray<string> Listen(RootLayout root, IEnumerable<string> addresses, string more = "") => root.HasHttp2Directive
        ? [.. addresses.Select(address => $"listen {address} ssl{more};"), "http2 on;"]
        : [.. addresses.Select(address => $"listen {address} ssl http2{more};")];

    /// <summary>What every answer of the site bears. A location that adds headers of its own says these again, for nginx drops those of the server there.</summary>
    public ImmutableArray<string> Headers =>
    [
        "add_header X-Deployed-By Piku always;",
        .. HstsSeconds > 0 ? [string.Create(CultureInfo.InvariantCulture, $"add_header Strict-Transport-Security \"max-age={HstsSeconds}\" always;")] : Array.Empty<string>(),
    ];

    /// <summary>Where the site's server listens, with all that TLS needs.</summary>
    public string Listening(RootLayout root, SiteSettings settings) => Lines(
    [
        .. HttpsOnly ? Array.Empty<string>() : NginxListen.Of(root, root.HttpListen, settings).Select(address => $"listen {address};"),
        .. Listen(root, NginxListen.Of(root, root.TlsListen, settings)),
        $"ssl_certificate {Certificate};",
        $"ssl_certificate_key {Certificate};",
        .. Profile,
        .. HttpsOnly ? [] : Challenge(root),
    ]);

    /// <summary>A server of its own for those who come by HTTP, where the site itself takes none.</summary>
    public string Redirecting(RootLayout root, AppName app, ImmutableArray<string> names, SiteSettings settings) => !HttpsOnly ? "" :
        $$"""
        server {
        {{Lines([.. NginxListen.Of(root, root.HttpListen, settings).Select(address => $"listen {address};")])}}
            server_name {{string.Join(' ', names)}};
        {{NginxListen.Lines(root, app, settings)}}{{Lines(Challenge(root))}}

            location / {
                return 301 https://$host{{Port(root)}}$request_uri;
            }
        }

        """;

    /// <summary>Whatever else the site does, a CA gets to see what lego has written for it.</summary>
    private static ImmutableArray<string> Challenge(RootLayout root) =>
    [
        "location ^~ /.well-known/acme-challenge/ {",
        $"    root {root.AcmeWebroot};",
        "    default_type text/plain;",
        "    auth_basic off;",
        "    allow all;",
        "    disable_symlinks off;",
        "}",
    ];

    private static string Port(RootLayout root) => root.TlsListen[(root.TlsListen.LastIndexOf(':') + 1)..] is var port && port == HttpsPort ? "" : $":{port}";

    private static string Lines(ImmutableArray<string> lines) => string.Join('\n', lines.Select(line => "    " + line));
}
