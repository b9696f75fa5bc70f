using System.CommandLine;
using System.CommandLine.Parsing;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Ssh.Plans;

namespace Piku.Ssh.Verbs;

/// <summary>From words to an exit code: finds the verb, has its arguments parsed, and turns every failure into one sentence.</summary>
public static class Dispatch
{
    /// <returns>One of <see cref="ExitCode"/>: whatever was refused or has failed has been said.</returns>
    public static int Run(string[] words, Session session)
    {
        try
        {
            return words is [var name, .. var rest] ? Run(name, rest, session) : Run("help", [], session);
        }
        catch (Exception trouble) when (trouble is RefusedException or JournalException or RootException)
        {
            session.Screen.Error(trouble.Message);
            return ExitCode.Refused;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            session.Screen.Error($"{DiskTrouble.Why(session.Root.Root, trouble).TrimEnd('.')}. Nothing was recorded unless a number was shown.");
            return ExitCode.Refused;
        }
    }

    private static int Run(string name, string[] rest, Session session)
    {
        (name, rest) = PlanVerb.Unfolded(name, rest);
        var verb = VerbTable.Named(name switch { "--help" or "-h" => "help", "--version" => "version", _ => name }) ?? throw new RefusedException(HelpVerb.Unknown(name, []));
        if (rest is ["--help"] or ["-h"]) (verb, rest) = (VerbTable.Named("help")!, [verb.Name]);
        session = session.Recognised();
        if (verb.TakesQuiet && rest.Any(IsQuiet)) (rest, session) = ([.. rest.Where(word => !IsQuiet(word))], session with { Screen = session.Screen.Quiet });
        if (verb.Changes) (rest, session) = PlanVerb.Sheeted(rest, session);
        var command = new Command(verb.Name, verb.Summary);
        verb.Arguments(command, session);
        var parsed = command.Parse(verb.IsLine ? ["--", .. rest] : rest, AsGiven);
        if (parsed.Errors.Count > 0) throw new RefusedException($"{Sentence(parsed.Errors[0].Message)} Usage: {verb.Call}");
        session.Demand(verb.Needs, AppOf(verb, parsed));
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>The app that the words name; null where they name none.</summary>
    private static AppName? AppOf(Verb verb, ParseResult parsed)
    {
        string[] words = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().FirstOrDefault(one => one.Argument.Name.Contains("APP", StringComparison.Ordinal))?.Tokens.Select(token => token.Value) ?? []];
        var name = (verb.IsLine, words) switch
        {
            (true, _) => OneOff.TryParse([.. words])?.App,
            (_, [var only]) when Point.TryParse(only) is Point.Event => null,
            (_, [var first, ..]) => first.StartsWith('/') ? first[1..] : first,
            _ => null,
        };
        return name is null ? null : AppName.TryParse(name, out _);
    }

    /// <summary>A word such as <c>@name</c> is that word, and not what is in a file.</summary>
    private static readonly ParserConfiguration AsGiven = new() { ResponseFileTokenReplacer = null };

    private static bool IsQuiet(string word) => word is "-q" or "--quiet";

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";
}
