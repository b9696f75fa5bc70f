using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders the uWSGI configuration of one process.</summary>
/// <remarks>
/// uWSGI expands <c>%</c>, <c>$( )</c> and <c>@( )</c> in values, so nothing that a user wrote stands in the file: settings and
/// commands reach the process through <c>envdir</c>, which is exact, and what is named here was checked against a pattern.
/// </remarks>
public static class UwsgiVassal
{
    private const string Command = "PIKU_COMMAND";

    public static Vassal Of(RootLayout root, App app, Release release, Rollout rollout, string kind, int ordinal)
    {
        var process = $"{kind}.{ordinal}";
        var name = $"{app.Name}_{process}_g{rollout.Generation}";
        var settings = EffectiveSettings.Of(app, release);
        var slug = app.Slug(release);
        var environment = release.Environment is { } fingerprint ? root.Environment(app.Name, fingerprint) : null;
        var starts = $"{root.Run}/{name}.starts";
        var probe = ProbeOf(root, app, rollout, kind, ordinal, settings);
        var lines = probe is Probe.Accepting accepting
            ? Wsgi(settings, slug.Processes[kind], environment, accepting.Socket, starts)
            : Attached(starts);
        return new Vassal(
            $"{name}.ini",
            process,
            new DesiredFile(
                $"{root.Vassals}/{name}.ini",
                Ownership.Mark(';', app.Name, $" release={release.Number} generation={rollout.Generation} process={process}")
                    + "[uwsgi]\n"
                    + string.Concat(Common(root, app, settings, process, $"{root.VassalEnvironments}/{name}", root.Slug(app.Name, slug.Fingerprint))
                        .Concat(lines)
                        .Select(line => $"{line.Name} = {line.Value}\n"))),
            $"{root.VassalEnvironments}/{name}",
            Variables(root, app, release, environment, kind, probe, slug.Processes[kind]),
            starts,
            probe,
            CheckOf(settings, probe, $"{root.Run}/{name}.check"));
    }

    /// <summary>The generation in a vassal's name; 0 where it has none.</summary>
    public static int GenerationOf(string name) =>
        int.TryParse(name.AsSpan(name.LastIndexOf('g') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : 0;

    private static Probe ProbeOf(RootLayout root, App app, Rollout rollout, string kind, int ordinal, EffectiveSettings settings) => kind switch
    {
        "wsgi" => new Probe.Accepting($"{root.Run}/{app.Name}.g{rollout.Generation}.{ordinal}.sock", settings.Number("PIKU_HEALTH_TIMEOUT")),
        "web" => new Probe.Listening(settings.Text("BIND_ADDRESS"), rollout.Ports[$"{kind}.{ordinal}"], settings.Number("PIKU_HEALTH_TIMEOUT")),
        _ => new Probe.StaysUp(settings.Number("PIKU_WORKER_GRACE")),
    };

    private static HttpCheck? CheckOf(EffectiveSettings settings, Probe probe, string file) => probe is Probe.StaysUp || settings.Text("HEALTHCHECK_PATH") == ""
        ? null
        : new HttpCheck(
            file,
            settings.Text("HEALTHCHECK_PATH"),
            settings.ServerNames.FirstOrDefault("localhost"),
            settings.Text("HEALTHCHECK_STATUS"),
            settings.Number("HEALTHCHECK_INTERVAL"),
            settings.Number("HEALTHCHECK_RETRIES"));

    private static ImmutableSortedDictionary<string, string> Variables(
        RootLayout root, App app, Release release, string? environment, string kind, Probe probe, string command)
    {
        var variables = ProcessEnvironment.Of(root, app, release, environment, kind);
        return AsFiles(probe switch
        {
            Probe.Listening(var address, var port, _) => variables
                .SetItem("PORT", port.ToString(CultureInfo.InvariantCulture))
                .SetItem("BIND_ADDRESS", address)
                .SetItem(Command, command),
            Probe.StaysUp => variables.SetItem(Command, command),
            _ => variables,
        });
    }

    /// <summary>An empty file in an <c>envdir</c> means no variable at all, and a final newline is taken away.</summary>
    private static ImmutableSortedDictionary<string, string> AsFiles(ImmutableSortedDictionary<string, string> variables) =>
        variables.SetItems(variables.Where(v => v.Value == "").Select(v => KeyValuePair.Create(v.Key, "\n")));

    private static IEnumerable<(string Name, string Value)> Common(
        RootLayout root, App app, EffectiveSettings settings, string process, string environment, string folder) =>
    [
        ("strict", "true"),
        ("master", "true"),
        ("die-on-term", "true"),
        ("chdir", folder),
        ("envdir", environment),
        ("procname-prefix", $"{app.Name}:{process}:"),
        ("logto", root.ProcessLog(app.Name, process)),
        ("log-maxsize", settings.Text("UWSGI_LOG_MAXSIZE")),
    ];

    private static IEnumerable<(string Name, string Value)> Wsgi(
        EffectiveSettings settings, string module, string? environment, string socket, string starts) =>
    [
        ("hook-asap", $"append:{starts} ."),
        ("plugin", "python3"),
        ("need-app", "true"),
        .. environment is null ? Array.Empty<(string, string)>() : [("virtualenv", environment)],
        ("module", module),
        ("socket", socket),
        ("chmod-socket", "666"),
        ("vacuum", "true"),
        ("buffer-size", "16384"),
        ("processes", settings.Text("UWSGI_PROCESSES")),
        ("threads", settings.Text("UWSGI_THREADS")),
        ("enable-threads", OnOff(settings.Flag("UWSGI_ENABLE_THREADS"))),
        ("max-requests", settings.Text("UWSGI_MAX_REQUESTS")),
        ("listen", settings.Text("UWSGI_LISTEN")),
        ("log-x-forwarded-for", OnOff(settings.Flag("UWSGI_LOG_X_FORWARDED_FOR"))),
    ];

    /// <summary>uWSGI gives the line to a shell, and the line gives the Procfile's command to another, as it was written.</summary>
    private static IEnumerable<(string Name, string Value)> Attached(string starts) =>
        [("attach-daemon", $"printf . >>{starts}; exec /bin/sh -c \"${Command}\"")];

    private static string OnOff(bool flag) => flag ? "true" : "false";
}
