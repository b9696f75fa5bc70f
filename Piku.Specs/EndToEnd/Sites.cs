using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What settings ask of a site, with the real nginx.</summary>
[Collection(nameof(Shared))]
public sealed class Sites(PrivateBox box)
{
    [Fact]
    public void Nginx_serves_files_of_an_app_and_nothing_beside_them()
    {
        using var app = Checkout.Web(box, "n-static").Write("public/a.css", "body {}").Write("public-not/secret", "hidden").Write("icon", "I");
        Shell.Run(["ln", "-s", "/etc/passwd", $"{app.Folder}/public/passwd"]);
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nNGINX_STATIC_PATHS=/s:public,/favicon.ico:icon\n").Commit("Second").Pushed();
        Assert.Equal((200, "body {}"), app.Get("/s/a.css"));
        Assert.Equal((200, "I"), app.Get("/favicon.ico"));
        Assert.Equal(301, app.Get("/s").Status);
        Assert.Equal(403, app.Get("/s/passwd").Status);
        Assert.Equal((404, 400), (Curl.Get(box, app.Host, "/s/nothing").Status, Curl.Get(box, app.Host, "/s/../../x").Status));
        foreach (var path in new[] { "/s../public-not/secret", "/s-not/secret", "/favicon.icons" }) Assert.Equal("one", Curl.Get(box, app.Host, path).Body);
        app.Serves("one");

        app.Write("public/a.css", "two").Commit("Third").Pushed();
        Assert.Equal((200, "two"), app.Get("/s/a.css"));
    }

    [Fact]
    public void A_link_that_nginx_would_follow_is_refused()
    {
        using var app = Checkout.Web(box, "n-link");
        Shell.Run(["ln", "-s", "/etc", $"{app.Folder}/conf"]);
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nNGINX_STATIC_PATHS=/s:conf/nginx\n").Commit("Second").Refused("'conf/nginx', which NGINX_STATIC_PATHS or NGINX_INCLUDE_FILE names, is or passes a symbolic link");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nNGINX_INCLUDE_FILE=nothing.conf\n").Commit("Third").Refused("there is no file 'nothing.conf', which NGINX_INCLUDE_FILE names");
    }

    [Fact]
    public void Every_unknown_path_gets_the_one_file()
    {
        using var app = Checkout.Of(box, "n-page", "static").Write("public/index.html", "page").Write("public/a.js", "script");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nNGINX_CATCH_ALL=index.html\n").Commit("Second").Pushed();
        foreach (var path in new[] { "/", "/any/where", "/no.js" }) Assert.Equal((200, "page"), app.Get(path));
        Assert.Equal((200, "script"), app.Get("/a.js"));
    }

    [Theory]
    [InlineData("n-cache-web", "web")]
    [InlineData("n-cache-wsgi", "wsgi")]
    public void Answers_below_a_prefix_are_kept_and_those_that_are_personal_are_not(string name, string kind)
    {
        using var app = Checkout.Inline(box, name, kind == "web" ? "web: python3 app.py\n" : "wsgi: app:application\n").Write("requirements.txt", "").Write("app.py", """
            import itertools
            count = itertools.count(1)
            def application(environ, start):
                path = environ["PATH_INFO"]
                start("200 OK", [("Cache-Control", "private")] if path.endswith("private") else [])
                return [str(next(count)).encode()]
            if __name__ == "__main__":
                import os
                from wsgiref.simple_server import make_server
                make_server(os.environ["BIND_ADDRESS"], int(os.environ["PORT"]), application).serve_forever()

            """);
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nUWSGI_PROCESSES=1\nNGINX_CACHE_PREFIXES=/kept\nNGINX_CACHE_CONTROL=7\n").Commit("First").Pushed();
        var first = Curl.Get(box, app.Host, "/kept/a?b=1");
        Assert.Contains("X-Cache: MISS", first.Head, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: public, max-age=7", first.Head, StringComparison.Ordinal);
        var again = Curl.Get(box, app.Host, "/kept/a?b=1");
        Assert.Contains("X-Cache: HIT", again.Head, StringComparison.Ordinal);
        Assert.Equal(first.Body, again.Body);
        Assert.NotEqual(first.Body, Curl.Get(box, app.Host, "/kept/a?b=2").Body);
        Assert.NotEqual(first.Body, Curl.Get(box, app.Host, "/kept/a?b=1", "-u", "anna:x").Body);
        var personal = Curl.Get(box, app.Host, "/kept/private");
        Assert.DoesNotContain("public", personal.Head, StringComparison.Ordinal);
        Assert.NotEqual(personal.Body, Curl.Get(box, app.Host, "/kept/private").Body);
        Assert.NotEqual(app.Get("/kept-not").Body, app.Get("/kept-not").Body);
    }

    [Fact]
    public void A_bad_file_for_nginx_refuses_its_release_and_no_other()
    {
        using var other = Checkout.Web(box, "n-other");
        using var app = Checkout.Web(box, "n-include");
        other.Pushed();
        app.Pushed();
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nNGINX_INCLUDE_FILE=nginx.conf\n").Write("says", "two");
        app.Write("nginx.conf", "add_header X-Mine yes;\nnonsense on;\n").Commit("Second").Refused("nginx refuses the site of 'n-include': [emerg] unknown directive \"nonsense\" in NGINX_INCLUDE_FILE:2");
        app.Write("nginx.conf", "add_header X-Mine yes;\n}\nserver {\n").Commit("Third").Refused("unexpected \"}\" in NGINX_INCLUDE_FILE:2");
        app.Write("nginx.conf", $"server_name {other.Host};\n").Commit("Fourth").Refused("conflicting server name \"n-other.localhost\"");
        app.Write("nginx.conf", $"listen 127.0.0.1:{box.HttpPort} default_server;\n").Commit("Fifth").Refused("says `listen`, and could so take the visitors of other apps");
        app.Serves("one");
        other.Write("says", "changed").Commit("Second").Pushed();
        other.Serves("changed");

        app.Write("nginx.conf", "add_header X-Mine yes;\nlocation = /mine { return 200 mine; }\n").Commit("Sixth").Pushed();
        app.Serves("two");
        Assert.Equal((200, "mine"), app.Get("/mine"));
        app.Write("nginx.conf", "location = /mine { return 200 new; }\n").Commit("Seventh").Pushed();
        Assert.Equal((200, "new"), app.Get("/mine"));
        Assert.Single(Directory.EnumerateFiles($"{box.Root}/nginx/files/n-include"));
    }

    [Fact]
    public void A_site_that_nginx_cannot_take_at_the_reload_goes_back_to_what_it_was()
    {
        using var other = Checkout.Web(box, "n-other-2");
        using var app = Checkout.Web(box, "n-port");
        other.Pushed();
        app.Pushed();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        File.WriteAllText($"{box.Root}/data/n-port/more.conf", $"listen {taken.LocalEndpoint};\n");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nNGINX_INCLUDE_FILE=nginx.conf\n").Write("nginx.conf", $"include {box.Root}/data/n-port/more.conf;\n").Commit("Second").Refused("nginx was asked to reload and goes on with its former sites");
        app.Serves("one");
        other.Write("says", "changed").Commit("Second").Pushed();
        other.Serves("changed");
    }

    [Fact]
    public void A_site_that_nginx_refuses_leaves_the_one_that_serves_also_where_the_settings_of_that_one_are_lost()
    {
        using var app = Checkout.Web(box, "n-keyless");
        app.Pushed();
        File.Delete($"{box.Root}/state/keys/n-keyless");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nNGINX_INCLUDE_FILE=nginx.conf\n").Write("nginx.conf", "nonsense on;\n").Commit("Second").Refused("nginx refuses the site of 'n-keyless'");
        using var other = Checkout.Web(box, "n-reloads");
        other.Pushed(); // nginx reads all sites again.
        app.Serves("one");
    }

    [Fact]
    public void Where_visitors_are_sent_to_HTTPS_it_is_asked_there_how_the_app_does()
    {
        using var app = Checkout.Of(box, "n-https", "python-wsgi").Write("app.py", "def application(environ, start):\n    start('500 Oh', [])\n    return [b'']\n");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nNGINX_HTTPS_ONLY=true\n").Commit("Second").Pushed();
        var why = box.Ssh("why n-https");
        Assert.Equal(1, why.ExitCode);
        Assert.Contains("A visitor gets status 500 from the app itself", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_asked_for_and_stands_nowhere_in_nginxs_folder()
    {
        using var app = Checkout.Web(box, "n-auth");
        app.Pushed();
        box.Verb("config:set n-auth 'NGINX_BASIC_AUTH=anna:s3cret bob:$a{b};#'");
        Assert.Equal((401, 401, 200, 200), (app.Get().Status, Status("anna:wrong"), Status("anna:s3cret"), Status("bob:$a{b};#")));
        var users = Assert.Single(Directory.EnumerateFiles($"{box.Root}/nginx/files/n-auth"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(users));
        foreach (var file in Directory.EnumerateFiles($"{box.Root}/nginx", "*", SearchOption.AllDirectories)) Assert.DoesNotContain("s3cret", File.ReadAllText(file), StringComparison.Ordinal);
        box.Verb("config:set n-auth NGINX_BASIC_AUTH=anna:changed");
        Assert.Equal((401, 200), (Status("anna:s3cret"), Status("anna:changed")));
        Assert.Single(Directory.EnumerateFiles($"{box.Root}/nginx/files/n-auth"));

        int Status(string user) => Curl.Get(box, app.Host, "/", "-u", user).Status;
    }

    [Fact]
    public void Only_the_addresses_that_are_named_may_visit_and_requests_are_logged_where_that_is_asked_for()
    {
        using var app = Checkout.Web(box, "n-allow");
        app.Pushed();
        box.Verb("config:set n-allow 'NGINX_ALLOW_FROM=127.0.0.3 10.0.0.0/8' NGINX_ACCESS_LOG=true");
        Assert.Equal((403, 200), (app.Get("/from-one").Status, Curl.Get(box, app.Host, "/from-three", "--interface", "127.0.0.3").Status));
        Assert.Contains("GET /from-three", box.Verb("logs n-allow access").Output, StringComparison.Ordinal);
        box.Verb("config:set n-allow NGINX_CLIENT_MAX_BODY_SIZE=1k NGINX_ALLOW_FROM=127.0.0.0/8");
        Assert.Equal(413, Curl.Get(box, app.Host, "/", "--data", new string('x', 2000)).Status);
    }
}

/// <summary>A box that thinks that one of its own apps is Cloudflare.</summary>
public sealed class BehindCloudflare(PrivateBox box) : IClassFixture<PrivateBox>
{
    [Fact]
    public void Visitors_come_through_Cloudflare_and_are_known_by_their_own_address()
    {
        File.AppendAllText($"{box.Root}/piku.conf", $"PIKU_CLOUDFLARE_URL=http://127.0.0.1:{box.HttpPort}\n");
        box.Kill("pikud", "TERM");
        box.Start();
        using var app = Checkout.Of(box, "shop", "python-wsgi").Write("app.py", "def application(environ, start):\n    start('200 OK', [])\n    return [environ['HTTP_X_REMOTE_ADDRESS'].encode()]\n");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nNGINX_CLOUDFLARE_ACL=true\n").Commit("Second").Pushed();
        Assert.Equal((200, 403, 403), (From("127.0.0.1").Status, From("127.0.0.2").Status, From("127.0.0.5").Status));
        var why = box.Ssh("why shop");
        Assert.Equal(1, why.ExitCode);
        Assert.Contains("only the box itself can visit 'shop', because it is not known yet from where Cloudflare comes", why.Output, StringComparison.Ordinal);

        using var cloudflare = Checkout.Of(box, "cloudflare", "static").Write("public/ips-v4", "127.0.0.5/32\n173.245.48.0/20\n").Write("public/ips-v6", "2400:cb00::/32\n");
        cloudflare.Write("ENV", "NGINX_SERVER_NAME=127.0.0.1\n").Commit("Second").Pushed();
        File.Delete($"{box.Root}/run/cloudflare");
        box.Verb("config:set shop ANY=1");
        Assert.Equal((200, "203.0.113.9"), (From("127.0.0.5").Status, From("127.0.0.5").Body));
        Assert.Equal((200, "127.0.0.1"), (From("127.0.0.1").Status, From("127.0.0.1").Body));
        Assert.Equal(403, From("127.0.0.2").Status);
        Assert.Contains("Cloudflare named 3 ranges of addresses", box.Verb("history shop").Output, StringComparison.Ordinal);

        (int Status, string Head, string Body) From(string address) => Curl.Get(box, app.Host, "/", "--interface", address, "-H", "CF-Connecting-IP: 203.0.113.9");
    }
}
