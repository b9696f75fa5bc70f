using System.CommandLine;
using System.Globalization;
using Piku.Domain.Journal;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>What happened, as lines that a person reads. Names of settings are shown, and their values only when that is asked for.</summary>
internal static class HistoryVerb
{
    private const int Most = 100_000;

    public static void History(Command command, Session session)
    {
        var name = new Argument<string?>("APP") { Arity = ArgumentArity.ZeroOrOne };
        var count = new Option<int>("-n") { DefaultValueFactory = _ => 20 };
        command.Arguments.Add(name);
        var reveal = new Option<bool>("--reveal");
        command.Options.Add(count);
        command.Options.Add(reveal);
        command.SetAction(parsed =>
        {
            var number = parsed.GetValue(count);
            if (number is < 1 or > Most) throw new RefusedException($"-n should be a number from 1 to {Most}.");
            if (parsed.GetValue(reveal)) session.DemandReveal();
            var app = parsed.GetValue(name) is { } text ? Session.Name(text) : null;
            var events = session.Journal.Newest(app, number);
            if (app is not null && events.Count == 0) throw new RefusedException($"app '{app}' not found.");
            foreach (var recorded in events) session.Screen.Line(LineOf(recorded, parsed.GetValue(reveal)));
            return 0;
        });
    }

    private static string LineOf(Recorded recorded, bool reveal) => string.Create(
        CultureInfo.InvariantCulture, $"#{recorded.Seq}  {recorded.At:yyyy-MM-dd HH:mm:ss}Z  {recorded.App}  {EventWords.Of(recorded.Event, reveal)}  ({recorded.By.Actor})");
}
