using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Piku.Domain;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>The cron lines of an app's live release: when each runs next and how it ran last; or the newest runs of one.</summary>
internal static class CronVerb
{
    /// <summary>More than a record has.</summary>
    private const int Most = 10_000;

    private const int Usual = 20;

    /// <summary>At most so many lines of a record tell of a run: its start, that it is stopped, and its end.</summary>
    private const int LinesOfRun = 3;

    private static readonly ImmutableArray<string> Columns = ["KIND", "SCHEDULE", "LAST RUN", "TOOK", "OUTCOME", "NEXT RUN", "COMMAND"];

    private static readonly ImmutableArray<string> ColumnsOfRuns = ["DUE", "STARTED", "TOOK", "RELEASE", "OUTCOME"];

    public static void Cron(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var kind = new Argument<string?>("KIND") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(kind);
        var count = new Option<int>("-n") { DefaultValueFactory = _ => Usual };
        command.Options.Add(count);
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var (asked, number) = (parsed.GetValue(kind), parsed.GetValue(count));
            if (number is < 1 or > Most) throw new RefusedException($"-n should be a number from 1 to {Most}.");
            var app = session.App(parsed.GetRequiredValue(name));
            var now = session.Clock.GetUtcNow();
            var table = TableOf(session, app, number, now);
            if (asked is not null && table.Rows.All(row => row.Kind != asked))
                throw new RefusedException($"app '{app.Name}' runs no '{asked}' at times; its Procfile has {Procfile.Listed(table.Rows.Select(row => row.Kind))}.");
            var rows = table.Rows.Where(row => asked is null || row.Kind == asked).ToImmutableArray();
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => Write(line, app.Name, table.Zone, rows, number)));
            else if (rows.IsEmpty) session.Screen.Line($"'{app.Name}' runs nothing at times; a line of its Procfile does that, as in: cron: 30 4 * * * ./tidy");
            else foreach (var line in asked is null ? Lines(table.Zone, rows, now, session.Screen.Columns) : Runs(table.Zone, rows[0], number, session.Screen.Columns)) session.Screen.Line(line);
            return 0;
        });
    }

    private static CronTable TableOf(Session session, App app, int runs, DateTimeOffset now)
    {
        var kinds = app.Live is { } live ? app.Slug(app.Release(live.Release)).Processes.Keys.Where(Procfile.IsCron) : [];
        return CronTable.Of(app, new CronObserver(session.Root, session.Host).Look(app.Name, kinds, runs * LinesOfRun), session.Clock.LocalTimeZone, now);
    }

    private static IEnumerable<string> Lines(TimeZoneInfo zone, ImmutableArray<CronRow> rows, DateTimeOffset now, int? room) =>
        [.. Table.Lines([Columns, .. rows.Select(row => Cells(row, zone, now))], room), $"Times are those of {zone.Id}."];

    private static ImmutableArray<string> Cells(CronRow row, TimeZoneInfo zone, DateTimeOffset now)
    {
        var last = row.Runs.FirstOrDefault();
        return
        [
            row.Kind,
            row.Line.Text,
            last is null ? "never" : Spans.Ago(now - last.At),
            last?.Took is { } took ? Spans.Length(took) : "-",
            last is null ? "-" : Told(last),
            row.Next is { } next ? CronTimes.Minute(next, zone) : "-",
            row.Line.Command,
        ];
    }

    private static IEnumerable<string> Runs(TimeZoneInfo zone, CronRow row, int number, int? room) => row.Runs.IsEmpty
        ? [$"{row.Kind} has not run yet."]
        : [.. Table.Lines([ColumnsOfRuns, .. row.Runs.Take(number).Select(run => Cells(run, zone))], room), $"Times are those of {zone.Id}."];

    private static ImmutableArray<string> Cells(CronRun run, TimeZoneInfo zone) =>
    [
        CronTimes.Minute(run.Due, zone),
        run.Outcome == CronOutcome.Skipped ? "-" : CronTimes.Second(run.At, zone),
        run.Took is { } took ? Spans.Length(took) : "-",
        run.Release is { } release ? $"v{release}" : "-",
        Told(run),
    ];

    private static string Told(CronRun run) => run.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : Word(run.Outcome);

    private static string Word(CronOutcome outcome) => outcome switch
    {
        CronOutcome.Running => "running",
        CronOutcome.Well => "well",
        CronOutcome.Failed => "failed",
        CronOutcome.TimedOut => "timed out",
        CronOutcome.Stopped => "stopped",
        CronOutcome.Skipped => "skipped",
        CronOutcome.CutShort => "cut short",
    };

    private static void Write(Utf8JsonWriter json, AppName app, TimeZoneInfo zone, ImmutableArray<CronRow> rows, int number)
    {
        json.Text("app", app.Value);
        json.Text("timeZone", zone.Id);
        json.List("crons", rows, row =>
        {
            json.Text("kind", row.Kind);
            json.Text("schedule", row.Line.Text);
            json.Text("command", row.Line.Command);
            json.Time("nextRun", row.Next);
            json.List("runs", row.Runs.Take(number), run => Write(json, run));
        });
    }

    private static void Write(Utf8JsonWriter json, CronRun run)
    {
        json.Time("due", run.Due);
        json.Text("outcome", Word(run.Outcome));
        json.Number("exitCode", run.ExitCode);
        json.Time("startedAt", run.Outcome == CronOutcome.Skipped ? null : run.At);
        json.Time("endedAt", run.End);
        json.Number("release", run.Release);
    }
}
