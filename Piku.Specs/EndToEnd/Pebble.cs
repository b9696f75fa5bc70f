using System.Globalization;
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
    private readonly Running _dnsServer;
    private Running? _server;

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

    /// <summary>By which its own certificate is trusted.</summary>
    public string CaFile => $"{_folder}/ca.pem";

    public string DirectoryUrl => string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}/dir");

    public string Dns => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_dns}");

    /// <summary>What it has said since it was started last.</summary>
    public string Said => _server?.SaidSoFar ?? "";

    /// <param name="validity">Of its certificates in seconds.</param>
    public Pebble Start(int validity = 90 * 24 * 3600)
    {
        var config = string.Create(CultureInfo.InvariantCulture, $"{_folder}/pebble-{_port}.json");
        File.WriteAllText(config, string.Create(CultureInfo.InvariantCulture, $$$"""
            {"pebble": {"listenAddress": "127.0.0.1:{{{_port}}}", "managementListenAddress": "127.0.0.1:{{{_management}}}", "certificate": "{{{CaFile}}}", "privateKey": "{{{_folder}}}/key.pem",
            "httpPort": {{{_httpPort}}}, "tlsPort": 1, "ocspResponderURL": "", "externalAccountBindingRequired": false, "domainBlocklist": ["blocked.piku.dev"], "certificateValidityPeriod": {{{validity}}} }}
            """));
        _server = Shell.Start(
            ["pebble", "-config", config, "-dnsserver", Dns], variables: new Dictionary<string, string?> { ["PEBBLE_VA_NOSLEEP"] = "1", ["PEBBLE_WFE_NONCEREJECT"] = "20", ["PEBBLE_AUTHZREUSE"] = "0" });
        Eventually.True("the start of pebble", () => Shell.Run(["curl", "-s", "--cacert", CaFile, DirectoryUrl]).Well);
        return this;
    }

    /// <summary>Takes connections and answers nothing until it goes on.</summary>
    public void Pause() => Shell.Run(["kill", "-STOP", $"{_server!.Pid}"]);

    public void GoOn() => Shell.Run(["kill", "-CONT", $"{_server!.Pid}"]);

    /// <summary>Whether it has issued a certificate for the name.</summary>
    public bool Granted(string name) => Said.Split('\n').SkipWhile(line => !line.Contains(name, StringComparison.Ordinal)).Any(line => line.Contains("Issued certificate serial", StringComparison.Ordinal));

    /// <summary>A program for lego's provider "exec", which puts records into the DNS server.</summary>
    public string DnsProgram()
    {
        var path = $"{_folder}/dns";
        File.WriteAllText(path, $$"""
            #!/bin/sh
            if [ "$1" = present ]; then curl -s -d "{\"host\":\"$2\",\"value\":\"$3\"}" http://127.0.0.1:{{_dnsManagement}}/set-txt; else curl -s -d "{\"host\":\"$2\"}" http://127.0.0.1:{{_dnsManagement}}/clear-txt; fi

            """);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return path;
    }

    public void Dispose()
    {
        _server?.Dispose();
        _dnsServer.Dispose();
    }

    private static int Free() => int.Parse(PrivateBox.FreePort(), CultureInfo.InvariantCulture);
}
