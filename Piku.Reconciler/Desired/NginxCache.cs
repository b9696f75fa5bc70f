using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders what makes nginx keep answers of an app.</summary>
internal static class NginxCache
{
    /// <summary>Outside of any server. nginx refuses a reload in which a zone of the same name has another folder, so its name tells the folder.</summary>
    public static string Zone(RootLayout root, AppName app, NginxSite.Target target, SiteContent content) => content.Settings.CachePrefixes.IsEmpty || Protocol(target) is not { } protocol ? "" :
        $$"""
        {{protocol}}_cache_path {{Folder(root, app, content.Settings)}} levels=1:2 keys_zone={{ZoneName(root, app, protocol, content.Settings)}}:4m max_size={{content.Settings.All.Text("NGINX_CACHE_SIZE")}}g inactive={{content.Settings.All.Text("NGINX_CACHE_EXPIRY")}}s use_temp_path=off;
        map $upstream_http_cache_control {{Told(app)}} {
            "" "public, max-age={{content.Settings.All.Text("NGINX_CACHE_CONTROL")}}";
            default "";
        }

        """;

    /// <summary>The lines of a location. What has a password is not for everybody, unless it is the site's own password.</summary>
    /// <remarks>A question of HEAD that uWSGI has answered would be kept without its body.</remarks>
    public static string Lines(RootLayout root, AppName app, NginxSite.Target target, SiteContent content)
    {
        var (p, all) = (Protocol(target)!, content.Settings.All);
        var personal = content.Users is null ? $"\n        {p}_cache_bypass $http_authorization;\n        {p}_no_cache $http_authorization;" : "";
        return $$"""

                    {{p}}_cache {{ZoneName(root, app, p, content.Settings)}};
                    {{p}}_cache_key $request_method$scheme$host$request_uri;
                    {{p}}_cache_lock on;
                    {{p}}_cache_valid 500 502 503 504 0s;
                    {{p}}_cache_valid 200 304 {{all.Text("NGINX_CACHE_TIME")}}s;
                    {{p}}_cache_valid 301 307 {{all.Text("NGINX_CACHE_REDIRECTS")}}s;
                    {{p}}_cache_valid any {{all.Text("NGINX_CACHE_ANY")}}s;
            {{string.Join('\n', content.Tls.Headers.Select(header => "        " + header))}}
                    add_header X-Cache $upstream_cache_status;
                    add_header Cache-Control {{Told(app)}};
            """ + personal;
    }

    /// <summary>nginx deletes whatever else it finds in the folder, so it is always one of our own naming.</summary>
    private static string Folder(RootLayout root, AppName app, SiteSettings settings) => settings.CachePath is { } path ? $"{path}/piku-{app}" : $"{root.Cache(app)}/nginx";

    private static string ZoneName(RootLayout root, AppName app, string protocol, SiteSettings settings) =>
        string.Create(CultureInfo.InvariantCulture, $"piku-{app}.{Digest.Fingerprint(protocol, Folder(root, app, settings))[..8]}");

    private static string Told(AppName app) => $"$piku_cache_control_{NginxSite.Variable(app)}";

    private static string? Protocol(NginxSite.Target target) => target switch
    {
        NginxSite.Target.Uwsgi => "uwsgi",
        NginxSite.Target.Http => "proxy",
        _ => null,
    };
}
