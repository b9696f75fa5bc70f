using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Reconciler.Hosts;

namespace Piku.Ssh.Output;

/// <summary>What people read, in the conventions of the original: steps behind an arrow, troubles as "Error: …" on the error stream; coloured only where the far end is a terminal.</summary>
/// <param name="errors">Of the error stream, which may lead elsewhere.</param>
/// <param name="questions">Where they are asked, if not on the output; then nothing is said beside it either.</param>
public sealed partial class Screen(TextWriter output, TextWriter error, Terminal terminal, Terminal? errors = null, TextWriter? questions = null)
{
    private const string Arrow = "-----> ";

    /// <summary>What a warning begins with.</summary>
    public const string WarningStart = "Warning: ";

    private const string Green = "32";

    private const string Red = "31";

    private const string Yellow = "33";

    /// <summary>Of processes, told apart by them: none of those that mean something.</summary>
    private static readonly ImmutableArray<string> Tints = ["36", "35", "34", "96", "95", "94"];

    public static Screen OfConsole()
    {
        Func<string, string?> variable = Environment.GetEnvironmentVariable;
        return new Screen(
            new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true },
            Console.Error,
            Terminal.Of(!Console.IsOutputRedirected, variable, Console.IsOutputRedirected ? null : WindowSize.Columns),
            Terminal.Of(!Console.IsErrorRedirected, variable, null));
    }

    /// <summary>How much room there is for a line; null where there is no end.</summary>
    public int? Columns => terminal.Columns;

    /// <summary>A question, with the place for its answer on the same line.</summary>
    public void Ask(string question) => (questions ?? output).Write(question);

    /// <summary>One on which only troubles are read.</summary>
    public Screen Silenced => new(TextWriter.Null, error, Terminal.None, errors);

    /// <summary>One on which only troubles are read, and questions.</summary>
    public Screen Quiet => new(TextWriter.Null, error, Terminal.None, errors, questions: output);

    public void Step(string text) => output.WriteLine(Arrow + Painted(Plain(text), Green));

    public void Line(string text) => output.WriteLine(Plain(text));

    /// <summary>What somebody wants to have as it is, whatever is in it.</summary>
    public void Exact(string text) => output.WriteLine(text);

    /// <summary>A line of a rollout's log, which has its arrows already.</summary>
    public void Logged(string line) => output.WriteLine(
        line.StartsWith(Arrow, StringComparison.Ordinal) ? Arrow + Painted(Plain(line[Arrow.Length..]), Green)
        : line.StartsWith("Error: ", StringComparison.Ordinal) ? Painted(Plain(line), Red)
        : Coloured(line));

    /// <summary>What a process has said.</summary>
    /// <param name="number">Of the process among those that are shown, for its colour.</param>
    /// <param name="width">Of the longest name of them.</param>
    public void Said(string process, int number, int width, string line) =>
        output.WriteLine($"{Painted($"{process.PadRight(width)} |", Tints[Math.Max(0, number) % Tints.Length])} {Coloured(line)}");

    /// <summary>A line that says what goes on, in the place of the one before; where that cannot be taken back, nothing.</summary>
    public void Ticking(string text)
    {
        if (terminal.IsLive) output.Write($"\r\e[K{TextWidth.Cut(text, (terminal.Columns ?? 80) - 1)}");
    }

    /// <summary>Takes it away.</summary>
    public void Still()
    {
        if (terminal.IsLive) output.Write("\r\e[K");
    }

    public void Warning(string text) => output.WriteLine(Painted(WarningStart + Plain(text), Yellow));

    /// <summary>Beside the output, for verbs whose output is a file.</summary>
    public void Aside(string text)
    {
        if (questions is null) error.WriteLine(Arrow + text);
    }

    /// <summary>On one line, whatever is in it: a name with a newline is not to look like a line of ours.</summary>
    public void Error(string text) => error.WriteLine(Painted($"Error: {Plain(text).Replace('\n', '?').Replace('\t', '?')}", Red, errors ?? terminal));

    /// <summary>What a commit, an app or a name says may be read at somebody's terminal, here or behind ssh, and must not steer it. Lines and tabs stay.</summary>
    private static string Plain(string text) => text.Any(Steers) ? string.Concat(text.Select(c => Steers(c) ? '?' : c)) : text;

    /// <summary>The same, with the colours that programs give to what they say, up to the end of the line.</summary>
    private static string Coloured(string line) => line.Any(Steers)
        ? string.Concat(Colour().Split(line).Select(part => Colour().IsMatch(part) ? part : Plain(part))) + (line.Contains('\e', StringComparison.Ordinal) ? "\e[0m" : "")
        : line;

    private static bool Steers(char c) => char.IsControl(c) && c is not ('\n' or '\t');

    [GeneratedRegex(@"(\e\[[0-9;]{0,20}m)", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();

    private string Painted(string text, string colour, Terminal? where = null) => (where ?? terminal).HasColours ? $"\e[{colour}m{text}\e[0m" : text;
}
