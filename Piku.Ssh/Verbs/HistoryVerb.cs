using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Piku.Domain;
using Piku.Domain.Journal;
using Piku.Domain.Settings;
using Piku.Reconciler.Journal;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>What happened, as lines that a person reads. Names of settings are shown, and their values only when that is asked for.</summary>
internal static class HistoryVerb
{
    private const int Most = 100_000;

    /// <summary>Stands in JSON for the value of a setting.</summary>
    private const string Masked = "***";

    public static void History(Command command, Session session)
    {
        var name = new Argument<string?>("APP") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        var count = new Option<int>("-n") { DefaultValueFactory = _ => 20 };
        var (since, until, actor, reveal) = (new Option<string?>("--since"), new Option<string?>("--until"), new Option<string?>("--actor"), new Option<bool>("--reveal"));
        foreach (var option in new Option[] { count, since, until, actor, reveal }) command.Options.Add(option);
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var number = parsed.GetValue(count);
            if (number is < 1 or > Most) throw new RefusedException($"-n should be a number from 1 to {Most}.");
            if (parsed.GetValue(reveal)) session.DemandReveal();
            var app = parsed.GetValue(name) is { } text ? Session.Name(text) : null;
            var (first, last, who) = (At(session, parsed.GetValue(since)), At(session, parsed.GetValue(until)), parsed.GetValue(actor));
            var events = Backwards.Of(session.Journal, app)
                .TakeWhile(recorded => !(recorded.At < first))
                .Where(recorded => session.Sees(recorded.App) && !(recorded.At > last) && (who is null || recorded.By.Actor == who))
                .Take(number).ToList();
            if (app is not null && events.Count == 0 && session.Journal.Read(app).Version == 0) throw session.NotFound(app);
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => line.List("events", events, one => Write(line, one, parsed.GetValue(reveal)))));
            else foreach (var line in Table.Lines([.. events.Select(one => Cells(one, session.Clock.GetUtcNow(), parsed.GetValue(reveal)))], session.Screen.Columns)) session.Screen.Line(line);
            return 0;
        });
    }

    private static DateTimeOffset? At(Session session, string? text) => text is null ? null : Moment.Parse(text, session.Clock.GetUtcNow(), session.Clock.LocalTimeZone);

    private static ImmutableArray<string> Cells(Recorded recorded, DateTimeOffset now, bool reveal) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"#{recorded.Seq}"),
        Spans.Ago(now - recorded.At),
        recorded.App.Value,
        $"{EventWords.Of(recorded.Event, reveal)}  ({recorded.By.Actor})",
    ];

    private static void Write(Utf8JsonWriter json, Recorded recorded, bool reveal)
    {
        var stored = EventCodec.Write(reveal ? recorded.Event : SettingValues.Map(recorded.Event, (_, value) => value == SettingValues.Unreadable ? value : Masked));
        json.Number("event", recorded.Seq);
        json.Text("app", recorded.App.Value);
        json.Number("version", recorded.Version);
        json.Time("at", recorded.At);
        json.Text("actor", recorded.By.Actor);
        json.Text("fingerprint", recorded.By.Fingerprint);
        json.Text("verb", recorded.By.Verb);
        json.Text("type", stored.Type);
        json.Number("typeVersion", stored.Version);
        json.Text("text", EventWords.Of(recorded.Event, reveal));
        json.WritePropertyName("data");
        json.WriteRawValue(stored.Payload);
    }
}
