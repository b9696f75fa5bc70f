using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Ssh.Output;

namespace Piku.Ssh.Verbs;

/// <summary>An app's processes: how many of each kind were asked for, and what each of them does.</summary>
internal static class PsVerb
{
    private static readonly ImmutableArray<string> Columns = ["PROCESS", "STATE", "PID", "UPTIME", "RESTARTS", "MEMORY", "CPU", "PORT", "RELEASE"];

    public static void Ps(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            if (app.CurrentSlug is not { } slug) throw new RefusedException($"app '{app.Name}' has no release to run; push one: git push piku main.");
            var wanted = slug.Processes.Keys.Where(Procfile.IsProcess).ToImmutableSortedDictionary(kind => kind, kind => app.State == AppState.Stopped ? 0 : app.CountOf(kind), StringComparer.Ordinal);
            var now = session.Clock.GetUtcNow();
            var rows = ProcessTable.Of(Projection.Of(session.Root, app), new HostObserver(session.Root, session.Host).Look(app.Name), now);
            var trees = session.Host.ProcessTrees([.. rows.Select(row => row.Pid).OfType<int>()]);
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => Write(line, app, wanted, rows, trees, now)));
            else foreach (var line in Lines(wanted, rows, trees, now, session.Screen.Columns)) session.Screen.Line(line);
            return 0;
        });
    }

    /// <summary>What was asked for as the original shows it, one <c>kind:number</c> a line; then a table of what there is.</summary>
    private static IEnumerable<string> Lines(
        ImmutableSortedDictionary<string, int> wanted, ImmutableArray<ProcessRow> rows, IReadOnlyDictionary<int, ProcessTree> trees, DateTimeOffset now, int? room)
    {
        foreach (var (kind, count) in wanted) yield return $"{kind}:{count}";
        if (rows.IsEmpty) yield break;
        yield return "";
        foreach (var line in Table.Lines([Columns, .. rows.Select(row => Cells(row, row.Pid is { } pid ? trees.GetValueOrDefault(pid) : null, now))], room)) yield return line;
    }

    private static ImmutableArray<string> Cells(ProcessRow row, ProcessTree? tree, DateTimeOffset now) =>
    [
        row.Process,
        Word(row.State),
        row.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-",
        row.Since is { } since ? Age(now - since) : "-",
        row.Restarts.ToString(CultureInfo.InvariantCulture),
        tree is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{tree.ResidentBytes / 1048576.0:0.0} MB"),
        tree is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{tree.Cpu.TotalSeconds:0.0} s"),
        row.Port?.ToString(CultureInfo.InvariantCulture) ?? "-",
        $"v{row.Release}",
    ];

    private static string Word(ProcessState state) => state switch
    {
        ProcessState.Up => "up",
        ProcessState.Starting => "starting",
        ProcessState.Asleep => "asleep",
        ProcessState.BackingOff => "backing off",
        ProcessState.Down => "down",
        ProcessState.Draining => "draining",
        ProcessState.Unknown => "unknown",
    };

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => $"{age.Days}d {age.Hours}h",
        { TotalHours: >= 1 } => $"{age.Hours}h {age.Minutes}m",
        { TotalMinutes: >= 1 } => $"{age.Minutes}m {age.Seconds}s",
        _ => $"{Math.Max(0, age.Seconds)}s",
    };

    private static void Write(
        Utf8JsonWriter json, App app, ImmutableSortedDictionary<string, int> wanted, ImmutableArray<ProcessRow> rows, IReadOnlyDictionary<int, ProcessTree> trees, DateTimeOffset now)
    {
        json.Text("app", app.Name.Value);
        json.WriteBoolean("stopped", app.State == AppState.Stopped);
        json.Object("wanted", _ =>
        {
            foreach (var (kind, count) in wanted) json.WriteNumber(kind, count);
        });
        json.List("processes", rows, row => Write(json, row, row.Pid is { } pid ? trees.GetValueOrDefault(pid) : null, now));
    }

    private static void Write(Utf8JsonWriter json, ProcessRow row, ProcessTree? tree, DateTimeOffset now)
    {
        json.Text("process", row.Process);
        json.Text("kind", row.Kind);
        json.Number("ordinal", row.Ordinal);
        json.Text("state", Word(row.State));
        json.Number("pid", row.Pid);
        json.Number("uptimeSeconds", row.Since is { } since ? (long)Math.Max(0, (now - since).TotalSeconds) : null);
        json.Number("restarts", row.Restarts);
        json.Number("residentBytes", tree?.ResidentBytes);
        json.Milliseconds("cpuMilliseconds", tree?.Cpu);
        json.Number("port", row.Port);
        json.Number("release", row.Release);
        json.Number("generation", row.Generation);
    }
}
