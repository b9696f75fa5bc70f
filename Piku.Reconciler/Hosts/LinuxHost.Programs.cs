using System.Diagnostics;

namespace Piku.Reconciler.Hosts;

/// <summary>The programs that we start.</summary>
public sealed partial class LinuxHost
{
    private const int Terminate = 15;

    /// <summary>How often a program is asked to end.</summary>
    private const int Patience = 10;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private int _programs;

    /// <summary>How many are run and waited for.</summary>
    public int Programs => _programs;

    public async Task<int> Run(CommandLine command, Action<string> line, CancellationToken cancel)
    {
        using var process = new Process { StartInfo = InfoOf(command) };
        process.OutputDataReceived += (_, e) => Said(e.Data);
        process.ErrorDataReceived += (_, e) => Said(e.Data);
        Start(process);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Interlocked.Increment(ref _programs);
        try
        {
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _programs);
        }

        void Said(string? text)
        {
            if (text is null) return;
            lock (process) line(text);
        }
    }

    public int Attach(CommandLine command)
    {
        using var process = Attached(command);
        Start(process);
        var patience = Patience;
        while (!process.WaitForExit(BetweenLooks))
        {
            if (!FarEnd.HasGone) continue;
            if (patience-- > 0) Kill(process.Id, Terminate);
            else process.Kill();
        }

        return process.ExitCode;
    }

    public int Lend(CommandLine command)
    {
        using var process = Attached(Lent.Begun(command));
        var lent = new Lent();
        Start(process);
        lent.Begins(process.Id);
        while (!process.WaitForExit(BetweenLooks)) lent.Look();
        lent.Ends();
        return process.ExitCode;
    }

    /// <remarks>The one place that starts programs.</remarks>
    private static void Start(Process process)
    {
#pragma warning disable RS0030
        process.Start();
#pragma warning restore RS0030
    }

    private static Process Attached(CommandLine command)
    {
        var info = InfoOf(command);
        (info.RedirectStandardInput, info.RedirectStandardOutput, info.RedirectStandardError) = (false, false, false);
        return new Process { StartInfo = info };
    }

    private static ProcessStartInfo InfoOf(CommandLine command)
    {
        var info = new ProcessStartInfo(command.File, command.Arguments)
        {
            WorkingDirectory = command.WorkingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (var (name, value) in command.Environment) info.Environment[name] = value;
        return info;
    }
}
