using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
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
    /// <summary>Bytes of a process's output that are read, and stamped, at once. It is a stream, so what is longer is no shorter for it.</summary>
    private const string LogBuffer = "16384";

    public static Vassal Of(RootLayout root, App app, Release release, Rollout rollout, string kind, int ordinal)
    {
        var process = $"{kind}.{ordinal}";
        var files = new VassalFiles(root, new VassalName(app.Name.Value, process, rollout.Generation).ToString());
        var settings = EffectiveSettings.Of(app, release);
        var slug = app.Slug(release);
        var folders = ReleaseHome.Of(root, app.Name, release);
        var probe = ProbeOf(files, rollout, kind, process, settings);
        var lines = probe is Probe.Accepting or Probe.AcceptingOnDemand
            ? Plugged(root, settings, StartOf(slug, kind, folders, settings), files)
            : Attached(root, files);
        return new Vassal(
            files.Name,
            process,
            new DesiredFile(
                files.Ini,
                Ownership.Mark(';', app.Name, $" release={release.Number} generation={rollout.Generation} process={process}")
                    + "[uwsgi]\n"
                    + string.Concat(Common(root, app, settings, process, files.Environment, folders.Code)
                        .Concat(lines)
                        .Select(line => $"{line.Name} = {line.Value}\n"))),
            probe is Probe.AcceptingOnDemand(var socket, _) ? new DesiredFile(files.OnDemand, socket) : null,
            Variables(root, app, release, kind, probe, slug.Processes[kind], $"{root.Run}/{files.Name}"),
            probe,
            CheckOf(settings, probe, files.Check));
    }

    /// <summary>One of the app's own runtimes knows how; an app that was detected as another kind has the box's.</summary>
    private static ImmutableArray<UwsgiOption> StartOf(Slug slug, string kind, ReleaseFolders folders, EffectiveSettings settings) =>
        RuntimeChoice.Named(slug.Runtime).Concat(Runtime.All)
            .Select(runtime => runtime.Start(kind, slug.Processes[kind], folders, settings))
            .First(options => options is not null)!.Value;

    private static Probe ProbeOf(VassalFiles files, Rollout rollout, string kind, string process, EffectiveSettings settings) => kind switch
    {
        _ when Procfile.SpeaksUwsgi(kind) && settings.IdleSeconds is null => new Probe.Accepting(files.Socket!, settings.Number("PIKU_HEALTH_TIMEOUT")),
        _ when Procfile.SpeaksUwsgi(kind) => new Probe.AcceptingOnDemand(files.Socket!, settings.Number("PIKU_HEALTH_TIMEOUT")),
        "web" => new Probe.Listening(settings.Text("BIND_ADDRESS"), rollout.Ports[process], settings.Number("PIKU_HEALTH_TIMEOUT")),
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
        RootLayout root, App app, Release release, string kind, Probe probe, string command, string name)
    {
        var variables = ProcessEnvironment.Of(root, app, release, kind);
        return AsFiles(probe switch
        {
            Probe.Listening(var address, var port, _) => variables
                .SetItems(RuntimeChoice.Named(app.Slug(release).Runtime).SelectMany(runtime => runtime.Listening(address, port)).Where(given => !variables.ContainsKey(given.Key)))
                .SetItem("PORT", port.ToString(CultureInfo.InvariantCulture))
                .SetItem("BIND_ADDRESS", address)
                .SetItem(ProcessStarter.Command, command)
                .SetItem(ProcessStarter.Name, name),
            Probe.StaysUp => variables.SetItem(ProcessStarter.Command, command).SetItem(ProcessStarter.Name, name),
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
        ("log-backupname", RootLayout.Former(root.ProcessLog(app.Name, process))),
        ("log-master-stream", "true"),
        ("log-master-bufsize", LogBuffer),
        .. LogStamp.Encoders.Select(encoder => ("log-encoder", encoder)),
    ];

    private static IEnumerable<(string Name, string Value)> Plugged(
        RootLayout root, EffectiveSettings settings, ImmutableArray<UwsgiOption> start, VassalFiles files) =>
    [
        ("hook-asap", $"append:{files.Starts} ."),
        .. start.Select(option => (option.Name, option.Value)),
        .. settings.IdleSeconds is { } seconds ? OnDemand(seconds, files) : Listening(files),
        ("buffer-size", "16384"),
        ("processes", settings.Text("UWSGI_PROCESSES")),
        .. settings.IsAsynchronous || start.Any(option => option.Name == "threads") ? Array.Empty<(string, string)>() : [("threads", settings.Text("UWSGI_THREADS"))],
        ("enable-threads", OnOff(settings.Flag("UWSGI_ENABLE_THREADS"))),
        ("max-requests", settings.Text("UWSGI_MAX_REQUESTS")),
        ("listen", Math.Min(settings.Number("UWSGI_LISTEN"), root.MostListen).ToString(CultureInfo.InvariantCulture)),
        ("log-x-forwarded-for", OnOff(settings.Flag("UWSGI_LOG_X_FORWARDED_FOR"))),
    ];

    private static IEnumerable<(string Name, string Value)> Listening(VassalFiles files) =>
        [("socket", files.Socket!), ("chmod-socket", "666"), ("vacuum", "true")];

    /// <summary>The Emperor has the socket, and hands it over; it outlives the process.</summary>
    private static IEnumerable<(string Name, string Value)> OnDemand(int seconds, VassalFiles files) =>
    [
        ("hook-accepting1-once", $"append:{files.Accepts} ."),
        ("idle", seconds.ToString(CultureInfo.InvariantCulture)),
        ("die-on-idle", "true"),
    ];

    /// <summary>uWSGI gives the line to a shell, which has nothing to expand in it.</summary>
    private static IEnumerable<(string Name, string Value)> Attached(RootLayout root, VassalFiles files) =>
        [("attach-daemon", $"exec /bin/sh {root.ProcessStarter} {files.Starts} {files.Ends}")];

    private static string OnOff(bool flag) => flag ? "true" : "false";
}
