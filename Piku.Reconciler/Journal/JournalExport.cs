using System.Text.Json;
using System.Text.Json.Serialization;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>The first line of an export.</summary>
/// <param name="Piku">Always "journal".</param>
/// <param name="Events">How many lines follow, one an event.</param>
/// <param name="Hash">Of the last of them.</param>
/// <param name="Keys">App → key of its values; null in an export without secrets.</param>
internal sealed record ExportHead(string Piku, int Format, long Events, string Hash, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SortedDictionary<string, string>? Keys = null)
{
    public const string Kind = "journal";

    public const int Known = 1;
}

/// <summary>The whole journal as JSON Lines: a head, then one event a line. The form is documented in <c>docs/journal.md</c>.</summary>
public static class JournalExport
{
    /// <summary>Writes the events that there are when it begins, page by page; what is recorded meanwhile is left for the next time.</summary>
    /// <returns>How many events.</returns>
    /// <exception cref="JournalException">The chain is broken: a backup of that would be none.</exception>
    public static long Write(LiteDbJournal journal, Stream to, bool withSecrets)
    {
        var (last, keys) = journal.Newest();
        var head = new ExportHead(
            ExportHead.Kind, ExportHead.Known, last?.Seq ?? 0, last?.Hash ?? StoredRecord.Genesis,
            withSecrets ? new SortedDictionary<string, string>(keys.ToDictionary(key => key.App.Value, key => key.Key), StringComparer.Ordinal) : null);
        Put(to, JsonSerializer.SerializeToUtf8Bytes(head, ReadableJson.Types.ExportHead));
        var chain = new Chain();
        while (chain.Seq < head.Events)
        {
            var page = journal.Stored(chain.Seq, (int)Math.Min(LiteDbJournal.Page, head.Events - chain.Seq)).Records;
            foreach (var record in page) Put(to, chain.Next(record).Line().Span);
            if (page.Count == 0) throw new JournalException($"event #{chain.Seq + 1} is missing.");
        }

        return head.Events;
    }

    private static void Put(Stream to, ReadOnlySpan<byte> line)
    {
        to.Write(line);
        to.WriteByte((byte)'\n');
    }
}
