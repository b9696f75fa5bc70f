using System.Collections.Immutable;
using System.CommandLine;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Completion;

/// <summary>For the completion of a shell: given the words of a line up to the cursor, prints what the last one may become, one a line.</summary>
internal static class CompleteVerb
{
    public static void Complete(Command command, Session session)
    {
        var words = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(words);
        command.SetAction(parsed =>
        {
            string[] line = parsed.GetValue(words) is { Length: > 0 } given ? given : [""];
            var known = Known.To(session, session.Current?.Value, ImmutableSortedDictionary<string, string>.Empty);
            foreach (var one in Candidates.Of([.. line[..^1]], line[^1], known)) session.Screen.Line(one);
            return 0;
        });
    }
}
