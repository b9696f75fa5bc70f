using System.Globalization;
using System.Text.Json;
using Piku.Specs.Support;

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

    /// <summary>An app with a page that says hello, and a process that nothing may start again.</summary>
    internal Checkout Static(string name, string host, string settings = "") =>
        Checkout.Of(this, name, "static").Write("ENV", $"NGINX_SERVER_NAME={host}\nPIKU_DRAIN_SECONDS=0\nPIKU_WORKER_GRACE=0\n{settings}").Write("Procfile", "static: public\nworker: sleep 1000000\n").Write("public/index.html", "hello").Commit("Second");

    /// <summary>A visitor by HTTPS.</summary>
    public Ran Curl(string host, params string[] more) =>
        Shell.Run(["curl", "-sS", "--max-time", "10", "--resolve", $"{host}:{HttpsPort}:127.0.0.1", .. more, $"https://{host}:{HttpsPort}/"]);

    public (string State, string Issuer, DateTimeOffset? Renewal) Certs(string app)
    {
        var row = JsonDocument.Parse(Verb($"certs {app} --json").Output).RootElement.GetProperty("certificates")[0];
        return (row.GetProperty("state").GetString()!, row.GetProperty("issuer").GetString()!, row.GetProperty("nextRenewal").GetString() is { } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The files of an app's pairs.</summary>
    public string[] Pems(string app) => Directory.Exists($"{Root}/nginx/certs/{app}") ? Directory.GetFiles($"{Root}/nginx/certs/{app}") : [];

    /// <summary>Those that piku has not made itself.</summary>
    public HashSet<string> Fingerprints(string app) => [.. Pems(app).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith("self-", StringComparison.Ordinal))];
}
