using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Piku.Reconciler.Hosts;

/// <summary>
/// A command that runs in our place. A terminal sends its signals to the command itself, by its foreground group; where there is none,
/// the command is given a session of its own, and each signal goes to all of that.
/// </summary>
internal sealed partial class Lent
{
    private const int HangUp = 1;

    private const int Kill = 9;

    private const int Terminate = 15;

    /// <summary>How often a command that nobody listens to is asked to end.</summary>
    private const int Patience = 10;

    private static readonly ImmutableArray<(PosixSignal Signal, int Number, bool IsTyped)> Passed =
    [
        (PosixSignal.SIGHUP, HangUp, false),
        (PosixSignal.SIGINT, 2, true),
        (PosixSignal.SIGQUIT, 3, true),
        (PosixSignal.SIGTERM, Terminate, false),
    ];

    /// <summary>
    /// Kept until we end ourselves: what was typed last may have ended the command already when it is our turn to hear of it, and without a hand on it we would die of
    /// that instead of telling how the command ended.
    /// </summary>
    private static ImmutableArray<PosixSignalRegistration> _registrations = [];

    private readonly bool _isAtTerminal = IsAtTerminal;
    private readonly Lock _lock = new();
    private int _pid;
    private int _early;
    private int _looks;

    public Lent() => _registrations = [.. _registrations, .. Passed.Select(passed => PosixSignalRegistration.Create(passed.Signal, context =>
    {
        context.Cancel = true;
        if (!passed.IsTyped || !_isAtTerminal) Send(passed.Number);
    }))];

    /// <summary>Whether a terminal controls us.</summary>
    public static bool IsAtTerminal
    {
        get
        {
            try
            {
                File.OpenHandle("/dev/tty").Dispose();
                return true;
            }
            catch (Exception none) when (none is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>The command as it is started: where there is no terminal, in a session of its own, and its number is that of its group then.</summary>
    /// <remarks>.NET ignores SIGPIPE, and what it starts would as well, which a shell cannot take back: <c>yes | head</c> would complain.</remarks>
    public static CommandLine Begun(CommandLine command) => command with
    {
        File = "/usr/bin/env",
        Arguments = ["--default-signal=PIPE", .. IsAtTerminal ? ImmutableArray<string>.Empty : ["/usr/bin/setsid"], command.File, .. command.Arguments],
    };

    public void Begins(int pid)
    {
        lock (_lock) _pid = pid;
        if (_early != 0) Send(_early);
    }

    /// <summary>Hangs up on the command once nobody listens to it, as a terminal would; then asks it to end, then makes it.</summary>
    public void Look()
    {
        if (!FarEnd.HasGone) return;
        Send(_looks == 0 ? HangUp : _looks < Patience ? Terminate : Kill);
        _looks++;
    }

    /// <summary>Nothing that the command has started outlives a listener who has gone.</summary>
    public void Ends()
    {
        if (FarEnd.HasGone && !_isAtTerminal) Send(Kill);
    }

    private void Send(int signal)
    {
        lock (_lock)
        {
            if (_pid == 0) _early = signal;
            else if (_isAtTerminal || SignalTo(-_pid, signal) != 0) _ = SignalTo(_pid, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SignalTo(int pid, int signal);
}
