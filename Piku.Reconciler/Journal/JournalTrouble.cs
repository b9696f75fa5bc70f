using System.Diagnostics;
using LiteDB;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>What went wrong with the journal's files, as the sentence that the user reads.</summary>
internal static class JournalTrouble
{
    /// <exception cref="JournalException">In place of whatever the files or LiteDB threw, which is inside.</exception>
    public static T AsSentence<T>(JournalFolder folder, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is not (JournalException or UnreachableException or OutOfMemoryException))
        {
            throw new JournalException(Sentence(folder, e), e);
        }
    }

    /// <summary>Whether it is what the files say that is wrong, and not a disk that is full or cannot be reached.</summary>
    public static bool IsDamage(Exception e) => e is not (IOException or UnauthorizedAccessException or JournalException or UnreachableException or OutOfMemoryException);

    public static string Sentence(JournalFolder folder, Exception e) => e switch
    {
        IOException { HResult: Posix.NoSpace } => $"the disk that holds '{folder.Path}' is full, so nothing was recorded; free some space and try again.",
        IOException { HResult: Posix.QuotaExceeded } => $"the disk quota for '{folder.Path}' is used up, so nothing was recorded; free some space and try again.",
        IOException { HResult: Posix.ReadOnlyFileSystem } => $"the disk that holds '{folder.Path}' is read-only, so nothing was recorded; mount it writable and try again.",
        UnauthorizedAccessException => $"the journal in '{folder.Path}' may not be opened by this user ({e.Message}); make the folder and its files belong to it.",
        InvalidDataException => Damaged(folder, e.Message),
        IOException => $"the journal in '{folder.Path}' cannot be read or written ({e.Message}); look at the disk and try again.",
        LiteException => Damaged(folder, $"cannot be read ({e.Message})"),
        _ => Damaged(folder, $"cannot be read ({e.GetType().Name}: {e.Message})"),
    };

    /// <summary>For who would append after damage was seen.</summary>
    public static string Refusal(JournalFolder folder) =>
        $"the journal '{folder.Data}' was found damaged by this process, which therefore records nothing any more; run piku journal recover, then restart pikud.";

    private static string Damaged(JournalFolder folder, string how) =>
        $"the journal '{folder.Data}' {how}; nothing was changed: run piku journal recover, or put back a backup of it together with '{System.IO.Path.GetFileName(folder.Log)}'.";
}
