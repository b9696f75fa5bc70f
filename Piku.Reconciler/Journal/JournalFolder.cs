using System.Globalization;

namespace Piku.Reconciler.Journal;

/// <summary>The files of a journal, by name, and the durability of their names.</summary>
internal sealed record JournalFolder(string Path)
{
    public string Data => In("journal.db");

    public string Log => In("journal-log.db");

    public string Lock => In("journal.lock");

    /// <summary>The number of the newest event and its hash, as text, replaced as a whole after each append: what watchers watch.</summary>
    public string Head => In("head");

    public KeyFolder Keys => new(In("keys"));

    public bool HasJournal => File.Exists(Data) || Directory.Exists(Data) || File.Exists(Log);

    /// <summary>Number 0 when there is no such file, or nothing of use in it: it is written for others, and never needed.</summary>
    public (long Seq, string? Hash) ReadHead()
    {
        try
        {
            var words = File.ReadAllText(Head).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            return words is [var seq, .. var hash] && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var head) ? (head, hash is [var one] ? one : null) : (0, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (0, null);
        }
    }

    /// <summary>Best effort, for the events are recorded already: whoever watches looks from time to time as well.</summary>
    public void WriteHead(StoredRecord newest)
    {
        try
        {
            var next = In("head.tmp");
            File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{newest.Seq} {newest.Hash}\n"));
            File.Move(next, Head, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Why there is no journal although there was one; null when all is well so far.</summary>
    public string? WhyMissing() => RecoveryFolder.IsReady(Path) ? "was being recovered, and that was interrupted"
        : !HasJournal && ReadHead() is { Seq: var head and > 0 } ? $"is missing although {head} events were recorded" : null;

    /// <summary>With the lock held.</summary>
    /// <param name="files"><see cref="OpenToRead"/> or <see cref="OpenToAppend"/>.</param>
    /// <exception cref="InvalidDataException">The files are not what they were; the message completes "the journal …".</exception>
    public JournalSession Open(Func<(IDiskFile, IDiskFile)> files)
    {
        if (WhyMissing() is { } missing) throw new InvalidDataException(missing);
        var (data, log) = files();
        try
        {
            var session = JournalSession.Open(data, log);
            return WhyDamaged(data, session, ReadHead().Seq) is { } why ? throw new InvalidDataException(why) : session;
        }
        catch
        {
            data.Dispose();
            log.Dispose();
            throw;
        }
    }

    /// <summary>The head file is written after an append is durable, so the journal always reaches at least that far.</summary>
    private static string? WhyDamaged(IDiskFile data, JournalSession session, long head) => head == 0 || session.Head is var newest && newest >= head
        ? null
        : data.Length == 0
            ? $"is empty although {head} events were recorded"
            : $"ends at event #{session.Head} although {head} events were recorded";

    public (IDiskFile Data, IDiskFile Log) OpenToRead() => Both(ToRead, ToRead);

    /// <summary>Makes what is missing. The names are synced before anything stands in the log, so no crash can take an acknowledged event's file away.</summary>
    public (IDiskFile Data, IDiskFile Log) OpenToAppend()
    {
        var (data, log) = Both(DiskFile.ToWrite, DiskFile.ToWrite);
        try
        {
            if (log.Length == 0) Posix.SyncFolder(Path);
            if (log.Length == 0 && data.Length == 0 && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { } parent) Posix.SyncFolder(parent);
            return (data, log);
        }
        catch
        {
            data.Dispose();
            log.Dispose();
            throw;
        }
    }

    private static IDiskFile ToRead(string path) => File.Exists(path) || Directory.Exists(path) ? DiskFile.ToRead(path) : new NoFile();

    private (IDiskFile Data, IDiskFile Log) Both(Func<string, IDiskFile> data, Func<string, IDiskFile> log)
    {
        var first = data(Data);
        try
        {
            return (first, log(Log));
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
