using System.Collections.Immutable;
using LiteDB;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Journal;

/// <summary>What the pages of a journal's file still hold, right or wrong.</summary>
/// <param name="States">The apps' stored states, with the number of the newest event that each is of.</param>
internal sealed record Remains(ImmutableArray<StoredRecord> Events, ImmutableArray<(App App, long Last)> States)
{
    private static readonly string[] Texts = ["app", "by", "key", "verb", "type", "data"];

    public static Remains Of(byte[] file)
    {
        var documents = RawPages.Documents(file).ToList();
        var values = documents.Where(document => document.ContainsKey("values") && document["_id"].IsString).ToLookup(document => document["_id"].AsString, StringComparer.Ordinal);
        return new Remains(
            [.. documents.Where(document => document.ContainsKey("data")).Select(Event).OfType<StoredRecord>()],
            [.. documents.Where(document => document.ContainsKey("state")).Select(state => State(state, values)).OfType<(App, long)>()]);
    }

    /// <summary>Null where there is something in a document that none of ours has.</summary>
    private static StoredRecord? Event(BsonDocument document)
    {
        try
        {
            return Texts.All(field => document[field].IsString) && EventDocument.Read(document) is { Hash.Length: > 0 } record ? record : null;
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
