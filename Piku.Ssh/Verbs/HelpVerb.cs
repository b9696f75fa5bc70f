using System.CommandLine;

namespace Piku.Ssh.Verbs;

/// <summary>The table of verbs, for people.</summary>
internal static class HelpVerb
{
    public static void Help(Command command, Session session)
    {
        var name = new Argument<string?>("VERB") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is { } one) Show(session, VerbTable.Named(one) ?? throw new RefusedException($"'{one}' is not a verb of piku; see: help."));
            else ShowAll(session);
            return 0;
        });
    }

    private static void Show(Session session, Verb verb)
    {
        session.Screen.Line($"{verb.Name} {verb.Usage}".Trim());
        session.Screen.Line($"  piku will {verb.Summary}.");
        if (verb.Changes) session.Screen.Line("  With --plan it only tells what that would come to.");
    }

    private static void ShowAll(Session session)
    {
        var verbs = VerbTable.All.Where(v => !v.IsInternal).Select(v => ($"{v.Name} {v.Usage}".Trim(), v.Summary)).ToList();
        session.Screen.Line("piku runs what you push. Verbs:");
        foreach (var (call, summary) in verbs)
        {
            session.Screen.Line($"  {call}");
            session.Screen.Line($"      {summary}");
        }

        session.Screen.Line("What asks an app for something takes --plan, and then only tells what that would come to.");
    }
}
