using System.Globalization;
using System.Runtime.InteropServices;
using Piku.Reconciler.Applying.Certificates;
using Piku.Specs.Support;

namespace Piku.Specs.EndToEnd;

/// <summary>A real ACME server, Debian's <c>pebble</c>, that finds every name on this machine and forgets a fifth of its nonces; and a DNS server that it believes.</summary>
public sealed class Pebble : IDisposable
{
    private readonly string _folder;
    private readonly int _httpPort;
    private readonly int _port = Free();
    private readonly int _management = Free();
    private readonly int _dns = Free();
    private readonly int _dnsManagement = Free();
    private readonly int _doorPort = Free();
    private readonly Running _dnsServer;
    private Running? _server;
    private Running? _dnsDoor;

    /// <param name="folder">Which every user can enter.</param>
    /// <param name="httpPort">Where it looks for the proofs of names.</param>
    public Pebble(string folder, int httpPort)
    {
        (_folder, _httpPort) = (folder, httpPort);
        Directory.CreateDirectory(folder);
        if (!File.Exists(CaFile))
        {
            var pair = SelfSigned.Of(["127.0.0.1"], TimeProvider.System.GetUtcNow());
            var key = pair.IndexOf("-----BEGIN PRIVATE KEY", StringComparison.Ordinal);
            File.WriteAllText(CaFile, pair[..key]);
            File.WriteAllText($"{folder}/key.pem", pair[key..]);
        }

        _dnsServer = Shell.Start(
            ["pebble-challtestsrv", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", $"127.0.0.1:{_dns}", "-management", $"127.0.0.1:{_dnsManagement}", "-http01", "", "-https01", "", "-tlsalpn01", ""]);
    }

    /// <summary>Another one, which knows nothing of this one, is not started, and is trusted by the same file.</summary>
    public Pebble Beside() => new(_folder, _httpPort);

    /// <summary>The identifier of the key by which accounts are bound.</summary>
    public const string Kid = "kid-1";

    /// <summary>By which its own certificate is trusted.</summary>
    public string CaFile => $"{_folder}/ca.pem";

    public string DirectoryUrl => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}/dir");

    public string Dns => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_dns}");

    /// <summary>What it has said since it was started last.</summary>
    public string Said => _server?.SaidSoFar ?? "";

    /// <summary>What has an app ask it.</summary>
    public string Setting => $"ACME_DIRECTORY={DirectoryUrl}\n";

    /// <param name="validity">Of its certificates in seconds.</param>
    /// <param name="macKey">Whoever wants an account has to know this key, whose identifier is <see cref="Kid"/>; null for everybody.</param>
    /// <param name="isMovable">Its clock can be moved, and it takes some seconds to start.</param>
    public Pebble Start(int validity = 90 * 24 * 3600, string? macKey = null, bool isMovable = false)
    {
        _server?.Dispose();
        File.WriteAllText(Config, string.Create(CultureInfo.InvariantCulture, $$$"""
            {"pebble": {"listenAddress": "127.0.0.1:{{{_port}}}", "managementListenAddress": "127.0.0.1:{{{_management}}}", "certificate": "{{{CaFile}}}", "privateKey": "{{{_folder}}}/key.pem",
            "httpPort": {{{_httpPort}}}, "tlsPort": 1, "ocspResponderURL": "", "domainBlocklist": ["blocked.piku.dev"], "certificateValidityPeriod": {{{validity}}},
            "externalAccountBindingRequired": {{{(macKey is null ? "false" : "true")}}}, "externalAccountMACKeys": { {{{(macKey is null ? "" : $"\"{Kid}\": \"{macKey}\"")}}} } }}
            """));
        _server = isMovable ? Movable() : Shell.Start(["pebble", "-config", Config, "-dnsserver", Dns], variables: Habits);
        Eventually.True("the start of pebble", () => Shell.Run(["curl", "-s", "--cacert", CaFile, DirectoryUrl]).Well, seconds: 60);
        return this;
    }

    /// <summary>Moves its clock to so far from ours.</summary>
    public void Move(TimeSpan by) => File.WriteAllText(Clock, string.Create(CultureInfo.InvariantCulture, $"+{by.TotalSeconds:0}\n"));

    /// <remarks>Programs in Go ask the kernel what time it is, where no library can come between. So the kernel's part is given to qemu, which asks the library.</remarks>
    private Running Movable()
    {
        Move(TimeSpan.Zero);
        var (machine, triple) = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? ("aarch64", "aarch64-linux-gnu") : ("x86_64", "x86_64-linux-gnu");
        return Shell.Start([$"qemu-{machine}", "-E", "LD_PRELOAD=", "/usr/bin/pebble", "-config", Config, "-dnsserver", Dns], variables: new Dictionary<string, string?>(Habits)
        {
            ["LD_PRELOAD"] = $"/usr/lib/{triple}/faketime/libfaketime.so.1", ["FAKETIME_TIMESTAMP_FILE"] = Clock, ["FAKETIME_NO_CACHE"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        });
    }

    private string Clock => string.Create(CultureInfo.InvariantCulture, $"{_folder}/pebble-{_port}.clock");

    private string Config => string.Create(CultureInfo.InvariantCulture, $"{_folder}/pebble-{_port}.json");

    private static Dictionary<string, string?> Habits => new() { ["PEBBLE_VA_NOSLEEP"] = "1", ["PEBBLE_WFE_NONCEREJECT"] = "20", ["PEBBLE_AUTHZREUSE"] = "0" };

    /// <summary>Takes connections and answers nothing until it goes on.</summary>
    public void Pause() => Shell.Run(["kill", "-STOP", $"{_server!.Pid}"]);

    public void GoOn() => Shell.Run(["kill", "-CONT", $"{_server!.Pid}"]);

    /// <summary>Whether it has issued a certificate for the name.</summary>
    public bool Granted(string name) => Said.Split('\n').SkipWhile(line => !line.Contains(name, StringComparison.Ordinal)).Any(line => line.Contains("Issued certificate serial", StringComparison.Ordinal));

    /// <summary>What has an app ask it, and prove its names by DNS: lego's provider "httpreq" comes to a door of ours, which puts the records into the DNS server.</summary>
    public string ByDns => $"{Setting}ACME_DNS_PROVIDER=httpreq\nACME_DNS_HTTPREQ_ENDPOINT={Door()}\nACME_DNS_RESOLVERS={Dns}\nACME_DNS_CHECK=false\n";

    /// <summary>The next order that is proven by DNS stops before its proof, until <see cref="WithinOrder"/> has come and gone.</summary>
    public void HoldOrder() => Shell.Run(["mkfifo", Gate]);

    /// <summary>Acts in the middle of an order.</summary>
    public void WithinOrder(Action act)
    {
        // A pipe with a name is opened by both ends or by none, and who reads waits until who writes has closed it.
        var opening = Task.Run(() => new FileStream(Gate, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
        Eventually.True("an order", () => opening.IsCompleted, seconds: 60);
        using var gate = opening.Result;
        File.Delete(Gate);
        act();
    }

    private string Gate => string.Create(CultureInfo.InvariantCulture, $"{_folder}/pebble-{_port}.gate");

    private string Door()
    {
        _dnsDoor ??= Shell.Start(["python3", "-c", """
            import http.server, json, os, sys, urllib.request
            class Door(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    record = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                    if os.path.exists(sys.argv[3]): open(sys.argv[3]).read()
                    told = json.dumps({"host": record["fqdn"], "value": record["value"]}).encode()
                    urllib.request.urlopen(sys.argv[2] + ("/set-txt" if self.path == "/present" else "/clear-txt"), told)
                    self.send_response(200)
                    self.end_headers()
            http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
            """, string.Create(CultureInfo.InvariantCulture, $"{_doorPort}"), string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_dnsManagement}"), Gate]);
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_doorPort}");
    }

    public void Dispose()
    {
        _server?.Dispose();
        _dnsDoor?.Dispose();
        _dnsServer.Dispose();
    }

    private static int Free() => int.Parse(PrivateBox.FreePort(), CultureInfo.InvariantCulture);
}
