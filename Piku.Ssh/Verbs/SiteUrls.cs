using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Ssh.Verbs;

/// <summary>The addresses of a site as a browser wants them, one for each of its names that is one: "*.example.org" and "_" stand for others.</summary>
public static class SiteUrls
{
    /// <param name="isTrusted">A certificate serves that is not self-signed; so browsers are best sent to HTTPS.</param>
    /// <param name="http">What sites listen on, such as "127.0.0.1:8080" or "80".</param>
    /// <param name="tls">The same for HTTPS.</param>
    public static ImmutableArray<string> Of(EffectiveSettings settings, bool isTrusted, string http, string tls)
    {
        var isSecure = isTrusted || settings.Flag("NGINX_HTTPS_ONLY") || settings.Number("NGINX_HSTS") > 0;
        var (scheme, port, usual) = isSecure ? ("https", PortOf(tls), "443") : ("http", PortOf(http), "80");
        return [.. settings.ServerNames.Where(name => name != "_" && !name.Contains('*', StringComparison.Ordinal)).Select(name => $"{scheme}://{name}{(port == usual ? "" : $":{port}")}/")];
    }

    private static string PortOf(string listen) => listen[(listen.LastIndexOf(':') + 1)..];
}
