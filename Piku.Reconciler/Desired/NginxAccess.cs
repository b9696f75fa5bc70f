using Piku.Domain.Apps;

namespace Piku.Reconciler.Desired;

/// <summary>Renders who may visit a site.</summary>
internal static class NginxAccess
{
    /// <summary>
    /// Outside of any server: who has come through Cloudflare, or from the box. It goes by where the connection comes from, for the visitor's address
    /// takes its place before <c>allow</c> would look.
    /// </summary>
    public static string Outside(AppName app, SiteContent content) => !content.Settings.IsBehindCloudflare ? "" :
        $$"""
        geo $realip_remote_addr {{IsLetIn(app)}} {
            default 0;
            127.0.0.1/32 1;
            ::1/128 1;
        {{string.Concat((content.Cloudflare?.Ranges ?? []).Select(range => $"    {range} 1;\n"))}}}

        """;

    /// <summary>The lines of the server.</summary>
    public static string Lines(AppName app, SiteContent content) => Cloudflare(app, content) + Allowed(content) + Passwords(app, content);

    private static string Cloudflare(AppName app, SiteContent content) => !content.Settings.IsBehindCloudflare ? "" :
        string.Concat((content.Cloudflare?.Ranges ?? []).Select(range => $"    set_real_ip_from {range};\n"))
        + $$"""
                real_ip_header CF-Connecting-IP;
                set $piku_let_in {{IsLetIn(app)}};
                if ($uri ~ ^/\.well-known/acme-challenge/) {
                    set $piku_let_in 1;
                }

                if ($piku_let_in = 0) {
                    return 403;
                }

            """;

    private static string Allowed(SiteContent content) => content.Settings.AllowFrom is { IsEmpty: false } ranges
        ? $"{string.Concat(ranges.Select(range => $"    allow {range};\n"))}    deny all;\n"
        : "";

    private static string Passwords(AppName app, SiteContent content) => content.Users is { } users
        ? $"    auth_basic \"{app}\";\n    auth_basic_user_file {users.Path};\n"
        : "";

    private static string IsLetIn(AppName app) => $"$piku_cloudflare_{NginxSite.Variable(app)}";
}
