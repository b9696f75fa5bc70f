using System.Diagnostics;
using System.Text;

namespace Piku.Specs.Support;

/// <summary>How specs start programs: never through a shell, always with a time-out, and with words for what went wrong.</summary>
public static class Shell
{
    public static TimeSpan Usual { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="variables">On top of ours; null takes one away.</param>
    /// <exception cref="TimeoutException">It did not end in time, and was killed with its children; with what it said until then.</exception>
    public static Ran Run(
        IEnumerable<string> words, string? folder = null, IReadOnlyDictionary<string, string?>? variables = null, string input = "", TimeSpan? within = null)
    {
        using var running = Start(words, folder, variables);
        running.Feed(input);
        return running.End(within ?? Usual);
    }

    /// <summary>Starts a program; it is killed when the result is disposed.</summary>
    public static Running Start(IEnumerable<string> words, string? folder = null, IReadOnlyDictionary<string, string?>? variables = null)
    {
        string[] line = [.. words];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>()) info.Environment[name] = value;
        return new Running(string.Join(' ', line), info);
    }
}

/// <summary>A program that has ended.</summary>
public sealed record Ran(string Command, int ExitCode, string Output, string Errors)
{
    public bool Well => ExitCode == 0;

    /// <summary>Both streams, for words that may be on either.</summary>
    public string Said => Output + Errors;

    public override string ToString() => $"$ {Command}\nexit code {ExitCode}\n--- output\n{Output}--- errors\n{Errors}";
}

/// <summary>A program that runs.</summary>
public sealed class Running : IDisposable
{
    private readonly Process _process;
    private readonly string _command;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    internal Running(string command, ProcessStartInfo info)
    {
        _command = command;
        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, e) => Said(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Said(_errors, e.Data);
#pragma warning disable RS0030 // The one place where specs start programs.
        _process.Start();
#pragma warning restore RS0030
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasEnded => _process.HasExited;

    public int Pid => _process.Id;

    /// <summary>What it has said so far, on both streams.</summary>
    public string SaidSoFar
    {
        get
        {
            lock (_process) return $"{_output}{_errors}";
        }
    }

    /// <summary>Gives it all its input.</summary>
    public void Feed(string input)
    {
        try
        {
            _process.StandardInput.Write(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code tells why.
        }
    }

    /// <summary>Gives it some of its input; there may be more.</summary>
    public void Type(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    public Ran End(TimeSpan within)
    {
        if (!_process.WaitForExit(within))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"$ {_command}\ndid not end within {within.TotalSeconds:0} s, and said until then:\n{SaidSoFar}");
        }

        _process.WaitForExit();
        lock (_process) return new Ran(_command, _process.ExitCode, _output.ToString(), _errors.ToString());
    }

    /// <summary>Its end, by SIGKILL if it has not come by then.</summary>
    public Ran EndOrKill(TimeSpan within)
    {
        if (!_process.WaitForExit(within)) _process.Kill();
        return End(Shell.Usual);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Said(StringBuilder stream, string? line)
    {
        if (line is null) return;
        lock (_process) stream.Append(line).Append('\n');
    }
}
