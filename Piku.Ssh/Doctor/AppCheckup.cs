using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Drifting;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Doctor;

/// <summary>An app as the doctor sees it: each of its files, its processes, its host names and its certificate.</summary>
internal sealed class AppCheckup
{
    /// <summary>One that a CA gave is replaced long before; one that somebody brought is not.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    private readonly Session _session;
    private readonly DesiredApp _desired;
    private readonly ObservedApp _observed;
    private readonly Drift _drift;
    private readonly bool _isSettled;

    public AppCheckup(Session session, App app)
    {
        _session = session;
        _desired = Projection.Of(session.Root, app);
        _observed = new HostObserver(session.Root, session.Host).Look(app.Name);
        _drift = Drift.Of(session.Root, _desired, _observed, new Planner(session.Root).Of(_desired, _observed, session.Clock.GetUtcNow()));
        _isSettled = session.Board.Read(app.Name)?.Settled == _desired.Mark;
    }

    public App App => _desired.App;

    /// <summary>What of the folders that all apps share is this one's, whatever state it is in.</summary>
    public IEnumerable<string> OwnPaths => Managed.Paths(_session.Root, _desired).Concat(_observed.Vassals.Keys.Select(name => new Reconciler.Layout.VassalFiles(_session.Root, name)).SelectMany(files => new[] { files.Ini, files.OnDemand, files.Environment }));

    /// <summary>In the order of their paths.</summary>
    public IEnumerable<FileFinding> Files =>
        Managed.Paths(_session.Root, _desired).Concat(_drift.Deviations.Where(deviation => deviation.Change == Change.Surplus).Select(deviation => deviation.Path)).Distinct()
            .Select(path => new FileFinding(_session.Root.Below(path), State(path))).OrderBy(file => file.Path, StringComparer.Ordinal);

    public async Task<ImmutableArray<Finding>> Findings(CancellationToken cancel) =>
    [
        .. await Running(cancel).ConfigureAwait(false),
        .. Amiss.Length > 0 ? [Drifted] : _drift.IsEmpty ? Array.Empty<Finding>() : [new Finding("files", "Files are being written")],
        .. Listening,
        .. Certificates(),
        .. await HostNames.Of(_session, _desired, cancel).ConfigureAwait(false),
    ];

    /// <summary>Where a plan comes to its files only later, they are told one by one.</summary>
    private ImmutableArray<string> Amiss => Files.Where(file => file.IsTrouble).Select(file => file.Path).ToImmutableArray() is var paths && !paths.IsEmpty && !_drift.IsEmpty ? _drift.Names : paths;

    private Finding Drifted => new(
        "files",
        $"{string.Join(", ", Amiss)} {(Amiss.Length == 1 ? "is" : "are")} not as piku has left {(Amiss.Length == 1 ? "it" : "them")}",
        App.Current is { } release && Piku.Domain.Settings.EffectiveSettings.Of(App, release).LeavesDrift
            ? $"restart {App.Name} puts them back, and so does all else that changes the app; or let that always be done: config:unset {App.Name} PIKU_DRIFT"
            : "wait for pikud, which puts them back; if it does not, why says what is in the way");

    private string State(string path) => _drift.Deviations.FirstOrDefault(deviation => deviation.Path == path || deviation.Path.StartsWith(path + "/", StringComparison.Ordinal)) switch
    {
        null when _session.Host.Form(path).Kind != Reconciler.Hosts.FileKind.None => FileFinding.Ok,
        _ when !_isSettled => FileFinding.Awaited,
        null => "missing",
        { Path: var inner, Change: not Change.Rights } when inner != path => "edited",
        { Change: var change } => change.ToString().ToLowerInvariant(),
    };

    private async Task<IEnumerable<Finding>> Running(CancellationToken cancel)
    {
        var causes = await WhyVerb.Causes(_session, App, cancel).ConfigureAwait(false);
        return causes.Length > 0 ? causes.Select(cause => new Finding("app", cause.What, cause.ToDo ?? $"see: why {App.Name}")) : [new Finding("app", "It runs as it should")];
    }

    private IEnumerable<Finding> Listening =>
        from vassal in _desired.Live?.Vassals ?? []
        where vassal.Probe is Probe.Listening || (vassal.Probe.Socket is not null && _observed.Vassal(vassal.Name) is { IsAsleep: false })
        let isThere = vassal.Probe is Probe.Listening(_, var port, _) ? _session.Host.ListeningPorts().Contains(port) : _session.Host.Form(vassal.Probe.Socket!).Kind == Reconciler.Hosts.FileKind.Other
        select Finding.Of(
            vassal.Probe is Probe.Listening ? "port" : "socket",
            isThere,
            $"{vassal.Process} listens on {_session.Root.Below(vassal.Probe.Server!)}",
            $"Nobody listens on {_session.Root.Below(vassal.Probe.Server!)}, which is {vassal.Process}'s",
            $"see: logs {App.Name} {vassal.Process}");

    private IEnumerable<Finding> Certificates()
    {
        var now = _session.Clock.GetUtcNow();
        if (CertificateRow.Of(_session.Root, _desired, _observed, now) is not { } row) yield break;
        var until = row.Expires is { } end ? $"{end:yyyy-MM-dd}" : "an unknown day";
        if (row.Trouble is not null && !row.Names.Any(CertificateNames.IsPublic)) yield return new Finding("certificate", $"It is {row.Issuer}, for no CA certifies {string.Join(", ", row.Names)}");
        else if (row.Trouble is { } trouble) yield return new Finding("certificate", $"It is {row.Issuer}, and browsers warn of it: {trouble.TrimEnd('.')}", $"mend that, then: certs:renew {App.Name}; or bring your own: certs:add {App.Name}");
        else if (row.Expires < now) yield return new Finding("certificate", $"It has expired on {until}", $"certs:add {App.Name} or certs:renew {App.Name}");
        else if (row.State == CertificateState.Given && row.Expires < now + Soon) yield return new Finding("certificate", $"Yours of {row.Issuer} expires on {until}, and nobody renews it", $"bring the next one: certs:add {App.Name}");
        else yield return new Finding("certificate", $"{row.Issuer}, until {until}");
    }
}
