using System.Collections.Immutable;
using LiteDB;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Journal;

/// <summary>What the pages of a journal's file still hold, right or wrong.</summary>
/// <param name="States">The apps' stored states, with the number of the newest event that each is of.</param>
internal sealed record Remains(ImmutableArray<StoredRecord> Events, ImmutableArray<(App App, long Last)> States)
{
    public static Remains Of(byte[] file)
    {
        var documents = RawPages.Documents(file).ToList();
        var values = documents.Where(document => document.ContainsKey("values") && document["_id"].IsString).ToLookup(document => document["_id"].AsString, StringComparer.Ordinal);
        return new Remains(
            [.. documents.Where(document => document.ContainsKey("data")).Select(Event).OfType<StoredRecord>()],
            [.. documents.Where(document => document.ContainsKey("state")).Select(state => State(state, values)).OfType<(App, long)>()]);
    }

    /// <summary>Null for what no event can be: a field is missing or of another kind, or the line of it in an export would be none.</summary>
    private static StoredRecord? Event(BsonDocument document)
    {
        try
        {
            return EventDocument.Read(document) is var record && StoredRecord.FromLine(record.Line().Span) == record ? record : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static (App, long)? State(BsonDocument document, ILookup<string, BsonDocument> values)
    {
        try
        {
            foreach (var bytes in values[document["_id"].AsString])
                if (AppDocument.TryRead(document, bytes) is { } app && app.Name == AppDocument.Name(document) && app.Version == AppDocument.Version(document)) return (app, AppDocument.Last(document));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }

        return null;
    }
}
