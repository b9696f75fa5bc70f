using System.CommandLine;
using System.CommandLine.Parsing;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Layout;
using Piku.Ssh.Plans;

namespace Piku.Ssh.Verbs;

/// <summary>From words to an exit code: finds the verb, has its arguments parsed, and turns every failure into one sentence.</summary>
public static class Dispatch
{
    /// <returns>0 when it was done; 1 when it was refused or failed, which has been said; or what a command of the user's returned.</returns>
    public static int Run(string[] words, Session session)
    {
        try
        {
            return words is [var name, .. var rest] ? Run(name, rest, session) : Run("help", [], session);
        }
        catch (Exception trouble) when (trouble is RefusedException or JournalException or RootException)
        {
            session.Screen.Error(trouble.Message);
            return 1;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            session.Screen.Error($"{trouble.Message} Nothing was recorded unless a number was shown.");
            return 1;
        }
    }

    private static int Run(string name, string[] rest, Session session)
    {
        (name, rest) = PlanVerb.Unfolded(name, rest);
        var verb = VerbTable.Named(name switch { "--help" or "-h" => "help", "--version" => "version", _ => name }) ?? throw new RefusedException(Unknown(name));
        if (rest is ["--help"] or ["-h"]) (verb, rest) = (VerbTable.Named("help")!, [verb.Name]);
        session = session.Recognised();
        if (verb.Changes) (rest, session) = PlanVerb.Sheeted(rest, session);
        var command = new Command(verb.Name, verb.Summary);
        verb.Arguments(command, session);
        var parsed = command.Parse(verb.IsLine ? ["--", .. rest] : rest, AsGiven);
        if (parsed.Errors.Count > 0) throw new RefusedException($"{Sentence(parsed.Errors[0].Message)} Usage: {$"{verb.Name} {verb.Usage}".Trim()}");
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

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";

    private static string Unknown(string name)
    {
        var shown = string.Concat(name.Take(40).Select(c => char.IsControl(c) ? '?' : c));
        var near = VerbTable.All.Where(v => !v.IsInternal).MinBy(v => Distance(v.Name, shown))!;
        return Distance(near.Name, shown) <= 2
            ? $"'{shown}' is not a verb of piku; did you mean '{near.Name}'?"
            : $"'{shown}' is not a verb of piku; see: help.";
    }

    /// <summary>How many letters have to be put in, taken out or changed to make one word of another (Levenshtein, 1965).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (corner, _) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
