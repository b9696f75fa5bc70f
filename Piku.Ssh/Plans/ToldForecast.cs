using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Forecasts;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Plans;

/// <summary>A forecast in words, for people and for programs alike.</summary>
/// <param name="Recorded">What the verb would record.</param>
/// <param name="Reveal">Whether values of settings are shown.</param>
public sealed record ToldForecast(Forecast Forecast, IReadOnlyList<Recorded> Recorded, bool PikudRuns, bool Reveal)
{
    private const string Pikud = "pikud";

    public string App => Forecast.App.Value;

    /// <summary>What would be recorded at once and what the reconciler would report then; with who would do so.</summary>
    public ImmutableArray<(string By, AppEvent Event, string Told)> Events =>
        [.. Recorded.Select(r => (r.By.Actor, r.Event)).Concat(Forecast.End.Reports.Select(report => (Actor: Pikud, Event: report))).Select(e => (e.Actor, e.Event, EventWords.Of(e.Event, Reveal)))];

    /// <summary>The steps that matter, in their order; with the seconds after which each comes, as far as piku itself waits.</summary>
    public ImmutableArray<(Foretold Step, string Kind, string Told, int After)> Steps
    {
        get
        {
            var steps = ImmutableArray.CreateBuilder<(Foretold, string, string, int)>();
            foreach (var step in Forecast.Steps)
                if (Words(step) is var (kind, told)) steps.Add((step, kind, told, (int)(step.At - Forecast.Before.Now).TotalSeconds));
            return steps.ToImmutable();
        }
    }

    public ImmutableArray<(ChangedFile File, IReadOnlyList<string> Diff)> Files =>
        [.. ChangedFile.Between(Forecast.Before, Forecast.End, Reveal).Select(file => (file, UnifiedDiff.Of(file.From, file.Before, file.To, file.After)))];

    /// <summary>What stands in the way; null when nothing does.</summary>
    public string? Obstacle => Forecast.End.Trouble?.TrimEnd('.');

    public bool ChangesNothing => Recorded.Count == 0 && Forecast.Steps.IsEmpty && Obstacle is null;

    /// <summary>What completes "pikud would …", with a word for programs; null for a step that is only a part of another.</summary>
    private (string Kind, string Told)? Words(Foretold foretold) => foretold.Step switch
    {
        Step.Build(var release, _) => ("build", Building(release, foretold.Build!)),
        Step.AllotPorts(_, var processes) => ("ports", $"give ports to {string.Join(", ", processes)}"),
        Step.ReportNoRoom(_, var reason) => ("no-room", $"let the former processes end first: {reason}"),
        Step.Tell(_, var text) => ("tell", $"say that {text}"),
        Step.Spawn(var vassal, _) => ("start", $"start {vassal.Process}{Of(foretold.Release)}{(foretold.Again ? " again, with another configuration" : "")}"),
        Step.Dismiss(var name) => ("end", VassalName.TryParse(name) is { } vassal ? $"end {vassal.Process}{Of(foretold.Release)}" : $"take {name} away"),
        Step.Check(var vassal, _, _) => ("ask", $"ask {vassal.Process} for {vassal.Check!.Path}"),
        Step.WriteSite(var site, _) => ("site", $"write the site {Below(site.Path)}"),
        Step.ReloadNginx => ("reload", "reload nginx"),
        Step.Link(var path, var target) => ("link", $"point {Below(path)} to {Below(target)}"),
        Step.WriteFile(var file) => ("write", $"write {Below(file.Path)}"),
        Step.DeleteFile(var path) => ("delete", $"delete {Below(path)}"),
        Step.DeleteFolder(var path) => ("delete", $"delete {Below(path)}"),
        Step.Sweep(var path) => ("delete", $"delete {Below(path)}"),
        Step.MakeFolder(var path) => ("make", $"make {Below(path)}"),
        Step.ReportLive(_, var release) => ("live", $"call v{release} live"),
        Step.ReportFailed(_, _, var reason) => ("failed", $"give the release up: {reason}"),
        Step.SelfSign(_, var names, _) => ("certificate", $"make a certificate of its own for {string.Join(", ", names)}"),
        Step.OrderCertificate(var order, _) => ("certificate", $"ask {order.Directory} for a certificate for {string.Join(", ", order.Names)}"),
        Step.ReportCertificateLost => ("certificate", "see to another certificate, for the file of the one in use is gone"),
        Step.DropCertificate(var path) => ("delete", $"delete {Below(path)}"),
        Step.ReadInclude(_, _, var path) => ("read", $"read {path} for nginx"),
        Step.AskCloudflare => ("ask", "ask Cloudflare from where it comes"),
        Step.ReportDying(_, _, var reason) => ("dying", $"bring the former release back: {reason}"),
        _ => null,
    };

    private static string Building(int release, PaperBuild build) => build switch
    {
        { Failure: { } why } => $"fail to build v{release}: {why}",
        { IsThere: true } => $"build v{release}, with nothing to install{Running(build)}",
        _ => $"build v{release}, and install its dependencies{Running(build)}",
    };

    private static string Running(PaperBuild build) => build.Phases.IsEmpty ? "" : $"; its Procfile has it run {string.Join(" and ", build.Phases)}";

    private static string Of(int? release) => release is { } number ? string.Create(CultureInfo.InvariantCulture, $" of v{number}") : "";

    private string Below(string path) => path.StartsWith(Forecast.Before.Layout.Root + "/", StringComparison.Ordinal) ? path[(Forecast.Before.Layout.Root.Length + 1)..] : path;
}
