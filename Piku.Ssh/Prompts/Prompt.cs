using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Completion;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Prompts;

/// <summary>Verbs one after another at a terminal: a line is edited, recalled and completed here, and asked through the same door as any other.</summary>
/// <remarks>
/// Each line is a process of its own, called as sshd calls us and with the line as ssh would bring it. So rights, records and what a word means are those of
/// <c>ssh piku@box VERB</c>, and Ctrl-C ends the verb, which the terminal sends it to, and not the prompt.
/// </remarks>
/// <param name="asked">The words that sshd has called us with.</param>
internal sealed class Prompt(Session session, ImmutableArray<string> asked)
{
    private static readonly ImmutableSortedDictionary<string, string> Own = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal, new Dictionary<string, string> { ["use"] = "[APP]", ["exit"] = "" });

    private const string Help = "use [APP] names the app that is meant where a verb leaves it out; exit, or Ctrl-D, ends the prompt.";

    private readonly Notebook _notebook = new(session);
    private ImmutableArray<string> _history = [];
    private string? _current;

    /// <returns>The exit code, 0: that a verb has failed was said.</returns>
    public int Open()
    {
        (_current, _history) = _notebook.Read();
        _current = session.Current?.Value ?? _current;
        session.Screen.Line($"piku {Product.Version} on {Environment.MachineName}. Tab completes, help tells the verbs, exit ends this.");
        using var terminal = new Terminal();
        // Without a hand on these a key that is for a verb would end us as well; those whom we start do not inherit it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => context.Cancel = true);
        while (terminal.Read($"{_current ?? "piku"}> ", new LineEditor(_history, Completed)) is { } edit)
        {
            if (edit.Ending == Ending.Closed) return 0;
            if (edit.Ending == Ending.Cancelled || edit.Text.Trim() == "") continue;
            if (edit.Text.Trim() is "exit" or "quit") return 0;
            Do(edit.Text);
            if (edit.Text != _history.LastOrDefault()) _history = _history.Add(edit.Text);
            _notebook.Add(edit.Text, _current);
        }

        return 0;
    }

    private void Do(string text)
    {
        try
        {
            var line = ShellWords.TrySplit(text) ?? throw new RefusedException("a quote is never closed in this line, or a backslash ends it.");
            switch (line.Words.Select(word => word.Text).ToArray())
            {
                case ["use"]:
                    _current = null;
                    break;
                case ["use", var app]:
                    _current = session.Recognised().App(app).Name.Value;
                    break;
                case ["use", ..]:
                    throw new RefusedException("name one app: use APP.");
                default:
                    Ask(_current is null ? text : AppLeftOut.Filled(line, _current, session.Recognised().HasApp));
                    if (line.Words is [("help", _)]) session.Screen.Line(Help);
                    break;
            }
        }
        catch (Exception trouble) when (trouble is RefusedException or JournalException or IOException or UnauthorizedAccessException)
        {
            session.Screen.Error(trouble.Message);
        }
    }

    private void Ask(string line)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToImmutableSortedDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal)
            .SetItem(OverSsh.Line, line);
        _ = session.Host.Attach(new CommandLine(Environment.ProcessPath!, asked, Environment.CurrentDirectory, variables));
    }

    private (int Start, ImmutableArray<string> Candidates) Completed(string before)
    {
        if (ShellWords.TrySplit(before) is not { } line) return (before.Length, []);
        var isNew = line.Words.IsEmpty || char.IsWhiteSpace(before[^1]);
        var words = line.Words.Select(word => word.Text).ToImmutableArray();
        var (earlier, begun, start) = isNew ? (words, "", before.Length) : (words[..^1], words[^1], line.Words[^1].Start);
        return (start, Candidates.Of(earlier, begun, Known.To(session.Recognised(), _current, Own)));
    }
}
