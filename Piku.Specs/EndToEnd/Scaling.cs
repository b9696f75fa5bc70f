using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>More and fewer processes, and nginx in front of all of them.</summary>
[Collection(nameof(Shared))]
public sealed class Scaling(PrivateBox box)
{
    [Fact]
    public void A_web_app_is_scaled_and_nginx_balances_over_its_ports()
    {
        using var app = Checkout.Web(box, "c-web");
        app.Pushed();
        var first = app.Get("/pid").Body;
        box.Verb("ps:scale c-web web=3");
        var shown = box.Verb("ps c-web").Output.Split('\n');
        Assert.Equal(("web:3", ""), (shown[0], shown[1]));
        Assert.Matches("^PROCESS +STATE +PID +UPTIME +RESTARTS +MEMORY +CPU +PORT +RELEASE$", shown[2]);
        for (var i = 1; i <= 3; i++) Assert.Matches($@"^web\.{i} +up +[0-9]+ +[0-9]+s +0 +[0-9.]+ MB +[0-9.]+ s +[0-9]+ +v1$", shown[2 + i]);
        Assert.Equal(3, Upstream("c-web").Distinct().Count());
        Eventually.Equal(3, () => Enumerable.Range(0, 12).Select(_ => app.Get("/pid").Body).Distinct().Count());
        Assert.Contains(first, Enumerable.Range(0, 12).Select(_ => app.Get("/pid").Body));
        using var json = JsonDocument.Parse(box.Verb("ps c-web --json").Output);
        Assert.Equal(3, json.RootElement.GetProperty("wanted").GetProperty("web").GetInt32());
        Assert.All(json.RootElement.GetProperty("processes").EnumerateArray(), process => Assert.InRange(process.GetProperty("residentBytes").GetInt64(), 1_000_000, 100_000_000));

        box.Verb("ps:scale c-web web=0");
        Assert.Equal(503, app.Get().Status);
        Assert.Empty(box.Vassals("c-web"));
        box.Verb("ps:scale c-web web=1");
        app.Serves("one");
        Assert.Single(Upstream("c-web"));
    }

    [Fact]
    public void A_wsgi_app_is_scaled_and_nginx_balances_over_its_sockets()
    {
        using var app = Checkout.Of(box, "c-wsgi", "python-wsgi");
        app.Write("app.py", "import os\ndef application(environ, start):\n    start('200 OK', [])\n    return [str(os.getppid()).encode()]\n").Commit("Second").Pushed();
        box.Verb("ps:scale c-wsgi wsgi=3");
        Assert.Equal(3, Upstream("c-wsgi").Distinct().Count());
        Eventually.Equal(3, () => Enumerable.Range(0, 12).Select(_ => app.Get().Body).Distinct().Count());
        box.Verb("ps:scale c-wsgi wsgi=0");
        Assert.Equal(503, app.Get().Status);
        box.Verb("ps:scale c-wsgi wsgi=1");
        Assert.Equal(200, app.Get().Status);
        Assert.Single(Upstream("c-wsgi"));
    }

    [Fact]
    public void A_worker_that_goes_leaves_the_wsgi_process_of_its_number_alone()
    {
        using var app = Checkout.Of(box, "c-both", "python-wsgi");
        app.Write("Procfile", "wsgi: app:application\nworker: sleep 1000\n").Write("ENV", "NGINX_SERVER_NAME=c-both.localhost\nPIKU_WORKER_GRACE=0\n").Commit("Both").Pushed();
        box.Verb("ps:scale c-both worker=0");
        app.Serves("Hello from c-both\n");
    }

    [Theory]
    [InlineData("web=-1", "'web=-1' is out of range")]
    [InlineData("web=100", "'web=100' is out of range")]
    [InlineData("web", "'web' is not KIND=N")]
    [InlineData("web=1e1", "'web=1e1' is not KIND=N")]
    [InlineData("worker=1", "has no process 'worker'")]
    public void A_count_that_cannot_be_is_refused(string count, string why)
    {
        using var app = Checkout.Web(box, "c-refused");
        app.Push();
        box.Refuses($"ps:scale c-refused {count}", why);
        Assert.StartsWith("web:1\n\n", box.Verb("ps c-refused").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c-lost-web")]
    [InlineData("c-lost-wsgi")]
    public void No_request_is_lost_while_an_app_is_pushed_and_scaled(string name)
    {
        var isWeb = name.EndsWith("web", StringComparison.Ordinal);
        using var app = isWeb ? Checkout.Web(box, name) : Checkout.Of(box, name, "python-wsgi");
        app.Pushed();
        using var visitors = new Visitors(app);
        foreach (var version in new[] { "v2", "v3", "v4" })
        {
            (isWeb ? app.Write("says", version) : app.Write("app.py", $"def application(environ, start):\n    start('200 OK', [])\n    return [b'{version}']\n")).Commit(version).Pushed();
            app.Serves(version);
        }

        box.Verb($"ps:scale {name} {(isWeb ? "web" : "wsgi")}=3");
        box.Verb($"ps:scale {name} {(isWeb ? "web" : "wsgi")}=1");
        box.Verb($"restart {name}");
        Assert.Equal([], visitors.Troubles());
        Assert.True(visitors.Served > 20, $"only {visitors.Served} requests were made");
    }

    private string[] Upstream(string app) =>
        [.. File.ReadLines($"{box.Root}/nginx/sites/{app}.conf").Where(line => line.StartsWith("    server ", StringComparison.Ordinal) && line.EndsWith(';'))];

    /// <summary>Somebody who asks for the page again and again.</summary>
    private sealed class Visitors : IDisposable
    {
        private readonly Checkout _app;
        private readonly Thread _thread;
        private readonly List<string> _troubles = [];
        private volatile bool _done;
        private int _served;

        public Visitors(Checkout app)
        {
            _app = app;
            _thread = new Thread(Ask);
            _thread.Start();
        }

        public int Served => _served;

        public string[] Troubles()
        {
            _done = true;
            _thread.Join();
            return [.. _troubles];
        }

        public void Dispose() => Troubles();

        private void Ask()
        {
            while (!_done)
            {
                try
                {
                    var (status, body) = _app.Get();
                    _served++;
                    if (status != 200) _troubles.Add($"{_served}: {status} {body}");
                }
                catch (Exception lost)
                {
                    _troubles.Add($"{_served}: {lost.Message}");
                }
            }
        }
    }
}
