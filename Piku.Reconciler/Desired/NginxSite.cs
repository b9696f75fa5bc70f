using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders an app's nginx site.</summary>
/// <remarks>
/// A site carries a mark, a digest of itself: a second server in the same file answers with it on a socket of ours, so that
/// it can be seen which version of the site nginx serves, whatever became of a reload.
/// </remarks>
public static class NginxSite
{
    /// <summary>What the site does with a request.</summary>
    public abstract record Target
    {
        private Target()
        {
        }

        /// <param name="Servers">As in an <c>upstream</c> block, such as "unix:/x.sock" or "127.0.0.1:20001".</param>
        /// <param name="Documents">The folder of which nginx itself serves what only is to be shown; null where there is none.</param>
        public sealed record Uwsgi(ImmutableArray<string> Servers, Files? Documents) : Target;

        public sealed record Http(ImmutableArray<string> Servers) : Target;

        /// <param name="Door">A link that may be followed; what is behind it may not be one.</param>
        public sealed record Files(string Door, string Folder) : Target;

        /// <param name="Page">The file that visitors get; null for words of ours.</param>
        public sealed record Maintenance(string? Page) : Target;

        /// <summary>Nothing of the app runs.</summary>
        public sealed record Nothing : Target;
    }

    /// <param name="names">Host names that were checked; at least one.</param>
    /// <param name="content">What settings ask for besides; of a site that only tells why the app is not there, where it listens.</param>
    public static DesiredFile Of(RootLayout root, AppName app, ImmutableArray<string> names, Target target, SiteContent content)
    {
        var site = NginxListen.Outside(root, app, content.Settings) + (IsServing(target) ? Outside(root, app, target, content) : "")
            + content.Tls.Redirecting(root, app, names, content.Settings) + Server(root, app, names, target, content);
        return new DesiredFile(root.Site(app), $"{Ownership.Mark('#', app)}{site}{MarkServer(root, app, Digest.Fingerprint(site))}");
    }

    /// <summary>Whether visitors get what the app has for them.</summary>
    public static bool IsServing(Target target) => target is Target.Uwsgi or Target.Http or Target.Files;

    /// <summary>An app's name in that of a variable of nginx: there may be no dash in one, and no <c>_</c> in an app's.</summary>
    internal static string Variable(AppName app) => app.Value.Replace('-', '_');

    /// <summary>The mark in a site's text.</summary>
    public static string MarkOf(DesiredFile site)
    {
        var at = site.Content.LastIndexOf("return 200 ", StringComparison.Ordinal) + "return 200 ".Length;
        return site.Content[at..site.Content.IndexOf(';', at)];
    }

    /// <summary>What stands outside of the server.</summary>
    private static string Outside(RootLayout root, AppName app, Target target, SiteContent content) =>
        Upstream(app, target) + NginxAccess.Outside(app, content) + NginxCache.Zone(root, app, target, content);

    private static string Upstream(AppName app, Target target) => target switch
    {
        Target.Uwsgi(var servers, _) => UpstreamOf(app, servers, ""),
        Target.Http(var servers) => UpstreamOf(app, servers, "    keepalive 16;\n"),
        _ => "",
    };

    /// <remarks>
    /// A server that could not be reached is asked again by the next request: all are on this box, where a refusal comes at once and the next server is
    /// tried. Left out for some seconds, as nginx does by itself, all of them can be out at the same time because of one moment in which their queues were full.
    /// </remarks>
    private static string UpstreamOf(AppName app, ImmutableArray<string> servers, string keepalive) =>
        $$"""
        upstream piku-{{app}} {
        {{string.Join("\n", servers.Select(server => $"    server {server} max_fails=0;"))}}
        {{keepalive}}}

        """;

    private static string Server(RootLayout root, AppName app, ImmutableArray<string> names, Target target, SiteContent content) =>
        $$"""
        server {
        {{content.Tls.Listening(root, content.Settings)}}
            server_name {{string.Join(' ', names)}};
        {{NginxListen.Lines(root, app, content.Settings)}}{{string.Join('\n', content.Tls.Headers.Select(header => "    " + header))}}
            gzip on;
            gzip_proxied any;
            gzip_types text/plain text/css text/xml text/javascript application/javascript application/json application/xml image/svg+xml;
        {{(IsServing(target) ? Options(root, app, content) : "")}}{{(content.Settings.All.Flag("NGINX_ALLOW_GIT_FOLDERS") ? "" : NoGit)}}
        {{Handling(root, app, target, content)}}
        }

        """;

    private static string Options(RootLayout root, AppName app, SiteContent content) =>
        (content.Settings.All.Flag("NGINX_ACCESS_LOG") ? $"    access_log {root.AccessLog(app)};\n" : "")
        + (content.Settings.All.Text("NGINX_CLIENT_MAX_BODY_SIZE") is var size and not "1m" ? $"    client_max_body_size {size};\n" : "")
        + NginxAccess.Lines(app, content)
        + (content.Include is { } include ? $"    include {include.Path};\n" : "");

    private static string NoGit =>
        """

            location ~ /\.git(/|$) {
                return 404;
            }

        """;

    private static string Handling(RootLayout root, AppName app, Target target, SiteContent content) => target switch
    {
        Target.Uwsgi uwsgi => NginxLocations.Of(root, app, uwsgi, content),
        Target.Http http => NginxLocations.Of(root, app, http, content),
        Target.Files files => NginxLocations.Of(files, content),
        Target.Nothing => Saying("/", "This app is stopped.", content.Tls),
        Target.Maintenance(null) => Saying("/", "This app is under maintenance. Please come back in a while.", content.Tls),
        Target.Maintenance({ } page) =>
            $$"""
                error_page 503 /piku-maintenance.html;
                location / {
                    return 503;
                }

                location = /piku-maintenance.html {
                    internal;
                    charset utf-8;
            {{Apologising(content.Tls)}}
                    alias {{page}};
                }
            """,
        _ => throw new System.Diagnostics.UnreachableException(target.GetType().Name),
    };

    internal static string Saying(string location, string words, NginxTls tls) =>
        $$"""
            location {{location}} {
                default_type text/plain;
        {{Apologising(tls)}}
                return 503 "{{words}}\n";
            }
        """;

    /// <summary>The headers of an answer that is ours because the app has none.</summary>
    private static string Apologising(NginxTls tls) => string.Join('\n', tls.Headers.Append("add_header Retry-After 60 always;").Select(header => "        " + header));

    private static string MarkServer(RootLayout root, AppName app, string mark) =>
        $$"""
        server {
            listen unix:{{root.NginxMarks}};
            server_name {{app}};
            access_log off;
            default_type text/plain;
            return 200 {{mark}};
        }

        """;
}
