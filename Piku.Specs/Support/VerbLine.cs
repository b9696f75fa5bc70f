using System.CommandLine;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Specs.Support;

/// <summary>A line that begins with a verb, read by that verb's own parser; nothing is done.</summary>
public static class VerbLine
{
    private static readonly Session Nowhere = new(
        PaperWorld.Root, new LinuxHost("/usr/bin:/bin", TimeProvider.System), new LiteDbJournal("/piku-is-not-here", TimeProvider.System), new Screen(TextWriter.Null, TextWriter.Null, Terminal.None), "anna", "", null, TimeProvider.System);

    /// <summary>What the parser has against it; nothing where it understands.</summary>
    public static IReadOnlyList<string> Errors(string line)
    {
        if (ShellWords.TrySplit(line) is not { } split) return ["A quote is never closed."];
        string[] words = [.. split.Words.Select(word => word.Text).TakeWhile(word => word is not ("<" or ">"))];
        if (VerbTable.Named(words[0]) is not { IsInternal: false } verb) return [$"'{words[0]}' is no verb."];
        var (name, rest) = words is ["plan", var app, var planned, .. var more] && !planned.StartsWith('-') ? (planned, [app, .. more]) : (verb.Name, words[1..].Where(word => !(verb.Changes && word == "--plan")).ToArray());
        if (VerbTable.Named(name) is not { } asked) return [$"'{name}' is no verb."];
        var command = CommandOf(asked);
        if (asked.IsLine) return [.. command.Parse(["--", .. rest]).Errors.Select(error => error.Message)];
        string[] options = [.. command.Options.SelectMany(option => option.Aliases.Append(option.Name)), .. asked.TakesQuiet ? ["-q", "--quiet"] : Array.Empty<string>()];
        return
        [
            .. rest.Where(word => word is ['-', _, ..] && !options.Contains(word)).Select(word => $"'{word}' is no option."),
            .. command.Parse([.. rest.Where(word => word is not ("-q" or "--quiet"))]).Errors.Select(error => error.Message),
        ];
    }

    public static Command CommandOf(Verb verb)
    {
        var command = new Command(verb.Name, verb.Summary);
        verb.Arguments(command, Nowhere);
        return command;
    }
}
