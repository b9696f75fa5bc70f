using System.Collections.Immutable;

namespace Piku.Reconciler.Layout;

/// <param name="Default">As a person would write it; empty where it is unset.</param>
public sealed record RootSetting(string Name, string Default, string Meaning);

/// <summary>What <c>piku.conf</c> may say about the box, in words; how each value has to look is in <see cref="RootFile"/>.</summary>
public static class RootSettings
{
    public static ImmutableArray<RootSetting> All { get; } =
    [
        new("PIKU_HTTP_LISTEN", RootFile.DefaultListen, "Address and port of sites; a port alone stands for all addresses of the box, IPv4 and IPv6, of which an app can choose its own."),
        new("PIKU_PORT_RANGE", $"{RootFile.DefaultPorts.First}-{RootFile.DefaultPorts.Last}", "Ports that `web` processes are given; best below 32768, from where outgoing connections take theirs."),
        new("PIKU_TLS_LISTEN", RootFile.DefaultTlsListen, "The same for HTTPS."),
        new("ACME_…", "", "The settings of these names, for all apps that do not have their own; and `ACME_CA_FILE`, roots that a CA is trusted by."),
        new("PIKU_NGINX", RootFile.OwnNginx, "Which nginx serves sites: `own`, one of this root alone, run by the same user; or `box`, the box's, which includes `nginx/piku.conf` and which piku asks to reload by sudo."),
        new("PIKU_BUILD_JOBS", "1", "How many apps may build at once."),
        new("PIKU_PATH", "~/.local/bin:/usr/local/bin:/usr/bin:/bin", "Where builds and apps find programs; whole paths."),
        new("PIKU_CLOUDFLARE_URL", RootLayout.DefaultCloudflareUrl, "Where `/ips-v4` and `/ips-v6` tell from which addresses Cloudflare comes."),
        new("PIKU_AUTHORIZED_KEYS", "~/.ssh/authorized_keys", "Where piku writes the keys that may come by ssh."),
    ];
}
