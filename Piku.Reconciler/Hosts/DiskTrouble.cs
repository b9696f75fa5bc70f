using Piku.Reconciler.Journal;

namespace Piku.Reconciler.Hosts;

/// <summary>A disk on which nothing can be written, and files that are not ours to use, as whoever waits for piku is told of them.</summary>
public static class DiskTrouble
{
    /// <summary>With less than this, some files can still be written, and others not.</summary>
    private const long Least = 64 * 1024;

    public static string Sentence(string folder) => $"the disk that holds {folder} is full; free some space, and pikud goes on by itself";

    /// <summary>What to do where something is not ours to use.</summary>
    public static string GiveBack => $"it has to belong to {Environment.UserName}, and be open to it; as root: chown and chmod it";

    /// <summary>The sentence, if that is so now.</summary>
    public static string? Seen(string folder) => new DriveInfo(folder).AvailableFreeSpace < Least ? Sentence(folder) : null;

    /// <summary>What went wrong, and what to do where that is known; otherwise what the failure says itself.</summary>
    public static string Why(string folder, Exception failure) => failure switch
    {
        IOException { HResult: Posix.NoSpace or Posix.QuotaExceeded } => Sentence(folder),
        UnauthorizedAccessException => $"{failure.Message.TrimEnd('.')}: {GiveBack}",
        _ => failure.Message,
    };
}
