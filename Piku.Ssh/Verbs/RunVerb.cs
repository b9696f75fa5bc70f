using System.Collections.Immutable;
using System.CommandLine;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;

namespace Piku.Ssh.Verbs;

/// <summary>One command in the live release, with its environment, on the caller's own terminal.</summary>
internal static class RunVerb
{
    public static void Run(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var words = AppVerbs.Arguments(command, "COMMAND");
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            session.DemandReveal();
            var app = session.App(parsed.GetRequiredValue(name));
            if (app.Live is not { } live) throw new RefusedException($"app '{app.Name}' has no live release to run a command in; push one: git push piku main.");
            var release = app.Release(live.Release);
            var variables = ProcessEnvironment.Of(session.Root, app, release, "run");
            var line = new CommandLine("/bin/sh", ["-c", LineOf(session, [.. parsed.GetRequiredValue(words), .. parsed.UnmatchedTokens])], ReleaseHome.Of(session.Root, app.Name, release).Code, Terminal(variables));
            return session.Host.Attach(line);
        });
    }

    /// <summary>Over ssh the line as it was typed, for that is what its author meant for a shell; locally the words as they came, or one word as a line.</summary>
    private static string LineOf(Session session, ImmutableArray<string> words) =>
        session.Remainder ?? (words is [var line] ? line : ShellWords.Quoted(words));

    private static ImmutableSortedDictionary<string, string> Terminal(ImmutableSortedDictionary<string, string> variables) =>
        Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term ? variables.SetItem("TERM", term) : variables;
}
