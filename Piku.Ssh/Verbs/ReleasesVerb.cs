using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Piku.Domain;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>An app's releases: what made each, what became of it, how long that took, and what it takes of the disk.</summary>
internal static class ReleasesVerb
{
    private const int Most = 10_000;

    private static readonly ImmutableArray<string> Columns = ["RELEASE", "STATE", "WHEN", "WHO", "BUILD", "SWITCH", "DISK", "WHAT"];

    public static void Releases(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var count = new Option<int>("-n") { DefaultValueFactory = _ => 20 };
        command.Options.Add(count);
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var number = parsed.GetValue(count);
            if (number is < 1 or > Most) throw new RefusedException($"-n should be a number from 1 to {Most}.");
            var app = session.App(parsed.GetRequiredValue(name));
            var rows = ReleaseTable.Of(Backwards.Of(session.Journal, app.Name), number);
            var told = rows.Select(row => (Row: row, Files: ReleaseFiles.Of(session.Root, session.Host, app, row, rows))).ToList();
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => Write(line, app.Name.Value, told)));
            else if (told.Count == 0) session.Screen.Line($"'{app.Name}' has no releases yet; push one: git push piku main.");
            else foreach (var line in Lines(told, session.Clock.GetUtcNow(), session.Screen.Columns)) session.Screen.Line(line);
            return 0;
        });
    }

    /// <summary>The table, and below each release that failed, why.</summary>
    private static IEnumerable<string> Lines(IReadOnlyList<(ReleaseRow Row, ReleaseFiles Files)> told, DateTimeOffset now, int? room)
    {
        var lines = Table.Lines([Columns, .. told.Select(one => Cells(one.Row, one.Files, now))], room).ToList();
        yield return lines[0];
        foreach (var (line, (row, _)) in lines.Skip(1).Zip(told))
        {
            yield return line;
            if (row is { State: ReleaseState.Failed, Failure: { } why }) yield return Table.Plain($"         failed: {why}");
        }
    }

    private static ImmutableArray<string> Cells(ReleaseRow row, ReleaseFiles files, DateTimeOffset now) =>
    [
        $"v{row.Number}",
        Word(row, files),
        Spans.Ago(now - row.Made.At),
        row.Made.By.Actor,
        row.BuildTime is { } build ? Spans.Length(build) : "-",
        row.SwitchTime is { } change ? Spans.Length(change) : "-",
        files.Bytes is { } bytes ? Table.Megabytes(bytes) + (files.IsShared ? " (shared)" : "") : "-",
        row.Note,
    ];

    private static string Word(ReleaseRow row, ReleaseFiles files) => row.State switch
    {
        ReleaseState.Building => "building",
        ReleaseState.Starting => "starting",
        ReleaseState.Live => "live",
        ReleaseState.Retired => files.IsPruned(row) ? "pruned" : "retired",
        ReleaseState.Failed => "failed",
        ReleaseState.Superseded => "superseded",
    };

    private static string Word(ReleaseCause cause) => cause switch
    {
        ReleaseCause.Push => "push",
        ReleaseCause.Config => "config",
        ReleaseCause.Deploy => "deploy",
        ReleaseCause.Rollback => "rollback",
        ReleaseCause.Fallback => "fallback",
    };

    private static void Write(Utf8JsonWriter json, string app, IReadOnlyList<(ReleaseRow Row, ReleaseFiles Files)> told)
    {
        json.Text("app", app);
        json.List("releases", told, one => Write(json, one.Row, one.Files));
    }

    private static void Write(Utf8JsonWriter json, ReleaseRow row, ReleaseFiles files)
    {
        json.Number("release", row.Number);
        json.Text("state", Word(row, files));
        json.Text("cause", Word(row.Cause));
        json.Text("note", row.Note);
        json.Number("restores", row.Restores);
        json.Text("actor", row.Made.By.Actor);
        json.Text("fingerprint", row.Made.By.Fingerprint);
        json.Time("madeAt", row.Made.At);
        json.Time("builtAt", row.Built);
        json.Time("liveAt", row.WentLive);
        json.Milliseconds("buildMilliseconds", row.BuildTime);
        json.Milliseconds("switchMilliseconds", row.SwitchTime);
        json.Text("failure", row.Failure);
        json.Numbers("generations", row.Generations);
        json.Number("bytes", files.Bytes);
        json.Object("slug", Members(json, files.Slug));
        json.Object("environment", Members(json, files.Environment));
        json.Object("tree", Members(json, files.Tree));
    }

    private static Action<Utf8JsonWriter>? Members(Utf8JsonWriter json, ReleaseFolder? folder) => folder is null ? null : _ =>
    {
        json.Text("fingerprint", folder.Fingerprint);
        json.Number("bytes", folder.Bytes);
        json.Numbers("sharedWith", folder.SharedWith);
    };
}
