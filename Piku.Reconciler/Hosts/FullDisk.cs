using Piku.Reconciler.Journal;

namespace Piku.Reconciler.Hosts;

/// <summary>A disk on which nothing can be written, as whoever waits for piku is told of it.</summary>
public static class FullDisk
{
    /// <summary>With less than this, some files can still be written, and others not.</summary>
    private const long Least = 64 * 1024;

    public static string Sentence(string folder) => $"the disk that holds {folder} is full; free some space, and pikud goes on by itself";

    /// <summary>The sentence, if that is so now.</summary>
    public static string? Seen(string folder) => new DriveInfo(folder).AvailableFreeSpace < Least ? Sentence(folder) : null;

    /// <summary>The sentence, if that is what went wrong; otherwise what the failure says itself.</summary>
    public static string Why(string folder, Exception failure) => failure is IOException { HResult: Posix.NoSpace or Posix.QuotaExceeded } ? Sentence(folder) : failure.Message;
}
