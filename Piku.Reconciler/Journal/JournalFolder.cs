using System.Globalization;

namespace Piku.Reconciler.Journal;

/// <summary>The files of a journal, by name, and the durability of their names.</summary>
internal sealed record JournalFolder(string Path)
{
    public string Data => In("journal.db");

    public string Log => In("journal-log.db");

    public string Lock => In("journal.lock");

    /// <summary>The number of the newest event, as text, replaced as a whole after each append: what watchers watch.</summary>
    public string Head => In("head");

    public bool HasJournal => File.Exists(Data) || Directory.Exists(Data) || File.Exists(Log);

    /// <summary>0 when there is no such file, or nothing of use in it: it is written for others, and never needed.</summary>
    public long ReadHead()
    {
        try
        {
            return long.TryParse(File.ReadAllText(Head), NumberStyles.None, CultureInfo.InvariantCulture, out var head) ? head : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Best effort, for the events are recorded already: whoever watches looks from time to time as well.</summary>
    public void WriteHead(long head)
    {
        try
        {
            var next = In("head.tmp");
            File.WriteAllText(next, head.ToString(CultureInfo.InvariantCulture));
            File.Move(next, Head, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

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
