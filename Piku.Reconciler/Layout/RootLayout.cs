using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;

namespace Piku.Reconciler.Layout;

/// <summary>Where everything is in a root folder, and what of the host shows in the files that are written there.</summary>
/// <param name="Root">Absolute, without a final slash; made of letters, digits and <c>. _ / -</c> only, so that it needs no quoting anywhere.</param>
/// <param name="HttpListen">What a site listens on, such as "127.0.0.1:8080"; a port alone stands for all addresses of the box.</param>
/// <param name="BuildJobs">How many apps may build at once.</param>
/// <param name="MostListen">How long the kernel lets a queue of connections be; uWSGI does not start with a longer one.</param>
/// <param name="TlsListen">What a site listens on for HTTPS.</param>
/// <param name="SharesNginx">Whether sites are served by the box's own nginx, which belongs to root and may have other sites, or by one of this root alone.</param>
/// <param name="HasHttp2Directive">Whether nginx is 1.25.1 or newer.</param>
/// <param name="Acme">What <c>piku.conf</c> says for all apps that do not say otherwise: the settings that begin with <c>ACME_</c>.</param>
/// <param name="AcmeCaFile">Roots that lego trusts when it asks a CA; null for those of the box.</param>
/// <param name="HasIPv6">Whether the box knows IPv6.</param>
/// <param name="CloudflareUrl">Where Cloudflare says from where it comes, at <c>/ips-v4</c> and <c>/ips-v6</c>.</param>
/// <param name="User">Whom the apps run as, with <paramref name="Home"/>.</param>
public sealed record RootLayout(
    string Root, string HttpListen, PortRange Ports, string User, string Home, string Path, string AuthorizedKeys, int BuildJobs = 1, int MostListen = 4096,
    bool HasIPv6 = false, string CloudflareUrl = RootLayout.DefaultCloudflareUrl,
    string TlsListen = "127.0.0.1:8443", bool SharesNginx = false, bool HasHttp2Directive = false, ImmutableSortedDictionary<string, string>? Acme = null, string? AcmeCaFile = null)
{
    public const string DefaultCloudflareUrl = "https://www.cloudflare.com";

    private const string LogStart = "rollout-";

    private const string LogEnd = ".log";

    public string State => $"{Root}/state";

    public string Settings => $"{Root}/piku.conf";

    /// <summary>What is said where a process can be given no port.</summary>
    public string WhyNoPort => $"no port from {Ports.First} to {Ports.Last} is free; widen PIKU_PORT_RANGE in {Settings}.";

    public string Run => $"{Root}/run";

    public string Vassals => $"{Root}/uwsgi-enabled";

    public string VassalEnvironments => $"{Root}/uwsgi/env";

    /// <summary>The script that starts what does not speak uWSGI's protocol.</summary>
    public string ProcessStarter => $"{Root}/uwsgi/start-process";

    public string EmperorIni => $"{Root}/uwsgi/emperor.ini";

    public string EmperorPid => $"{Root}/run/emperor.pid";

    public string EmperorStats => $"{Root}/run/emperor.sock";

    /// <summary>What nginx is started with; or, where it is the box's, what its configuration includes.</summary>
    public string NginxConf => SharesNginx ? $"{Root}/nginx/piku.conf" : $"{Root}/nginx/nginx.conf";

    public string NginxPid => SharesNginx ? "/run/nginx.pid" : $"{Root}/run/nginx.pid";

    /// <summary>Where nginx says what troubles it; null where only the box's administrator may read that.</summary>
    public string? NginxErrors => SharesNginx ? null : $"{Root}/logs/nginx-error.log";

    /// <summary>Where nginx tells which version of an app's site it serves.</summary>
    public string NginxMarks => $"{Root}/run/nginx.sock";

    public string Sites => $"{Root}/nginx/sites";

    /// <summary>A folder for each app, with what its site names.</summary>
    public string SiteFiles(AppName app) => $"{Root}/nginx/files/{app}";

    /// <summary>Whether a file in <see cref="SiteFiles"/> is one that we write there, or half a one; other names are somebody else's.</summary>
    public static bool IsSiteFile(string name) => Whole(name).Split('.') is [not "", var content] && Digest.IsFingerprint(content);

    public string AccessLog(AppName app) => $"{Logs(app)}/access.log";

    /// <summary>Why Cloudflare's ranges could not be had the last time; not there when they could.</summary>
    public string CloudflareTrouble => $"{Root}/run/cloudflare";

    public string SiteTests => $"{Root}/nginx/test";

    public string DaemonLock => $"{Root}/run/pikud.lock";

    /// <summary>The users of the world that copies of files run in.</summary>
    public string CopyUsers => $"{Root}/run/copy-users";

    public string Verdicts => $"{Root}/run/verdicts";

    public string Verdict(AppName app) => $"{Verdicts}/{app}";

    public string PushLock(AppName app) => $"{Root}/run/push.{app}.lock";

    /// <summary>Who waits for the push lock and came last.</summary>
    public string PushQueue(AppName app) => $"{Root}/run/push.{app}.newest";

    public string BuildLock(AppName app) => $"{Root}/run/build.{app}.lock";

    /// <summary>Links that sites name, in the place of what changes with each release.</summary>
    public string Doors => $"{Root}/run/doors";

    /// <summary>Leads to the socket of a process of the live generation, such as "wsgi.1", or with "files" and a fingerprint to the slug whose static files are live.</summary>
    public string Door(AppName app, string to) => $"{Doors}/{app}.{to}";

    public string Site(AppName app) => $"{Sites}/{app}.conf";

    /// <summary>What visitors get while the app is under maintenance.</summary>
    public string Page(AppName app) => $"{Sites}/{app}.html";

    public ImmutableSortedDictionary<string, string> AcmeDefaults => Acme ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public string Certificates(AppName app) => $"{Root}/nginx/certs/{app}";

    /// <summary>A pair's file, with certificate, chain and key.</summary>
    public string Certificate(AppName app, string name) => $"{Certificates(app)}/{name}.pem";

    /// <summary>Whether a file in <see cref="Certificates"/> is one that we write there, or half a one.</summary>
    public static bool IsCertificate(string name) => Whole(name) is var whole && whole.EndsWith(".pem", StringComparison.Ordinal) && Digest.IsFingerprint(whole[..^".pem".Length].Split('-')[^1]);

    /// <summary>The name that a file will have once it is written.</summary>
    private static string Whole(string name) => name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal) ? name[1..^".tmp".Length] : name;

    /// <summary>What lego keeps of a CA: the account, and what it got.</summary>
    public string Lego(string directory) => $"{Root}/acme/lego/{Digest.Fingerprint(directory)}";

    /// <summary>What lego said at the last attempt.</summary>
    public string LegoLog(AppName app) => $"{Root}/acme/{app}.log";

    /// <summary>Sites serve the proofs for CAs from it.</summary>
    public string AcmeWebroot => $"{Root}/acme/webroot";

    /// <summary>Held for as long as some lego of this root runs.</summary>
    public string AcmeLock => $"{Root}/run/acme.lock";

    /// <summary>What the prompt keeps for the owner of an ssh key.</summary>
    public string Notebook(string fingerprint) => $"{State}/prompts/{fingerprint}";

    public string Link(AppName app) => $"{Root}/apps/{app}";

    public string Data(AppName app) => $"{Root}/data/{app}";

    public string Cache(AppName app) => $"{Root}/cache/{app}";

    public string Repository(AppName app) => $"{Root}/repos/{app}";

    public string Logs(AppName app) => $"{Root}/logs/{app}";

    /// <summary>What was in the place of files of ours, each time in a folder named by the time.</summary>
    public string Replaced(AppName app) => $"{Root}/drift/{app}";

    /// <summary>Where something goes that is replaced at a time.</summary>
    public string Replaced(AppName app, DateTimeOffset at, string path) => $"{ReplacedAt(app, at)}/{Below(path)}";

    public string ReplacedAt(AppName app, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Replaced(app)}/{at.UtcDateTime:yyyyMMdd'T'HHmmss.fff'Z'}");

    /// <summary>A path as it is told: what is in the root, from there.</summary>
    public string Below(string path) => path.StartsWith($"{Root}/", StringComparison.Ordinal) ? path[(Root.Length + 1)..] : path.TrimStart('/');

    public string ProcessLog(AppName app, string process) => $"{Logs(app)}/{process}.log";

    /// <summary>Where a log is put aside, in the place of the one put aside before.</summary>
    public static string Former(string log) => $"{log}.1";

    /// <summary>What the newest runs of a cron line came to, one start, stop or end a line.</summary>
    public string CronRecord(AppName app, string kind) => $"{Logs(app)}/{kind}.runs";

    /// <summary>Held by a run of a cron line for as long as anything of it runs; also the run's name in its environment.</summary>
    public string CronLock(AppName app, string kind) => $"{Run}/{CronStart(app)}{kind}";

    /// <summary>Held by the one who watches over a run of a cron line, and by nothing that it starts.</summary>
    public string CronWatch(AppName app, string kind) => $"{Run}/watch.{app}.{kind}";

    /// <summary>What the names of an app's locks of cron lines begin with.</summary>
    public static string CronStart(AppName app) => $"cron.{app}.";

    public string RolloutLog(AppName app, int generation) => $"{Logs(app)}/{LogStart}{generation}{LogEnd}";

    /// <summary>The generation whose rollout's log the file in <see cref="Logs"/> is; null when it is another file.</summary>
    public static int? GenerationOf(string file) =>
        file.StartsWith(LogStart, StringComparison.Ordinal) && file.EndsWith(LogEnd, StringComparison.Ordinal)
        && int.TryParse(file.AsSpan(LogStart.Length, Math.Max(0, file.Length - LogStart.Length - LogEnd.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : null;

    public string Slugs(AppName app) => $"{Root}/slugs/{app}";

    public string Slug(AppName app, string fingerprint) => $"{Slugs(app)}/{fingerprint}";

    /// <summary>The manifest of a slug; beside it, since all in it is the app's.</summary>
    public string SlugManifest(AppName app, string fingerprint) => Beside(Slug(app, fingerprint));

    /// <summary>The file beside a folder that tells of it.</summary>
    public static string Beside(string folder) => folder.LastIndexOf('/') is var at ? $"{folder[..at]}/.{folder[(at + 1)..]}" : folder;

    /// <summary>Where a slug's files are put together.</summary>
    public string IncomingSlug(AppName app) => $"{Slugs(app)}/.incoming";

    public string Environments(AppName app) => $"{Root}/envs/{app}";

    public string Environment(AppName app, string fingerprint) => $"{Environments(app)}/{fingerprint}";

    /// <summary>A copy of a slug, in which something was made of its files; <see cref="Environment"/>'s folder is around it, so that the manifest is not among the app's files.</summary>
    public string Tree(AppName app, string fingerprint) => $"{Environment(app, fingerprint)}/app";

    /// <summary>Written last when an environment is built; without it the folder is half a one.</summary>
    public static string Manifest(string environment) => $"{environment}/piku-manifest";

    /// <summary>The folders of a root, made by <c>setup</c>; each after the one that it is in.</summary>
    public IEnumerable<string> Folders => FolderNames.Select(folder => $"{Root}/{folder}");

    private static readonly ImmutableArray<string> FolderNames =
    [
        "apps", "data", "envs", "slugs", "repos", "logs", "cache", "state", "run", "run/verdicts", "run/doors", "uwsgi", "uwsgi/env", "uwsgi-enabled",
        "nginx", "nginx/sites", "nginx/files", "nginx/test", "nginx/certs", "acme", "acme/lego", "acme/webroot",
    ];
}
