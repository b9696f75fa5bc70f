namespace Piku.Ssh.Output;

/// <summary>What people read, in the conventions of the original: steps behind an arrow, troubles as "Error: …" on the error stream; coloured only where the far end is a terminal.</summary>
public sealed class Screen(TextWriter output, TextWriter error, bool colours)
{
    private const string Arrow = "-----> ";

    /// <summary>What a warning begins with.</summary>
    public const string WarningStart = "Warning: ";

    public static Screen OfConsole()
    {
        var colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        return new Screen(output, Console.Error, colours);
    }

    /// <summary>A question, with the place for its answer on the same line.</summary>
    public void Ask(string question) => output.Write(question);

    /// <summary>One on which only troubles are read.</summary>
    public Screen Silenced => new(TextWriter.Null, error, colours);

    public void Step(string text) => output.WriteLine(Arrow + Painted(text, "32"));

    public void Line(string text) => output.WriteLine(text);

    /// <summary>A line of a rollout's log, which has its arrows already.</summary>
    public void Logged(string line) => output.WriteLine(
        line.StartsWith(Arrow, StringComparison.Ordinal) ? Arrow + Painted(line[Arrow.Length..], "32")
        : line.StartsWith("Error: ", StringComparison.Ordinal) ? Painted(line, "31")
        : line);

    public void Warning(string text) => output.WriteLine(Painted(WarningStart + text, "33"));

    /// <summary>Beside the output, for verbs whose output is a file.</summary>
    public void Aside(string text) => error.WriteLine(Arrow + text);

    public void Error(string text) => error.WriteLine(Painted($"Error: {text}", "31"));

    private string Painted(string text, string colour) => colours ? $"\e[{colour}m{text}\e[0m" : text;
}
