using System.CommandLine;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Plans;

/// <summary>What is told and not done: by a verb of its own, and by an option of every verb that asks an app for something.</summary>
internal static class PlanVerb
{
    private const string Option = "--plan";

    private const string Json = "--json";

    private const string Reveal = "--reveal";

    /// <summary>Of an app for which nothing is asked: what the reconciler would do now.</summary>
    public static void Plan(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var json = new Option<bool>(Json);
        var reveal = new Option<bool>(Reveal);
        command.Options.Add(json);
        command.Options.Add(reveal);
        command.SetAction(parsed =>
        {
            var planned = PlanSheet.On(session, parsed.GetValue(json), parsed.GetValue(reveal));
            return planned.Sheet!.Tell(planned, session.App(parsed.GetRequiredValue(name)).Name);
        });
    }

    /// <summary>"plan APP VERB …" as the line that it stands for, "VERB APP … --plan"; any other line as it is.</summary>
    /// <exception cref="RefusedException">The verb asks no app for anything.</exception>
    public static (string Name, string[] Words) Unfolded(string name, string[] rest)
    {
        if ((name, rest) is not ("plan", [var app, var planned, .. var more]) || planned.StartsWith('-')) return (name, rest);
        return VerbTable.Named(planned) is null or { Changes: true }
            ? (planned, [app, .. more, Option])
            : throw new RefusedException($"'{planned}' asks an app for nothing, so there is nothing to plan; see: help.");
    }

    /// <summary>Takes the option and those that go with it from the words of a verb.</summary>
    /// <returns>The other words, and a session in which nothing is done where the option was among them.</returns>
    /// <exception cref="RefusedException">Values of settings are not for who asks.</exception>
    public static (string[] Words, Session Session) Sheeted(string[] rest, Session session) => rest.Contains(Option)
        ? ([.. rest.Where(word => word is not (Option or Json or Reveal))], PlanSheet.On(session, rest.Contains(Json), rest.Contains(Reveal)))
        : (rest, session);
}
