using System.Collections.Immutable;

namespace Piku.Ssh.Verbs;

/// <summary>With what a verb ends, for scripts.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>Words that piku does not understand are refused too: who writes a script mends both alike, and reads why.</summary>
    public const int Refused = 1;

    public static ImmutableArray<(string Code, string Meaning)> All { get; } =
    [
        ("0", "What was asked for is done; or recorded, where piku says that it takes effect later."),
        ("1", "It was refused or has failed: a line after `Error:` says why and what to do, and nothing has changed but what that line names. `why` ends so too when something is wrong, `rollback` when its question is answered with no, and `git push -o plan`."),
        ("that of the command", "`run`: the command has ended with it. 126 and 127 are the shell's for what cannot be run or found."),
        ("128 and a number", "A signal has ended the command of `run`: 130 after Ctrl-C, 137 when it was killed, as for too much memory."),
        ("255", "ssh itself: there was no connection, or a signal has ended the verb, as Ctrl-C ends `logs -f`."),
    ];
}
