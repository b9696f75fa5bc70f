using Piku.Domain.Apps;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders where the requests to a running app go.</summary>
internal static class NginxLocations
{
    /// <summary>Files that are there to be shown, by their endings: whatever is not named here is never shown as it is, a script's text above all.</summary>
    private const string Shown = "css|js|mjs|map|json|webmanifest|wasm|txt|xml|html?|pdf|ico|svg|png|jpe?g|gif|webp|avif|bmp|woff2?|ttf|otf|eot|mp[34]|og[gv]|web[ma]|wav|zip|gz|csv";

    public static string Of(RootLayout root, AppName app, NginxSite.Target.Uwsgi target, SiteContent content) => Served(root, app, target, content,
        $$"""
                uwsgi_pass piku-{{app}};
                include /etc/nginx/uwsgi_params;
                uwsgi_param HTTP_X_FORWARDED_FOR $proxy_add_x_forwarded_for;
                uwsgi_param HTTP_X_FORWARDED_PROTO $scheme;
                uwsgi_param HTTP_X_FORWARDED_PORT $server_port;
                uwsgi_param HTTP_X_REMOTE_ADDRESS $remote_addr;
                uwsgi_param HTTP_X_REQUEST_START $msec;
        """ + Patience("uwsgi", content));

    public static string Of(RootLayout root, AppName app, NginxSite.Target.Http target, SiteContent content) => Served(root, app, target, content,
        $$"""
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
        """ + Patience("proxy", content));

    public static string Of(NginxSite.Target.Files target, SiteContent content) =>
        $$"""
            root {{target.Door}}/{{target.Folder}};
            index index.html index.htm;
            disable_symlinks on from={{target.Door}};
        {{Block("/", $"        try_files $uri $uri/ {CatchAll(content)}=404;")}}{{Statics(content)}}
        """;

    private static string CatchAll(SiteContent content) => content.Settings.CatchAll is { } file ? $"/{file} " : "";

    /// <summary>The app's own location, and those that are kept or served as files; of the same path the one that is named first here counts.</summary>
    private static string Served(RootLayout root, AppName app, NginxSite.Target target, SiteContent content, string pass)
    {
        var kept = content.Settings.CachePrefixes.Except(content.Settings.StaticPaths.Keys);
        var keeping = kept.IsEmpty ? "" : pass + NginxCache.Lines(root, app, target, content);
        var documents = (target as NginxSite.Target.Uwsgi)?.Documents;
        return Block("/", (kept.Contains("") ? keeping : pass) + (documents is null ? "" : Documents(documents)))
            + (documents is null ? "" : $"\n\n{Block("@script", pass)}")
            + string.Concat(kept.Where(prefix => prefix != "").Select(prefix => $"\n\n{Block($"= {prefix}", keeping)}\n\n{Block($"{prefix}/", keeping)}"))
            + Statics(content)
            + Down(content);
    }

    /// <summary>Inside of the app's location, so that it goes before none of the others. What is no such file is the script's to answer.</summary>
    private static string Documents(NginxSite.Target.Files files) =>
        $$"""


                location ~* ^(?!.*/\.).*\.(?:{{Shown}})$ {
                    root {{files.Door}}/{{files.Folder}};
                    disable_symlinks on from={{files.Door}};
                    try_files $uri @script;
                }
        """;

    /// <summary>
    /// A path may be that of a file or of a folder. Both sides end in a slash or neither does: <c>/x</c> for <c>y/</c> would show what is beside <c>y</c> at <c>/x../</c>.
    /// </summary>
    private static string Statics(SiteContent content) => string.Concat(content.Settings.StaticPaths.Select(pair =>
        $"\n\n{Block($"= {pair.Key}", Files($"{content.Door}/{pair.Value}", content))}\n\n{Block($"{pair.Key}/", Files($"{content.Door}/{pair.Value}/", content))}"));

    private static string Files(string path, SiteContent content) =>
        $"        alias {path};\n        index index.html index.htm;\n        disable_symlinks on from={content.Door};";

    private static string Block(string match, string lines) => $"    location {match} {{\n{lines}\n    }}";

    private static string Patience(string protocol, SiteContent content) => content.Settings.All.Number("NGINX_TIMEOUT") is var seconds and not 60
        ? $"\n        {protocol}_read_timeout {seconds}s;\n        {protocol}_send_timeout {seconds}s;"
        : "";

    /// <summary>No process of the app takes the request; what an app itself answers is passed on, whatever it is.</summary>
    private static string Down(SiteContent content) =>
        $$"""


            error_page 502 = @down;
        {{NginxSite.Saying("@down", "This app does not answer right now.", content.Tls)}}
        """;
}
