using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>Takes back what one event changed in the settings or the scale.</summary>
internal static class UndoVerb
{
    public static void Undo(Command command, Session session)
    {
        var words = new Argument<string[]>("[APP] #EVENT") { Arity = new ArgumentArity(1, 2) };
        command.Arguments.Add(words);
        command.SetAction(parsed =>
        {
            string[] given = parsed.GetRequiredValue(words);
            var text = given[^1];
            if (Point.TryParse(text) is not Point.Event(var seq)) throw new RefusedException($"'{text}' is not the number of an event; see: history.");
            var recorded = session.Journal.After(seq - 1, 1) is [var one] && one.Seq == seq && session.Sees(one.App) ? one : throw new RefusedException($"there is no event #{seq}; see: history.");
            if (recorded.App == AppName.Box) throw new RefusedException($"#{seq} happened to the keys of the box, and only settings and scale can be taken back; see: keys.");
            var app = session.App(recorded.App.Value);
            if (given is [var name, _] && name != app.Name.Value) throw new RefusedException($"#{seq} happened to '{app.Name}', and not to '{name}'; see: history {name}.");
            var past = new Lookup(session, app).Past;
            if (past.Event(seq) is null) throw new RefusedException($"#{seq} happened to an app '{app.Name}' that was destroyed since; nothing of it can be taken back.");
            var undo = Piku.Domain.Apps.Undo.Of(past, recorded, out var refusal) ?? throw new RefusedException(refusal!.Sentence);
            var done = session.Record(app.Name, now => now.Version == app.Version ? undo : throw new RefusedException($"something has happened to '{app.Name}' meanwhile; look again: history {app.Name}."), $"undo #{seq}");
            session.Screen.Step($"Undoing #{seq} of '{app.Name}': {string.Join(", ", Names(undo))}");
            return new Following(session, app.Name).Follow(done);
        });
    }

    private static IEnumerable<string> Names(AppCommand undo) => undo switch
    {
        AppCommand.UndoConfig(_, var set, var unset) => set.Keys.Select(key => $"{key} gets its former value").Concat(unset.Select(key => $"{key} is unset")),
        AppCommand.Scale(var counts) => counts.Select(count => $"{count.Key}={count.Value}"),
        _ => throw new System.Diagnostics.UnreachableException(undo.GetType().Name),
    };
}
