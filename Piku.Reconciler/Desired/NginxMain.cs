using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders nginx's main configuration: that of a private root, and the one around a site under test.</summary>
public static class NginxMain
{
    /// <summary>For nginx as a server of this root alone, run by the same user.</summary>
    public static string Of(RootLayout root) => Of(root, new Paths(root.NginxPid, $"{root.Root}/run", $"{root.Root}/logs/nginx-access.log"), $"{Strangers(root)}\n    include {root.Sites}/*.conf;");

    /// <summary>For <c>nginx -t</c> over one site, as an ordinary user and beside a running nginx.</summary>
    /// <param name="scratch">A path that is free; names beginning with it are used.</param>
    public static string Around(RootLayout root, string site, string scratch) => Of(root, ForTests(root, scratch), $"    include {site};");

    /// <summary>For <c>nginx -t</c> over all sites together, as they would be.</summary>
    public static string Together(RootLayout root, IEnumerable<string> sites, string scratch) =>
        Of(root, ForTests(root, scratch), $"{Strangers(root)}\n{string.Join('\n', sites.Select(site => $"    include {site};"))}");

    private static Paths ForTests(RootLayout root, string scratch) => new($"{scratch}.pid", $"{root.Root}/run", "off");

    /// <summary>Those that answer whoever asks for a name that no app has.</summary>
    private static string Strangers(RootLayout root) =>
        $$"""
            server {
        {{string.Join("\n", NginxListen.All(root, root.HttpListen).Select(address => $"        listen {address} default_server;"))}}
                server_name "";
                default_type text/plain;
                return 404 "No app here has this name.\n";
            }

            server {
        {{string.Join("\n", NginxTls.Listen(root, NginxListen.All(root, root.TlsListen), " default_server").Concat(NginxTls.Profile).Select(line => "        " + line))}}
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
            server_names_hash_max_size 65536;
            server_names_hash_bucket_size 512;
            variables_hash_max_size 65536;
            variables_hash_bucket_size 128;
            client_body_temp_path {{paths.Temporary}}/nginx-body;
            proxy_temp_path {{paths.Temporary}}/nginx-proxy;
            fastcgi_temp_path {{paths.Temporary}}/nginx-fastcgi;
            uwsgi_temp_path {{paths.Temporary}}/nginx-uwsgi;
            scgi_temp_path {{paths.Temporary}}/nginx-scgi;

            map $http_upgrade $connection_upgrade {
                default upgrade;
                "" "";
            }

        {{servers}}
        }

        """;
}
