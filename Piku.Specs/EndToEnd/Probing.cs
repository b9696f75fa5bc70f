using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What a new release has to do before visitors are sent to it.</summary>
[Collection(nameof(Shared))]
public sealed class Probing(PrivateBox box)
{
    [Fact]
    public void A_web_app_has_to_answer_its_health_check()
    {
        using var app = Checkout.Web(box, "hc-web");
        Env(app, "HEALTHCHECK_PATH=/pid");
        Assert.Contains("'hc-web:web.1' answers GET /pid with 200 OK", app.Pushed().Errors, StringComparison.Ordinal);
        Env(app, "HEALTHCHECK_PATH=/pid", "HEALTHCHECK_STATUS=204,300-399", "HEALTHCHECK_RETRIES=2");
        var ran = app.Refused("web.1 answered GET /pid with 200 OK at the last of 2 attempts, and 204,300-399 is expected");
        Assert.Contains("204,300-399 is expected (attempt 1 of 2)", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("v1 goes on serving", ran.Errors, StringComparison.Ordinal);
        app.Serves("one");
        Eventually.Equal(1, () => box.Vassals("hc-web").Length);
    }

    [Fact]
    public void A_wsgi_app_has_to_answer_its_health_check()
    {
        using var app = Checkout.Of(box, "hc-wsgi", "python-wsgi");
        app.Write("app.py", """
            def application(environ, start):
                is_check = environ["PATH_INFO"] == "/health ful"
                start("500 Not Yet" if is_check and environ["QUERY_STRING"] == "deep=1" else "200 OK", [])
                return [environ["HTTP_HOST"].encode()]

            """);
        Env(app, "HEALTHCHECK_PATH=/health%20ful");
        Assert.Contains("answers GET /health%20ful with 200 OK", app.Pushed().Errors, StringComparison.Ordinal);
        Env(app, "HEALTHCHECK_PATH=/health%20ful?deep=1", "HEALTHCHECK_RETRIES=1");
        app.Refused("wsgi.1 answered GET /health%20ful?deep=1 with 500 Not Yet at the last of 1 attempts");
        app.Serves("hc-wsgi.localhost");
    }

    [Fact]
    public void A_process_that_listens_elsewhere_is_told_where()
    {
        using var app = Checkout.Web(box, "hc-port");
        app.Pushed();
        var port = PrivateBox.FreePort();
        Env(app, "PIKU_HEALTH_TIMEOUT=10");
        app.Write("Procfile", $"web: python3 -m http.server --bind 127.0.0.1 {port}\n").Commit("Elsewhere");
        var ran = app.Refused($"web.1 listens on {port}, expected ");
        Assert.Contains("let it use the variables BIND_ADDRESS and PORT", ran.Errors, StringComparison.Ordinal);
        app.Serves("one");
    }

    [Fact]
    public void An_app_that_fixes_its_port_gets_its_releases_one_after_the_other()
    {
        using var app = Checkout.Web(box, "hc-fixed");
        app.Pushed();
        var port = PrivateBox.FreePort();
        Env(app, $"PORT={port}");
        Assert.Contains($"the former processes of 'hc-fixed' end before the new ones start: PORT is fixed to {port}", app.Pushed().Errors, StringComparison.Ordinal);
        Assert.Contains($"b'PORT': b'{port}'", app.Get("/env").Body, StringComparison.Ordinal);
        app.Write("says", "two").Commit("Second").Pushed();
        app.Serves("two");
        app.Write("server.py", "raise SystemExit('I cannot go on')\n").Commit("Broken").Refused("web.1 exited as soon as it was started");
        Support.Eventually.Equal((200, "two"), () => app.Get());

        using var other = Checkout.Web(box, "hc-other");
        Env(other, $"PORT={port}");
        other.Refused($"port {port} belongs to app 'hc-fixed'; set PORT to another one, or unset it");
    }

    [Fact]
    public void A_box_without_room_for_two_can_have_one_end_before_the_other_starts()
    {
        using var app = Checkout.Of(box, "hc-room", "python-wsgi");
        app.Pushed();
        Env(app, "PIKU_DEPLOY_STRATEGY=recreate");
        Assert.Contains("end before the new ones start: PIKU_DEPLOY_STRATEGY is 'recreate'", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("Hello from hc-room\n");
        box.Verb("restart hc-room");
        app.Serves("Hello from hc-room\n");
        Assert.Single(box.Vassals("hc-room"));
    }

    private static void Env(Checkout app, params string[] lines) =>
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=0\n{string.Concat(lines.Select(line => line + "\n"))}").Commit("Settings");
}
