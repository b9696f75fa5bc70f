using System.Text;
using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>What an export has brought.</summary>
/// <param name="Apps">As their events tell them, with sealed values.</param>
/// <param name="Keys">None in an export without secrets.</param>
public sealed record ImportedJournal(StoredRecord? Last, IReadOnlyList<App> Apps, IReadOnlyList<(AppName App, string Key)> Keys);

/// <summary>Makes a journal of an export.</summary>
public static class JournalImport
{
    private const int Page = 1000;

    /// <summary>Reads all of it into a new journal in a folder that has none; the events are the same, hash for hash.</summary>
    /// <exception cref="JournalException">It is no export, or not a whole one; the message says which event is the first bad one. The folder is of no use then.</exception>
    public static ImportedJournal Read(Stream from, string folder)
    {
        using var lines = new StreamReader(from, new UTF8Encoding(false, throwOnInvalidBytes: false));
        var head = HeadOf(lines.ReadLine() ?? "");
        var chain = new Chain();
        var files = new JournalFolder(folder);
        Directory.CreateDirectory(folder);
        foreach (var page in Records(lines, chain).Chunk(Page)) TakeIn(files, page);
        if (chain.Seq != head.Events) throw new JournalException($"the export ends after event #{chain.Seq} and should have {head.Events}; it was cut, so take another one.");
        if (chain.Hash != head.Hash) throw new JournalException($"event #{chain.Seq} was changed after it was exported: the first line has another hash of it.");
        return Read(new LiteDbJournal(folder, TimeProvider.System), head);
    }

    private static ImportedJournal Read(LiteDbJournal journal, ExportHead head) =>
        new(journal.Newest().Last, journal.Stored(long.MaxValue - 1, 1).Apps ?? [], [.. (head.Keys ?? []).Select(KeyOf)]);

    private static (AppName App, string Key) KeyOf(KeyValuePair<string, string> key) =>
        AppName.TryParse(key.Key, out _) is { } app && key.Value.Length == Seal.KeySize * 2 && key.Value.All(char.IsAsciiHexDigitLower)
            ? (app, key.Value)
            : throw new JournalException($"the key of '{key.Key}' in the export is none; take another export.");

    private static ExportHead HeadOf(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ReadableJson.Types.ExportHead) switch
            {
                { Piku: ExportHead.Kind, Format: ExportHead.Known } head => head,
                { Piku: ExportHead.Kind, Format: var format } => throw new JournalException($"the export has the format {format}, which this piku does not know; install the newer piku that wrote it."),
                _ => throw new JournalException("this is not an export of piku: its first line is another one."),
            };
        }
        catch (JsonException e)
        {
            throw new JournalException("this is not an export of piku: its first line is another one.", e);
        }
    }

    private static IEnumerable<StoredRecord> Records(StreamReader lines, Chain chain)
    {
        while (lines.ReadLine() is { } line) yield return chain.Next(StoredRecord.FromLine(Encoding.UTF8.GetBytes(line)));
    }

    /// <summary>Each of them may be what piku writes, and all of them together still what it never could.</summary>
    private static void TakeIn(JournalFolder files, StoredRecord[] page)
    {
        try
        {
            Add(files, page);
        }
        catch (Exception e) when (JournalTrouble.IsDamage(e) || e is InvalidDataException)
        {
            throw new JournalException($"the events of the export up to #{page[^1].Seq} do not follow from each other ({e.Message.TrimEnd('.')}); take another export.", e);
        }
    }

    /// <summary>Adds events as they are to a journal that nobody else has open.</summary>
    internal static void Add(JournalFolder files, StoredRecord[] page)
    {
        var (data, log) = files.OpenToAppend();
        using var session = JournalSession.Open(data, log);
        session.Add(page);
        session.Settle();
    }
}
