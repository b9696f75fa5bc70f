using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Piku.Domain.Certificates;
using Piku.Domain.Hosts;
using Piku.Domain.Settings;

namespace Piku.Reconciler.Layout;

/// <summary>
/// Finds the root folder and reads <c>piku.conf</c> in it: <c>KEY=value</c> lines about the box, where <c>PIKU_HTTP_LISTEN</c> is the
/// address and port of sites and <c>PIKU_TLS_LISTEN</c> that for HTTPS, <c>PIKU_PORT_RANGE</c> the ports for apps, <c>PIKU_BUILD_JOBS</c> how many
/// apps may build at once, <c>PIKU_NGINX</c> whether sites are served by the "box"'s nginx or one of the root's "own", <c>PIKU_PATH</c> where programs are found, <c>PIKU_CLOUDFLARE_URL</c> where Cloudflare's ranges are asked for, <c>PIKU_AUTHORIZED_KEYS</c> the file of ssh keys, and <c>ACME_…</c> are
/// settings for all apps.
/// </summary>
public static partial class RootFile
{
    public const string Variable = "PIKU_ROOT";

    private const string CaFile = "ACME_CA_FILE";

    /// <summary>Longer ones make paths of sockets that the kernel does not take.</summary>
    private const int MaxLength = 43;

    public static string DefaultListen => "127.0.0.1:8080";

    public static string DefaultTlsListen => "127.0.0.1:8443";

    public const string OwnNginx = "own";

    public const string BoxNginx = "box";

    /// <summary>Where the Debian package has its root.</summary>
    private const string Installed = "/var/lib/piku";

    public static PortRange DefaultPorts { get; } = new(20000, 20999);

    /// <exception cref="RootException">The path cannot be a root, or its settings cannot be read; with the sentence why.</exception>
    public static RootLayout Load(string path)
    {
        var root = path.Length > 1 ? path.TrimEnd('/') : path;
        if (!RootPattern().IsMatch(root)) throw new RootException($"'{root}' cannot be piku's root: it should be an absolute path of letters, digits and . _ - /.");
        if (root.Length > MaxLength) throw new RootException($"'{root}' cannot be piku's root: it has {root.Length} characters, and {MaxLength} is the most, so that sockets fit below it.");
        var values = SettingsOf(root);
        var (http, tls) = (values.GetValueOrDefault("PIKU_HTTP_LISTEN", DefaultListen), values.GetValueOrDefault("PIKU_TLS_LISTEN", DefaultTlsListen));
        if (http == tls) throw new RootException($"PIKU_HTTP_LISTEN and PIKU_TLS_LISTEN in piku.conf should be two addresses, and not both '{http}'.");
        return new RootLayout(
            root,
            Listen("PIKU_HTTP_LISTEN", http),
            Range(values.GetValueOrDefault("PIKU_PORT_RANGE", $"{DefaultPorts.First}-{DefaultPorts.Last}")),
            Environment.UserName,
            Home,
            Folders("PIKU_PATH", values.GetValueOrDefault("PIKU_PATH", DefaultPath)),
            KeysFile(values.GetValueOrDefault("PIKU_AUTHORIZED_KEYS", $"{Home}/.ssh/authorized_keys")),
            Jobs(values.GetValueOrDefault("PIKU_BUILD_JOBS", "1")),
            MostListen,
            Directory.Exists("/proc/sys/net/ipv6"),
            Url(values.GetValueOrDefault("PIKU_CLOUDFLARE_URL", RootLayout.DefaultCloudflareUrl)),
            Listen("PIKU_TLS_LISTEN", tls),
            IsShared(values.GetValueOrDefault("PIKU_NGINX", OwnNginx)),
            Acme: values.Where(value => value.Key.StartsWith(CertificateOrder.Prefix, StringComparison.Ordinal) && value.Key != CaFile).ToImmutableSortedDictionary(StringComparer.Ordinal),
            AcmeCaFile: values.GetValueOrDefault(CaFile));
    }

    /// <summary>That of <c>PIKU_ROOT</c>; without it the installed one, where there is one, and else <c>.piku</c> in the user's home.</summary>
    public static string Default =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given
        : File.Exists($"{Installed}/piku.conf") ? Installed
        : $"{Home}/.piku";

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static IReadOnlyDictionary<string, string> SettingsOf(string root)
    {
        try
        {
            return File.Exists($"{root}/piku.conf") ? EnvFile.Parse(File.ReadAllText($"{root}/piku.conf")).Values : EnvFile.Empty.Values;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new RootException($"{root}/piku.conf cannot be read: {trouble.Message}");
        }
    }

    private static string Listen(string name, string text) => ListenPattern().Match(text) is { Success: true } match && int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) is >= 1 and <= 65535
        ? text
        : throw new RootException($"{name} in piku.conf should be an address and a port such as '127.0.0.1:8080', and not '{text}'.");

    /// <summary>With what somebody installed for piku's user alone, as uv and rustup do.</summary>
    private static string DefaultPath => $"{Home}/.local/bin:/usr/local/bin:/usr/bin:/bin";

    private static string Folders(string name, string text) => FoldersPattern().IsMatch(text)
        ? text
        : throw new RootException($"{name} in piku.conf should be folders such as '/opt/tools/bin:/usr/bin:/bin', and not '{text}'.");

    private static string Url(string text) => UrlPattern().IsMatch(text)
        ? text.TrimEnd('/')
        : throw new RootException($"PIKU_CLOUDFLARE_URL in piku.conf should be a URL such as '{RootLayout.DefaultCloudflareUrl}', and not '{text}'.");

    private static int MostListen => int.Parse(File.ReadAllText("/proc/sys/net/core/somaxconn"), CultureInfo.InvariantCulture);

    private static string KeysFile(string path) => Path.IsPathRooted(path) && !path.EndsWith('/')
        ? path
        : throw new RootException($"PIKU_AUTHORIZED_KEYS in piku.conf should be the whole path of a file, and not '{path}'.");

    private static bool IsShared(string text) => text is OwnNginx or BoxNginx
        ? text == BoxNginx
        : throw new RootException($"PIKU_NGINX in piku.conf should be '{OwnNginx}' or '{BoxNginx}', and not '{text}'.");

    private static int Jobs(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs) && jobs is >= 1 and <= 100
        ? jobs
        : throw new RootException($"PIKU_BUILD_JOBS in piku.conf should be a number from 1 to 100, and not '{text}'.");

    private static PortRange Range(string text) =>
        text.Split('-') is [var first, var last]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
        && from is >= 1024 and <= 65535 && to is >= 1024 and <= 65535 && from <= to
            ? new PortRange(from, to)
            : throw new RootException($"PIKU_PORT_RANGE in piku.conf should be two ports such as '20000-20999', and not '{text}'.");

    [GeneratedRegex(@"\A/[A-Za-z0-9._/-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex RootPattern();

    [GeneratedRegex(@"\A/[A-Za-z0-9._/+@-]*(:/[A-Za-z0-9._/+@-]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex FoldersPattern();

    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9.-]+(:[0-9]{1,5})?[A-Za-z0-9._/-]{0,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex UrlPattern();

    [GeneratedRegex(@"\A((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}:)?(?<port>[0-9]{1,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ListenPattern();
}

/// <summary>The root folder cannot be used; the message is a sentence.</summary>
public sealed class RootException : Exception
{
    public RootException(string message)
        : base(message)
    {
    }

    public RootException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public RootException()
    {
    }
}
