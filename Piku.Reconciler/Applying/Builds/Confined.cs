using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Applying.Builds;

/// <summary>
/// A command of a build as it may run beside apps that serve: after them for the processor and the disk, before them when the kernel
/// has to end something for want of memory, and under a ceiling of its own. Where the system does not let us, it runs without.
/// </summary>
internal static class Confined
{
    /// <summary>Holds the lock for as long as anything that the command started may still run. A shell cannot take it back that .NET ignores SIGPIPE; env can.</summary>
    private const string Script = """
        renice -n 10 -p $$ >/dev/null 2>&1
        ionice -c 2 -n 7 -p $$ 2>/dev/null
        echo 500 2>/dev/null >/proc/self/oom_score_adj
        ulimit -d "$1" 2>/dev/null
        shift
        exec /usr/bin/env --default-signal=PIPE /usr/bin/flock "$@"
        """;

    private const int KiB = 1024;

    /// <param name="memory">In bytes, for each process of the build; 0 for no ceiling.</param>
    public static CommandLine Of(CommandLine command, string lockFile, long memory) => command with
    {
        File = "/bin/sh",
        Arguments = ["-c", Script, "piku-build", memory > 0 ? $"{memory / KiB}" : "unlimited", lockFile, command.File, .. command.Arguments],
    };
}
