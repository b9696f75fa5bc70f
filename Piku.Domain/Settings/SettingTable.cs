using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;

namespace Piku.Domain.Settings;

/// <summary>Every setting that piku itself reads: the one source for the parser, validation, help and <c>docs/settings.md</c>.</summary>
public static partial class SettingTable
{
    /// <summary>The kernel takes no <c>KEY=value</c> of more than 128 KiB, its final NUL included.</summary>
    public const int MaxBytes = (128 * 1024) - 1;

    /// <summary>What an app's config may weigh in all, so that its processes can still be started.</summary>
    public const int MaxTotalBytes = 512 * 1024;

    private const int MaxKeyLength = 100;

    public static ImmutableArray<Setting> All { get; } =
    [
        new("PIKU_DEPLOY_BRANCH", new SettingKind.Text(BranchPattern(), "a branch's name, such as 'main'"), "", "The branch that is deployed when it is pushed; unset, `main` and `master` are."),
        new("PIKU_HEALTH_TIMEOUT", new SettingKind.Number(1, 3600), "60", "Seconds within which a process has to answer on its socket or port."),
        new("HEALTHCHECK_PATH", new SettingKind.Text(PathPattern(), "a path, such as '/health'"), "", "What each new process that listens is asked for before visitors are sent to it; unset, it is enough that it listens."),
        new("HEALTHCHECK_STATUS", new SettingKind.Text(StatusPattern(), "statuses of HTTP, such as '200' or '200-399' or '200,204'"), "200-399", "The answers to `HEALTHCHECK_PATH` that are good."),
        new("HEALTHCHECK_INTERVAL", new SettingKind.Number(1, 300), "1", "Seconds from one question to the next."),
        new("HEALTHCHECK_RETRIES", new SettingKind.Number(1, 1000), "10", "How often a process is asked before its release is refused."),
        new("PIKU_WORKER_GRACE", new SettingKind.Number(0, 600), "3", "Seconds that a process which does not listen must have stayed up to count as started."),
        new("PIKU_DRAIN_SECONDS", new SettingKind.Number(0, 3600), "10", "Seconds that the former processes are kept for the requests they still answer."),
        new("PIKU_KEEP_RELEASES", new SettingKind.Number(1, 100), $"{Release.UsuallyKept}", "How many of the newest releases keep their files, so that a rollback to one of them builds nothing; the live one and the one before it do in any case."),
        new("PIKU_FALLBACK_SECONDS", new SettingKind.Number(0, 3600), "60", "Seconds after going live within which a release whose processes end again and again is replaced by the one before it; 0 for never."),
        new("PIKU_DRIFT", new SettingKind.Text(DriftPattern(), "'heal' or 'report'"), "heal", "What becomes of a file of piku's that somebody has edited, deleted or replaced: `heal` puts it back, and keeps what was there in the folder `drift`; `report` leaves it until something is asked of the app, and says so in `history` and `doctor`."),
        new("PIKU_DEPLOY_STRATEGY", new SettingKind.Text(StrategyPattern(), "'bluegreen' or 'recreate'"), "", "`bluegreen` starts new processes beside the former ones and then sends visitors over; `recreate` ends the former ones first, and visitors get a 503 meanwhile. Unset, it is `bluegreen` unless less memory is free than the app uses."),
        new("PORT", new SettingKind.Number(1024, 65535), "", "For programs that cannot be told: the port of `web.1`, the next ones for `web.2` and so on. Unset, piku chooses ports. While it is set, releases run one after the other."),
        new("PIKU_BUILD_TIMEOUT", new SettingKind.Number(1, 86400), "1800", "Seconds within which a build has to end, with all its commands."),
        new("PIKU_CRON_TIMEOUT", new SettingKind.Number(1, 604_800), "3600", "Seconds within which a run of a `cron` line has to end; then it is ended."),
        new("TZ", new SettingKind.Text(ZonePattern(), "a time zone, such as 'Europe/Berlin'"), "", "By whose clock `cron` lines run; unset, by the box's. The app gets it too."),
        new("PIKU_BUILD_MEMORY", new SettingKind.Number(0, 1_000_000), "0", "MB of memory that each process of a build may use; 0 for as much as the box has."),
        new("PIKU_SCALE", new SettingKind.Text(ScalePattern(), "kinds and numbers, such as 'web=2,worker=1'"), "", "In the `ENV` file of an app's first push: how many processes of each kind it begins with; from then on `ps:scale` says."),
        new("PIKU_RUNTIMES", new SettingKind.Text(RuntimesPattern(), "runtimes in the order in which they build, such as 'node,python'"), "", $"What builds the app, where its files would not say so: {string.Join(", ", Runtime.Families.Select(family => $"`{family}`"))}. Read when code is pushed."),
        new("PIKU_LINKS", new SettingKind.Text(LinksPattern(), "paths inside the app, such as 'db.sqlite3,uploads'"), "", "Paths in the app's folder that lead to the same ones in `DATA_ROOT`, for programs that keep files beside their code. What the repository has there goes first, but for a folder that holds nothing than a `.gitkeep`, `.keep` or `.gitignore`, and nginx serves nothing through them. Read when code is pushed."),
        new("PYTHON_VERSION", new SettingKind.Text(VersionPattern(), "a version, such as '3' or '3.11'"), "3", "The interpreter of the app's virtual environment; goes before the repository's `.python-version`.", Build: true),
        .. OfNode,
        new("PIKU_DOTNET_PROJECT", new SettingKind.Text(ProjectPattern(), "a project's file inside the app, such as 'src/Blog/Blog.csproj'"), "", "The project that is published, in an app of .NET's that has several.", Build: true),
        new("BIND_ADDRESS", new SettingKind.Text(AddressPattern(), "an IPv4 address, such as '127.0.0.1'"), "127.0.0.1", "Where a `web` process is asked to listen."),
        new("NGINX_SERVER_NAME", new SettingKind.Text(ServerNamesPattern(), "host names separated by commas or spaces, such as 'example.org www.example.org'"), "", "The host names of the app's site; without one it has no site."),
        .. Nginx,
        new("UWSGI_PROCESSES", new SettingKind.Number(1, 1000), "2", "uWSGI workers per `wsgi` process."),
        new("UWSGI_THREADS", new SettingKind.Number(1, 1000), "4", "Threads per uWSGI worker."),
        new("UWSGI_ENABLE_THREADS", new SettingKind.Flag(), "true", "Whether Python code may start threads of its own."),
        new("UWSGI_MAX_REQUESTS", new SettingKind.Number(0, 1_000_000_000), "0", "Requests after which a uWSGI worker is replaced by a fresh one; 0 for never. With more than one thread (`UWSGI_THREADS`) uWSGI may hang for a minute when it does that."),
        new("UWSGI_GEVENT", new SettingKind.Number(1, 100_000), "", "Greenlets per uWSGI worker, in the place of threads; needs gevent in the app's requirements, and uWSGI's plugin for it."),
        new("UWSGI_ASYNCIO", new SettingKind.Number(1, 100_000), "", "Tasks of asyncio per uWSGI worker, in the place of threads; needs greenlet in the app's requirements, and uWSGI's plugin for it."),
        new("UWSGI_IDLE", new SettingKind.Number(5, 86400), "", "Seconds without a request after which a `wsgi` process ends and uses no memory; the next request starts it again, and waits for that. Unset, it stays."),
        new("UWSGI_LISTEN", new SettingKind.Number(1, 65535), "1024", "Length of the queue of connections that wait for a worker; the kernel's `net.core.somaxconn` is the most. With `UWSGI_IDLE` it is 1024."),
        new("UWSGI_LOG_MAXSIZE", new SettingKind.Number(4096, int.MaxValue), "1048576", "Bytes after which a process's log is put aside, in the place of the one put aside before."),
        new("UWSGI_LOG_X_FORWARDED_FOR", new SettingKind.Flag(), "false", "Whether request logs name the visitor instead of nginx."),
        .. OfCertificates,
    ];

    private static readonly FrozenDictionary<string, Setting> ByName = All.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    public static Setting Named(string name) => ByName[name];

    /// <summary>The first trouble with values that someone wants to set, as a sentence; null when there is none.</summary>
    public static string? WhyRefused(ImmutableSortedDictionary<string, string> values) => WhyRefused(values, values.Clear());

    /// <summary>The same for values that come on top of those that are set.</summary>
    public static string? WhyRefused(ImmutableSortedDictionary<string, string> values, ImmutableSortedDictionary<string, string> config) =>
        values.Select(v => WhyBadKey(v.Key) ?? WhyRefused(v.Key, v.Value)).FirstOrDefault(why => why is not null)
        ?? WhyTooMuch(config.SetItems(values));

    public static string? WhyBadKey(string key) => key switch
    {
        "" => "a key is missing before '='.",
        { Length: > MaxKeyLength } => $"a key of {key.Length} characters is too long; {MaxKeyLength} is the most.",
        _ when !KeyPattern().IsMatch(key) => $"'{Shown(key)}' is not a key; use letters, digits and '_', and no digit first.",
        _ => null,
    };

    public static string? WhyRefused(string key, string value) => (key, value) switch
    {
        (_, _) when value.Contains('\0', StringComparison.Ordinal) => $"the value of {key} contains a NUL, which no environment can hold.",
        (_, _) when Weight(key, value) > MaxBytes => $"{key} has {Weight(key, value)} bytes with its value, and Linux takes {MaxBytes} at most; keep it in a file in the app's data folder.",
        (_, [.., ' ' or '\t' or '\r' or '\n']) => $"the value of {key} ends in white space, which uWSGI does not pass on; leave it out.",
        _ when ByName.TryGetValue(key, out var setting) => WhyBadValue(setting, value),
        _ => null,
    };

    private static string? WhyTooMuch(ImmutableSortedDictionary<string, string> values) =>
        values.Sum(v => (long)Weight(v.Key, v.Value)) is var sum and > MaxTotalBytes
            ? $"these settings have {sum} bytes in all, and {MaxTotalBytes} is the most; keep the large ones in files in the app's data folder."
            : null;

    /// <summary>Whether piku can go by the value; what it does not read itself can be anything.</summary>
    public static bool IsGood(string key, string value) => !ByName.TryGetValue(key, out var setting) || IsGood(setting.Kind, value);

    /// <summary>What the value of a setting should be, as a sentence without its full stop; it tells no value, for that may be a secret.</summary>
    public static string Wanted(string name) => $"{name} should be {Looks(ByName[name].Kind)}";

    private static string? WhyBadValue(Setting setting, string value) => IsGood(setting.Kind, value) ? null : $"{Wanted(setting.Name)}, and not '{Shown(value)}'.";

    private static bool IsGood(SettingKind kind, string value) => kind switch
    {
        SettingKind.Number(var least, var most) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most,
        SettingKind.Addresses => AddressRange.TryParseAll(value) is not null,
        SettingKind.Flag => FlagPattern().IsMatch(value),
        SettingKind.Text(var pattern, _) => pattern.IsMatch(value),
        _ => throw new UnreachableException(kind.GetType().Name),
    };

    private static string Looks(SettingKind kind) => kind switch
    {
        SettingKind.Number(var least, var most) => $"a number from {least} to {most}",
        SettingKind.Addresses => "addresses or ranges of them, such as '192.0.2.7 10.0.0.0/8 2001:db8::/32'",
        SettingKind.Flag => "'true' or 'false'",
        SettingKind.Text(_, var looks) => looks,
        _ => throw new UnreachableException(kind.GetType().Name),
    };

    internal static int Weight(string key, string value) => Encoding.UTF8.GetByteCount(key) + 1 + Encoding.UTF8.GetByteCount(value);

    private static string Shown(string text) =>
        string.Concat(text.Take(60).Select(c => char.IsControl(c) ? '?' : c)) + (text.Length > 60 ? "…" : "");

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"\A(true|false|1|0|yes|no|on|off)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FlagPattern();

    [GeneratedRegex(@"\A(?!-)(?!.*\.\.)[A-Za-z0-9._/-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex BranchPattern();

    [GeneratedRegex(@"\A[ ,]*(?>[A-Za-z0-9_-]{1,30}=[0-9]{1,6}(?>[ ,]+|\z)){1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScalePattern();

    [GeneratedRegex(@"\A[!-~]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZonePattern();

    [GeneratedRegex(@"\A(bluegreen|recreate)\z", RegexOptions.CultureInvariant)]
    private static partial Regex StrategyPattern();

    [GeneratedRegex(@"\A(heal|report)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DriftPattern();

    [GeneratedRegex(@"\A/[!-~]{0,500}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\A[1-5][0-9]{2}(-[1-5][0-9]{2})?(,[1-5][0-9]{2}(-[1-5][0-9]{2})?){0,20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex StatusPattern();

    [GeneratedRegex(@"\A(?>(?!/)(?>/?(?!\.{1,2}(?:[/,]|\z))(?!\.git(?:[/,]|\z))[A-Za-z0-9._@+~-]{1,100}){1,20}(?>,|\z)){1,100}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LinksPattern();

    [GeneratedRegex(@"\A[ ,]*(?>[a-z]{1,20}(?>[ ,]+|\z)){1,10}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RuntimesPattern();

    [GeneratedRegex(@"\A(?!.*\.\.)(?!.*//)[A-Za-z0-9._-][A-Za-z0-9._ /-]{0,199}\.(cs|fs|vb)proj\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProjectPattern();

    [GeneratedRegex(@"\A[0-9]{1,3}(\.[0-9]{1,3}){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\A(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern();

    // Each part takes all it can and gives nothing back, so that a bad name is found out in one go.
    [GeneratedRegex(@"\A[ ,]*(?>(?=[^ ,]{1,253}(?:[ ,]|\z))(?>\*\.)?(?>[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*)(?>\.[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*)*(?>[ ,]+|\z)){1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServerNamesPattern();
}
