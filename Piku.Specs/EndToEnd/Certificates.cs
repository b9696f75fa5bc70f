using System.Diagnostics;
using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>A box whose apps may order certificates of a pebble of its own.</summary>
public sealed class CertifiedBox : PrivateBox, IDisposable
{
    public CertifiedBox()
    {
        Pebble = new Pebble($"{Folder}/pebble", HttpPort).Start();
        File.AppendAllText($"{Root}/piku.conf", $"ACME_CA_FILE={Pebble.CaFile}\nACME_EMAIL=piku@piku.dev\n");
        Kill("pikud", "TERM");
        Start();
    }

    public Pebble Pebble { get; }

    void IDisposable.Dispose()
    {
        Pebble.Dispose();
        Dispose();
    }
}

/// <summary>HTTPS from the first push on, and real certificates of a real CA, which may fail in every way.</summary>
public sealed class Certificates(CertifiedBox box) : IClassFixture<CertifiedBox>
{
    [Fact]
    public void A_first_push_is_answered_by_HTTPS_and_HTTP_2_when_it_ends()
    {
        using var app = Static("c-first", "c-first.localhost");
        app.Pushed();
        var answer = Curl("c-first.localhost", "-k", "-w", "\n%{http_version} %{ssl_verify_result}");
        Assert.Matches("hello\n2 [1-9][0-9]*$", answer.Output);
        Assert.Equal(("self-signed", "self-signed"), (Certs("c-first").State, Certs("c-first").Issuer));
        Assert.Contains("no CA certifies such names", box.Verb("certs c-first").Output, StringComparison.Ordinal);
        Assert.All(Pems("c-first"), path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_name_that_no_app_has_gets_no_connection()
    {
        var answer = Curl("nobody.localhost", "-k");
        Assert.Equal(35, answer.ExitCode); // The handshake was rejected.
        Assert.Contains("unrecognized name", answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_push_does_not_wait_for_the_CA_and_the_real_certificate_takes_over_without_a_lost_request()
    {
        using var app = Static("c-real", "c-real.piku.dev", Directory);
        var clock = Stopwatch.StartNew();
        app.Pushed();
        Assert.True(Curl("c-real.piku.dev", "-k").Well);
        var answered = clock.Elapsed;

        using var visitors = new Visitors("c-real.piku.dev", box.HttpsPort);
        Eventually.True("that the CA grants it", () => box.Pebble.Granted("c-real.piku.dev"), seconds: 60, more: () => box.Verb("certs c-real").Output + box.Pebble.Said);
        clock.Restart();
        Eventually.True("the real certificate", () => Issuer("c-real.piku.dev").Contains("Pebble Intermediate", StringComparison.Ordinal), seconds: 60);
        var installed = clock.Elapsed;
        Assert.True(visitors.Answered(50), "visitors are answered by the new one");
        Assert.Empty(visitors.Lost);
        Assert.True(installed < TimeSpan.FromSeconds(5), $"It took {installed.TotalSeconds:0.0} s.");
        Assert.Equal("issued", Certs("c-real").State);
        Assert.Contains("certificate of Pebble Intermediate CA", box.Verb("history c-real").Output, StringComparison.Ordinal);
        Assert.Equal(["c-real_worker.1_g1.ini"], box.Vassals("c-real")); // Nothing was started again.
        TestContext.Current.SendDiagnosticMessage($"first answer by HTTPS {answered.TotalSeconds:0.00} s after the push began, real certificate {installed.TotalSeconds:0.00} s after it was granted, {visitors.Count} requests meanwhile");
    }

    [Fact]
    public void Visitors_of_HTTP_are_sent_to_HTTPS_and_a_CA_still_sees_the_proof_also_of_a_stopped_app()
    {
        using var pebble = box.Pebble.Beside();
        using var app = Static("c-only", "c-only.piku.dev", DirectoryOf(pebble) + "NGINX_HSTS=300\n");
        app.Pushed();
        Eventually.Equal("refused", () => Certs("c-only").State, seconds: 60);
        var answer = Shell.Run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "--resolve", $"c-only.piku.dev:{box.HttpPort}:127.0.0.1", $"http://c-only.piku.dev:{box.HttpPort}/a?b=c"]);
        Assert.Equal($"301 https://c-only.piku.dev:{box.HttpsPort}/a?b=c", answer.Output.Trim());
        Assert.Contains("strict-transport-security: max-age=300", Curl("c-only.piku.dev", "-k", "-i").Output, StringComparison.Ordinal);
        box.Verb("stop c-only");
        pebble.Start();
        Assert.Contains("has a certificate of Pebble Intermediate", box.Verb("certs:renew c-only").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_is_proven_by_DNS()
    {
        using var app = Static("c-wild", "*.wild.piku.dev", $"{Directory}ACME_DNS_PROVIDER=exec\nACME_DNS_EXEC_PATH={box.Pebble.DnsProgram()}\nACME_DNS_RESOLVERS={box.Pebble.Dns}\nACME_DNS_CHECK=false\n");
        app.Pushed();
        Eventually.Equal("issued", () => Certs("c-wild").State, seconds: 60);
        Eventually.True("that it serves", () => Issuer("any.wild.piku.dev").Contains("Pebble Intermediate", StringComparison.Ordinal));
        Assert.DoesNotContain("EXEC_PATH", string.Concat(System.IO.Directory.EnumerateFiles($"{box.Root}/uwsgi/env", "*", SearchOption.AllDirectories)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_CA_that_refuses_is_told_of_and_asked_again_at_once_by_a_verb()
    {
        using var app = Static("c-bad", "blocked.piku.dev", Directory);
        app.Pushed();
        Eventually.Equal("refused", () => Certs("c-bad").State, seconds: 60);
        Assert.Contains("the CA does not certify blocked.piku.dev; take it out of NGINX_SERVER_NAME", box.Verb("certs c-bad").Output, StringComparison.Ordinal);
        Assert.True(Curl("blocked.piku.dev", "-k").Well);
    }

    [Fact]
    public void A_certificate_that_is_due_is_renewed()
    {
        using var pebble = box.Pebble.Beside().Start(validity: 60);
        using var app = Static("c-due", "c-due.piku.dev", DirectoryOf(pebble));
        app.Pushed();
        Eventually.Equal("issued", () => Certs("c-due").State, seconds: 60);
        var first = Fingerprints("c-due");
        Eventually.True("the next one", () => !Fingerprints("c-due").SetEquals(first) && Certs("c-due").State == "issued", seconds: 150, more: () => box.Verb("history c-due").Output);
        Assert.Equal(2, box.Verb("history c-due -n 100").Output.Split("installed for").Length - 1);
        Assert.True(Curl("c-due.piku.dev", "-k").Well);
    }

    [Fact]
    public void A_pikud_that_is_killed_between_the_order_and_the_installation_loses_nothing_and_orders_nothing_twice()
    {
        using var pebble = box.Pebble.Beside().Start();
        pebble.Pause();
        using var app = Static("c-crash", "c-crash.piku.dev", DirectoryOf(pebble));
        app.Pushed();
        Eventually.Equal("ordering", () => Certs("c-crash").State, seconds: 60);
        box.Kill("pikud", "KILL");
        pebble.GoOn();
        Eventually.True("the end of lego", () => System.IO.Directory.EnumerateFiles($"{box.Root}/acme/lego", "c-crash.piku.dev.key", SearchOption.AllDirectories).Any(), seconds: 60);
        Assert.Equal("ordering", Certs("c-crash").State);
        Assert.True(Curl("c-crash.piku.dev", "-k").Well);
        box.Start();
        Eventually.Equal("issued", () => Certs("c-crash").State, seconds: 60);
        Assert.Single(box.Verb("history c-crash -n 100").Output.Split('\n'), line => line.Contains("certificate ordered", StringComparison.Ordinal));
    }

    [Fact]
    public void A_CA_that_is_down_is_asked_again_later_and_the_site_serves_meanwhile()
    {
        using var pebble = box.Pebble.Beside();
        using var app = Static("c-down", "c-down.piku.dev", DirectoryOf(pebble));
        app.Pushed();
        Eventually.Equal("refused", () => Certs("c-down").State, seconds: 60);
        Assert.Contains("the CA cannot be reached", box.Verb("certs c-down").Output, StringComparison.Ordinal);
        Assert.True(Curl("c-down.piku.dev", "-k").Well);
        pebble.Start();
        Assert.Contains("has a certificate of Pebble Intermediate", box.Verb("certs:renew c-down").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_file_is_replaced_by_one_that_lego_still_has()
    {
        using var app = Static("c-lost", "c-lost.piku.dev", Directory);
        app.Pushed();
        Eventually.Equal("issued", () => Certs("c-lost").State, seconds: 60);
        var before = Fingerprints("c-lost");
        foreach (var path in Pems("c-lost")) File.Delete(path);
        box.Verb("config:set c-lost FOO=1");
        Eventually.True("the same certificate", () => Certs("c-lost").State == "issued" && Fingerprints("c-lost").SetEquals(before), seconds: 60);
        Assert.True(Curl("c-lost.piku.dev", "-k").Well);
    }

    [Fact]
    public void A_certificate_of_ones_own_is_checked_used_and_removed()
    {
        using var app = Static("c-own", "c-own.piku.dev");
        app.Pushed();
        var (good, other) = (Own("c-own.piku.dev"), Own("elsewhere.piku.dev"));
        box.Refuses("certs:add c-own", "there is no certificate in it", "hello\n");
        box.Refuses("certs:add c-own", "is for elsewhere.piku.dev and not for 'c-own.piku.dev'", other.Certificate + other.Key);
        box.Refuses("certs:add c-own", "the key does not belong to the certificate", good.Certificate + other.Key);
        box.Refuses("certs:remove c-own", "no certificate was added to 'c-own'");
        var added = box.Ssh("certs:add c-own", good.Certificate + good.Key);
        Assert.True(added.Well, $"{added}");
        Assert.True(Shell.Run(["curl", "-sf", "--cacert", good.File, "--resolve", $"c-own.piku.dev:{box.HttpsPort}:127.0.0.1", $"https://c-own.piku.dev:{box.HttpsPort}/"]).Well);
        Assert.Equal("added", Certs("c-own").State);
        box.Refuses("certs:renew c-own", "was added by somebody");
        box.Verb("certs:remove c-own");
        Assert.Equal("self-signed", Certs("c-own").State);
        box.Verb("destroy c-own");
        Assert.Empty(Pems("c-own"));
    }

    private string Directory => DirectoryOf(box.Pebble);

    private static string DirectoryOf(Pebble pebble) => $"ACME_DIRECTORY={pebble.DirectoryUrl}\n";

    private Checkout Static(string name, string host, string settings = "") =>
        Checkout.Of(box, name, "static").Write("ENV", $"NGINX_SERVER_NAME={host}\nPIKU_DRAIN_SECONDS=0\nPIKU_WORKER_GRACE=0\n{settings}").Write("Procfile", "static: public\nworker: sleep 1000000\n").Write("public/index.html", "hello").Commit("Second");

    private Ran Curl(string host, params string[] more) =>
        Shell.Run(["curl", "-sS", "--max-time", "10", "--resolve", $"{host}:{box.HttpsPort}:127.0.0.1", .. more, $"https://{host}:{box.HttpsPort}/"]);

    private string Issuer(string host) =>
        Shell.Run(["openssl", "s_client", "-connect", $"127.0.0.1:{box.HttpsPort}", "-servername", host]).Output.Split('\n').FirstOrDefault(line => line.StartsWith("issuer", StringComparison.Ordinal)) ?? "";

    private (string State, string Issuer) Certs(string app)
    {
        var row = JsonDocument.Parse(box.Verb($"certs {app} --json").Output).RootElement.GetProperty("certificates")[0];
        return (row.GetProperty("state").GetString()!, row.GetProperty("issuer").GetString()!);
    }

    private string[] Pems(string app) => System.IO.Directory.Exists($"{box.Root}/nginx/certs/{app}") ? System.IO.Directory.GetFiles($"{box.Root}/nginx/certs/{app}") : [];

    private HashSet<string> Fingerprints(string app) => [.. Pems(app).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith("self-", StringComparison.Ordinal))];

    private static (string Certificate, string Key, string File) Own(string host)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("piku-own-").FullName;
        Assert.True(Shell.Run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", $"{folder}/key", "-out", $"{folder}/cert", "-days", "30", "-subj", $"/CN={host}", "-addext", $"subjectAltName=DNS:{host}"]).Well);
        return (File.ReadAllText($"{folder}/cert"), File.ReadAllText($"{folder}/key"), $"{folder}/cert");
    }
}
