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
        public sealed record Uwsgi(ImmutableArray<string> Servers) : Target;

        public sealed record Http(ImmutableArray<string> Servers) : Target;

        /// <param name="Door">A link that may be followed; what is behind it may not be one.</param>
        public sealed record Files(string Door, string Folder) : Target;

        /// <param name="Page">The file that visitors get; null for words of ours.</param>
        public sealed record Maintenance(string? Page) : Target;

        /// <summary>Nothing of the app runs.</summary>
        public sealed record Nothing : Target;
    }

    /// <param name="names">Host names that were checked; at least one.</param>
    public static DesiredFile Of(RootLayout root, AppName app, ImmutableArray<string> names, NginxTls tls, Target target)
    {
        var site = Upstream(app, target) + tls.Redirecting(root, names) + Server(root, names, tls, Handling(app, target));
        return new DesiredFile(root.Site(app), $"{Ownership.Mark('#', app)}{site}{MarkServer(root, app, Digest.Fingerprint(site))}");
    }

    /// <summary>The mark in a site's text.</summary>
    public static string MarkOf(DesiredFile site)
    {
        var at = site.Content.LastIndexOf("return 200 ", StringComparison.Ordinal) + "return 200 ".Length;
        return site.Content[at..site.Content.IndexOf(';', at)];
    }

    private static string Upstream(AppName app, Target target) => target switch
    {
        Target.Uwsgi(var servers) => UpstreamOf(app, servers, ""),
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

    private static string Server(RootLayout root, ImmutableArray<string> names, NginxTls tls, string handling) =>
        $$"""
        server {
        {{tls.Listening(root)}}
            server_name {{string.Join(' ', names)}};
            add_header X-Deployed-By Piku always;
            gzip on;
            gzip_proxied any;
            gzip_types text/plain text/css text/xml text/javascript application/javascript application/json application/xml image/svg+xml;

            location ~ /\.git(/|$) {
                return 404;
            }

        {{handling}}
        }

        """;

    private static string Handling(AppName app, Target target) => target switch
    {
        Target.Uwsgi =>
            $$"""
                location / {
                    uwsgi_pass piku-{{app}};
                    include /etc/nginx/uwsgi_params;
                    uwsgi_param HTTP_X_FORWARDED_FOR $proxy_add_x_forwarded_for;
                    uwsgi_param HTTP_X_FORWARDED_PROTO $scheme;
                    uwsgi_param HTTP_X_FORWARDED_PORT $server_port;
                    uwsgi_param HTTP_X_REMOTE_ADDRESS $remote_addr;
                    uwsgi_param HTTP_X_REQUEST_START $msec;
                }
            """ + Down,
        Target.Http =>
            $$"""
                location / {
                    proxy_pass http://piku-{{app}};
                    proxy_http_version 1.1;
                    proxy_set_header Connection $connection_upgrade;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Port $server_port;
                    proxy_set_header X-Remote-Address $remote_addr;
                    proxy_set_header X-Request-Start $msec;
                }
            """ + Down,
        Target.Files(var door, var folder) =>
            $$"""
                root {{door}}/{{folder}};
                index index.html index.htm;
                disable_symlinks on from={{door}};
                location / {
                    try_files $uri $uri/ =404;
                }
            """,
        Target.Nothing => Saying("/", "This app is stopped."),
        Target.Maintenance(null) => Saying("/", "This app is under maintenance. Please come back in a while."),
        Target.Maintenance({ } page) =>
            $$"""
                error_page 503 /piku-maintenance.html;
                location / {
                    return 503;
                }

                location = /piku-maintenance.html {
                    internal;
                    charset utf-8;
                    add_header Retry-After 60 always;
                    alias {{page}};
                }
            """,
        _ => throw new System.Diagnostics.UnreachableException(target.GetType().Name),
    };

    /// <summary>No process of the app takes the request; what an app itself answers is passed on, whatever it is.</summary>
    private static string Down =>
        $$"""


            error_page 502 = @down;
        {{Saying("@down", "This app does not answer right now.")}}
        """;

    private static string Saying(string location, string words) =>
        $$"""
            location {{location}} {
                default_type text/plain;
                add_header Retry-After 60 always;
                return 503 "{{words}}\n";
            }
        """;

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
