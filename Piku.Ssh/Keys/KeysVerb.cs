using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Piku.Domain;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Keys;

/// <summary>The keys of the box; to who is no admin, the own one.</summary>
internal static class KeysVerb
{
    private static readonly ImmutableArray<string> Columns = ["NAME", "ROLE", "APPS", "VALUES", "SINCE", "BY", "FINGERPRINT"];

    public static void Keys(Command command, Session session)
    {
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var rows = Rows(session);
            var foreign = session.Sees(AppName.Box) ? AuthorizedKeys.Foreign(session.Keys.Text, session.Ring) : [];
            if (parsed.GetValue(json)) session.Screen.Line(Json(rows, foreign));
            else Tell(session, rows, foreign);
            return 0;
        });
    }

    /// <param name="By">What brought the key under its name.</param>
    private sealed record Row(Key Key, Recorded By);

    private static List<Row> Rows(Session session)
    {
        var history = Backwards.Of(session.Journal, AppName.Box).ToList();
        return [.. session.Ring.Keys.Where(key => session.Sees(AppName.Box) || key.Name == session.Key?.Name).Select(key => new Row(key, history.First(one => Brings(one.Event, key.Name))))];
    }

    private static bool Brings(AppEvent happened, KeyName name) => happened switch
    {
        KeyEvent.Added(var key) => key.Name == name,
        KeyEvent.Adopted(var key) => key.Name == name,
        KeyEvent.Rotated(var rotated, _) => rotated == name,
        _ => false,
    };

    private static void Tell(Session session, List<Row> rows, ImmutableArray<string> foreign)
    {
        if (rows.Count == 0) session.Screen.Line("No key is recorded yet; add one of an admin: setup:ssh FILE.");
        else foreach (var line in Table.Lines([Columns, .. rows.Select(row => Cells(row, session.Clock.GetUtcNow()))], session.Screen.Columns)) session.Screen.Line(line);
        foreach (var line in foreign) session.Screen.Warning($"{session.Root.AuthorizedKeys} has a line that is not piku's, and whoever it lets in is bound by no rights: {Table.Plain(Named(line))}.");
    }

    private static ImmutableArray<string> Cells(Row row, DateTimeOffset now) =>
    [
        row.Key.Name.Value,
        Rights.Name(row.Key.Role),
        row.Key.Apps.IsEmpty ? "all" : string.Join(' ', row.Key.Apps),
        Rights.SeesValues(row.Key) ? "shown" : "hidden",
        Spans.Ago(now - row.By.At),
        row.By.By.Actor,
        row.Key.Public.Fingerprint,
    ];

    private static string Json(List<Row> rows, ImmutableArray<string> foreign) => JsonLine.Of(json =>
    {
        json.List("keys", rows, row => Write(json, row));
        json.Texts("foreign", foreign.Select(Named));
    });

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.Text("name", row.Key.Name.Value);
        json.Text("role", Rights.Name(row.Key.Role));
        json.Texts("apps", row.Key.Apps.Select(app => app.Value));
        json.WriteBoolean("reveals", Rights.SeesValues(row.Key));
        json.Text("keyType", row.Key.Public.Type);
        json.Text("fingerprint", row.Key.Public.Fingerprint);
        json.Time("since", row.By.At);
        json.Text("by", row.By.By.Actor);
    }

    /// <summary>A line by its key, without what it makes sshd do.</summary>
    private static string Named(string line)
    {
        string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var key = words.Select((_, i) => PublicKeyLine.TryParse(string.Join(' ', words[i..]))).FirstOrDefault(one => one is not null);
        return key is null ? line[..Math.Min(60, line.Length)] : $"{key.Key.Fingerprint} {key.Comment}".TrimEnd();
    }
}
