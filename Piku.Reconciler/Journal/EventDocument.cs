using LiteDB;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Journal;

/// <summary>The fields of an event's document, and of an app's; short, because they stand in every one.</summary>
internal static class EventDocument
{
    /// <param name="previous">The number of the event before this one in the same app's stream; 0 for the first.</param>
    public static BsonDocument Of(StoredRecord record, long previous) => new()
    {
        ["_id"] = record.Seq,
        ["app"] = record.App,
        ["v"] = record.Version,
        ["prev"] = previous,
        ["type"] = record.Event.Type,
        ["tv"] = record.Event.Version,
        ["at"] = record.At,
        ["by"] = record.By.Actor,
        ["key"] = record.By.Fingerprint,
        ["verb"] = record.By.Verb,
        ["data"] = record.Event.Payload,
        ["hash"] = record.Before is { } before ? Convert.FromHexString(before) : BsonValue.Null,
    };

    /// <exception cref="InvalidDataException">A field is missing, or no moment; a field of another kind throws what LiteDB has for that.</exception>
    public static StoredRecord Read(BsonDocument document) => new(
        document["_id"].AsInt64,
        Text(document, "app"),
        document["v"].AsInt64,
        Moment(document["at"].AsInt64),
        new Provenance(Text(document, "by"), Text(document, "key"), Text(document, "verb")),
        new StoredEvent(Text(document, "type"), document["tv"].AsInt32, Text(document, "data")),
        document["hash"] is { IsBinary: true, AsBinary: { Length: Digest.Size } before } ? Convert.ToHexStringLower(before) : null);

    /// <summary>LiteDB gives null for a text that is not there, and an event that has one cannot be hashed.</summary>
    private static string Text(BsonDocument document, string field) =>
        document[field].AsString ?? throw new InvalidDataException($"lacks the field '{field}' in an event");

    private static long Moment(long at) => at >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? at
        : throw new InvalidDataException($"has the time {at} in an event, which never was");

    public static string App(BsonDocument document) => Text(document, "app");

    public static long Previous(BsonDocument document) => document["prev"].AsInt64;
}

/// <summary>An app's document: where its stream ends, and what its events come to; and the document of its settings' values.</summary>
internal static class AppDocument
{
    public static BsonDocument Of(App app, long last, StoredApp stored) => new()
    {
        ["_id"] = app.Name.Value,
        ["v"] = app.Version,
        ["last"] = last,
        ["format"] = AppCodec.Format,
        ["state"] = stored.State,
    };

    public static BsonDocument ValuesOf(App app, StoredApp stored) => new() { ["_id"] = app.Name.Value, ["values"] = stored.Values };

    public static AppName Name(BsonDocument document) => AppName.OfStream(document["_id"].AsString) ?? throw new InvalidDataException("has an app whose name cannot be one");

    public static long Version(BsonDocument document) => document["v"].AsInt64;

    /// <summary>The number of the newest event of its stream.</summary>
    public static long Last(BsonDocument document) => document["last"].AsInt64;

    /// <summary>Null when it was written in another format than ours.</summary>
    /// <remarks>Bytes and not a string: LiteDB would set up its pool of buffers for a string beyond a page, a third of a verb's time.</remarks>
    public static App? TryRead(BsonDocument document, BsonDocument? values) => document["state"].AsBinary is { } state && values?["values"].AsBinary is { } bytes
        ? AppCodec.TryRead(document["format"].AsInt32, new StoredApp(state, bytes))
        : null;
}
