using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders nginx's main configuration: that of a private root, and the one around a site under test.</summary>
public static class NginxMain
{
    /// <summary>For nginx as a server of this root alone, run by the same user; or what that of the box includes.</summary>
    public static string Of(RootLayout root) => root.SharesNginx
        ? Included(root)
        : Of(root, new Paths(root.NginxPid, $"{root.Root}/run", $"{root.Root}/logs/nginx-access.log"), $"{Strangers(root, DefaultServer)}\n    include {root.Sites}/*.conf;");

    /// <summary>Within <c>http</c> of a configuration that may have sites of its own. Where one of those is the default of its address by its own word, it stays that.</summary>
    private static string Included(RootLayout root) =>
        $"""
        # Written by piku. /etc/nginx/conf.d/piku.conf includes it.
        {Names}

        {Strangers(root, "")}
        include {root.Sites}/*.conf;

        """;

    /// <summary>For <c>nginx -t</c> over one site, as an ordinary user and beside a running nginx.</summary>
    /// <param name="scratch">A path that is free; names beginning with it are used.</param>
    public static string Around(RootLayout root, string site, string scratch) => Of(root, ForTests(root, scratch), $"    include {site};");

    /// <summary>For <c>nginx -t</c> over all sites together, as they would be.</summary>
    public static string Together(RootLayout root, IEnumerable<string> sites, string scratch) =>
        Of(root, ForTests(root, scratch), $"{Strangers(root, DefaultServer)}\n{string.Join('\n', sites.Select(site => $"    include {site};"))}");

    private const string DefaultServer = " default_server";

    /// <summary>Room for the names of many sites. What the box's own nginx includes has it in a file of the package, which leaves out what is said elsewhere.</summary>
    private const string Room =
        """
            server_names_hash_max_size 65536;
            server_names_hash_bucket_size 512;
            variables_hash_max_size 65536;
            variables_hash_bucket_size 128;

        """;

    /// <summary>The variable that websockets need.</summary>
    private const string Names =
        """
            map $http_upgrade $connection_upgrade {
                default upgrade;
                "" "";
            }
        """;

    private static Paths ForTests(RootLayout root, string scratch) => new($"{scratch}.pid", $"{root.Root}/run", "off");

    /// <summary>Those that answer whoever asks for a name that no app has.</summary>
    /// <param name="mark">After an address; without one, whoever comes first in the configuration is the default.</param>
    private static string Strangers(RootLayout root, string mark) =>
        $$"""
            server {
        {{string.Join("\n", NginxListen.All(root, root.HttpListen).Select(address => $"        listen {address}{mark};"))}}
                server_name "";
                default_type text/plain;
                return 404 "No app here has this name.\n";
            }

            server {
        {{string.Join("\n", NginxTls.Listen(root, NginxListen.All(root, root.TlsListen), mark).Concat(NginxTls.Profile).Select(line => "        " + line))}}
                server_name "";
                ssl_reject_handshake on;
            }

            server {
                listen unix:{{root.NginxMarks}} default_server;
                access_log off;
                return 404;
            }

        """;

    private sealed record Paths(string Pid, string Temporary, string AccessLog);

    private static string Of(RootLayout root, Paths paths, string servers) =>
        $$"""
        worker_processes auto;
        pid {{paths.Pid}};
        error_log {{root.Root}}/logs/nginx-error.log;
        worker_shutdown_timeout 60s;

        events {
            worker_connections 1024;
        }

        http {
            include /etc/nginx/mime.types;
            default_type application/octet-stream;
            access_log {{paths.AccessLog}};
            server_tokens off;
            sendfile on;
            tcp_nopush on;
            keepalive_timeout 65;
            client_body_temp_path {{paths.Temporary}}/nginx-body;
            proxy_temp_path {{paths.Temporary}}/nginx-proxy;
            fastcgi_temp_path {{paths.Temporary}}/nginx-fastcgi;
            uwsgi_temp_path {{paths.Temporary}}/nginx-uwsgi;
            scgi_temp_path {{paths.Temporary}}/nginx-scgi;

        {{Room}}
        {{Names}}

        {{servers}}
        }

        """;
}
