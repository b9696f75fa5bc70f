using System.Diagnostics;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>HTTPS from the first push on, and real certificates of a real CA, which may fail in every way.</summary>
public sealed class Certificates(CertifiedBox box) : IClassFixture<CertifiedBox>
{
    [Fact]
    public void A_first_push_is_answered_by_HTTPS_and_HTTP_2_when_it_ends()
    {
        using var app = box.Static("c-first", "c-first.localhost");
        app.Pushed();
        var answer = box.Curl("c-first.localhost", "-k", "-w", "\n%{http_version} %{ssl_verify_result}");
        Assert.Matches("hello\n2 [1-9][0-9]*$", answer.Output);
        Assert.Equal(("self-signed", "self-signed"), (box.Certs("c-first").State, box.Certs("c-first").Issuer));
        Assert.Contains("no CA certifies such names", box.Verb("certs c-first").Output, StringComparison.Ordinal);
        Assert.All(box.Pems("c-first"), path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void A_name_that_no_app_has_gets_no_connection()
    {
        var answer = box.Curl("nobody.localhost", "-k");
        Assert.Equal(35, answer.ExitCode); // The handshake was rejected.
        Assert.Contains("unrecognized name", answer.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_push_does_not_wait_for_the_CA_and_the_real_certificate_takes_over_without_a_lost_request()
    {
        using var app = box.Static("c-real", "c-real.piku.dev", box.Pebble.Setting);
        var clock = Stopwatch.StartNew();
        app.Pushed();
        Assert.True(box.Curl("c-real.piku.dev", "-k").Well);
        var answered = clock.Elapsed;

        using var visitors = new Visitors("c-real.piku.dev", box.HttpsPort, atOnce: 2, TimeSpan.FromMilliseconds(20));
        Eventually.True("that the CA grants it", () => box.Pebble.Granted("c-real.piku.dev"), seconds: 60, more: () => box.Verb("certs c-real").Output + box.Pebble.Said);
        clock.Restart();
        Eventually.True("the real certificate", () => Issuer("c-real.piku.dev").Contains("Pebble Intermediate", StringComparison.Ordinal), seconds: 60);
        var installed = clock.Elapsed;
        Assert.True(visitors.Answered(50), "visitors are answered by the new one");
        Assert.Empty(visitors.Lost);
        Assert.Equal("issued", box.Certs("c-real").State);
        Assert.Contains("certificate of Pebble Intermediate CA", box.Verb("history c-real").Output, StringComparison.Ordinal);
        Assert.Equal(["c-real_worker.1_g1.ini"], box.Vassals("c-real")); // Nothing was started again.
        TestContext.Current.SendDiagnosticMessage($"first answer by HTTPS {answered.TotalSeconds:0.00} s after the push began, real certificate {installed.TotalSeconds:0.00} s after it was granted, {visitors.Count} requests meanwhile");
    }

    [Fact]
    public void Visitors_of_HTTP_are_sent_to_HTTPS_and_a_CA_still_sees_the_proof_also_of_a_stopped_app()
    {
        using var pebble = box.Pebble.Beside();
        using var app = box.Static("c-only", "c-only.piku.dev", pebble.Setting + "NGINX_HSTS=300\n");
        app.Pushed();
        Eventually.Equal("refused", () => box.Certs("c-only").State, seconds: 60);
        var answer = Shell.Run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "--resolve", $"c-only.piku.dev:{box.HttpPort}:127.0.0.1", $"http://c-only.piku.dev:{box.HttpPort}/a?b=c"]);
        Assert.Equal($"301 https://c-only.piku.dev:{box.HttpsPort}/a?b=c", answer.Output.Trim());
        Assert.Contains("strict-transport-security: max-age=300", box.Curl("c-only.piku.dev", "-k", "-i").Output, StringComparison.Ordinal);
        box.Verb("stop c-only");
        pebble.Start();
        Assert.Contains("has a certificate of Pebble Intermediate", box.Verb("certs:renew c-only").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_is_proven_by_DNS()
    {
        using var app = box.Static("c-wild", "*.wild.piku.dev", box.Pebble.ByDns);
        app.Pushed();
        Eventually.Equal("issued", () => box.Certs("c-wild").State, seconds: 60);
        Eventually.True("that it serves", () => Issuer("any.wild.piku.dev").Contains("Pebble Intermediate", StringComparison.Ordinal));
        Assert.DoesNotContain("HTTPREQ", string.Concat(Directory.EnumerateFiles($"{box.Root}/uwsgi/env", "*", SearchOption.AllDirectories)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_CA_that_refuses_is_told_of_and_asked_again_at_once_by_a_verb()
    {
        using var app = box.Static("c-bad", "blocked.piku.dev", box.Pebble.Setting);
        app.Pushed();
        Eventually.Equal("refused", () => box.Certs("c-bad").State, seconds: 60);
        Assert.Contains("the CA does not certify blocked.piku.dev; take it out of NGINX_SERVER_NAME", box.Verb("certs c-bad").Output, StringComparison.Ordinal);
        Assert.True(box.Curl("blocked.piku.dev", "-k").Well);
    }

    [Fact]
    public void A_certificate_that_is_due_is_renewed()
    {
        using var pebble = box.Pebble.Beside().Start(validity: 60);
        using var app = box.Static("c-due", "c-due.piku.dev", pebble.Setting);
        app.Pushed();
        Eventually.Equal("issued", () => box.Certs("c-due").State, seconds: 60);
        var first = box.Fingerprints("c-due");
        Eventually.True("the next one", () => !box.Fingerprints("c-due").SetEquals(first) && box.Certs("c-due").State == "issued", seconds: 150, more: () => box.Verb("history c-due").Output);
        Assert.Equal(2, box.Verb("history c-due -n 100").Output.Split("installed for").Length - 1);
        Assert.True(box.Curl("c-due.piku.dev", "-k").Well);
    }

    [Fact]
    public void A_pikud_that_is_killed_between_the_order_and_the_installation_loses_nothing_and_orders_nothing_twice()
    {
        using var pebble = box.Pebble.Beside().Start();
        pebble.Pause();
        using var app = box.Static("c-crash", "c-crash.piku.dev", pebble.Setting);
        app.Pushed();
        Eventually.Equal("ordering", () => box.Certs("c-crash").State, seconds: 60);
        box.Kill("pikud", "KILL");
        pebble.GoOn();
        Eventually.True("the end of lego", () => Directory.EnumerateFiles($"{box.Root}/acme/lego", "c-crash.piku.dev.key", SearchOption.AllDirectories).Any(), seconds: 60);
        Assert.Equal("ordering", box.Certs("c-crash").State);
        Assert.True(box.Curl("c-crash.piku.dev", "-k").Well);
        box.Start();
        Eventually.Equal("issued", () => box.Certs("c-crash").State, seconds: 60);
        Assert.Single(box.Verb("history c-crash -n 100").Output.Split('\n'), line => line.Contains("certificate ordered", StringComparison.Ordinal));
    }

    [Fact]
    public void A_CA_that_is_down_is_asked_again_later_and_the_site_serves_meanwhile()
    {
        using var pebble = box.Pebble.Beside();
        using var app = box.Static("c-down", "c-down.piku.dev", pebble.Setting);
        app.Pushed();
        Eventually.Equal("refused", () => box.Certs("c-down").State, seconds: 60);
        Assert.Contains("the CA cannot be reached", box.Verb("certs c-down").Output, StringComparison.Ordinal);
        Assert.True(box.Curl("c-down.piku.dev", "-k").Well);
        pebble.Start();
        Assert.Contains("has a certificate of Pebble Intermediate", box.Verb("certs:renew c-down").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_file_is_replaced_by_one_that_lego_still_has()
    {
        using var app = box.Static("c-lost", "c-lost.piku.dev", box.Pebble.Setting);
        app.Pushed();
        Eventually.Equal("issued", () => box.Certs("c-lost").State, seconds: 60);
        var before = box.Fingerprints("c-lost");
        foreach (var path in box.Pems("c-lost")) File.Delete(path);
        box.Verb("config:set c-lost FOO=1");
        Eventually.True("the same certificate", () => box.Certs("c-lost").State == "issued" && box.Fingerprints("c-lost").SetEquals(before), seconds: 60);
        Assert.True(box.Curl("c-lost.piku.dev", "-k").Well);
    }

    [Fact]
    public void A_certificate_of_ones_own_is_checked_used_and_removed()
    {
        using var app = box.Static("c-own", "c-own.piku.dev");
        app.Pushed();
        var (good, other) = (Own("c-own.piku.dev"), Own("elsewhere.piku.dev"));
        box.Refuses("certs:add c-own", "there is no certificate in it", "hello\n");
        box.Refuses("certs:add c-own", "is for elsewhere.piku.dev and not for 'c-own.piku.dev'", other.Certificate + other.Key);
        box.Refuses("certs:add c-own", "the key does not belong to the certificate", good.Certificate + other.Key);
        box.Refuses("certs:remove c-own", "no certificate was added to 'c-own'");
        var added = box.Ssh("certs:add c-own", good.Certificate + good.Key);
        Assert.True(added.Well, $"{added}");
        Assert.True(Shell.Run(["curl", "-sf", "--cacert", good.File, "--resolve", $"c-own.piku.dev:{box.HttpsPort}:127.0.0.1", $"https://c-own.piku.dev:{box.HttpsPort}/"]).Well);
        Assert.Equal("added", box.Certs("c-own").State);
        box.Refuses("certs:renew c-own", "was added by somebody");
        box.Verb("certs:remove c-own");
        Assert.Equal("self-signed", box.Certs("c-own").State);
        box.Verb("destroy c-own");
        Assert.Empty(box.Pems("c-own"));
    }

    private string Issuer(string host) =>
        Shell.Run(["openssl", "s_client", "-connect", $"127.0.0.1:{box.HttpsPort}", "-servername", host]).Output.Split('\n').FirstOrDefault(line => line.StartsWith("issuer", StringComparison.Ordinal)) ?? "";

    private static (string Certificate, string Key, string File) Own(string host)
    {
        var folder = Directory.CreateTempSubdirectory("piku-own-").FullName;
        Assert.True(Shell.Run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", $"{folder}/key", "-out", $"{folder}/cert", "-days", "30", "-subj", $"/CN={host}", "-addext", $"subjectAltName=DNS:{host}"]).Well);
        return (File.ReadAllText($"{folder}/cert"), File.ReadAllText($"{folder}/key"), $"{folder}/cert");
    }
}
