using LiteDB;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>The fields of an event's document, and of an app's; short, because they stand in every one.</summary>
internal static class EventDocument
{
    public static BsonDocument Of(Recorded recorded, long previous)
    {
        var stored = EventCodec.Write(recorded.Event);
        return new BsonDocument
        {
            ["_id"] = recorded.Seq,
            ["app"] = recorded.App.Value,
            ["v"] = recorded.Version,
            ["prev"] = previous,
            ["type"] = stored.Type,
            ["tv"] = stored.Version,
            ["at"] = recorded.At.ToUnixTimeMilliseconds(),
            ["by"] = recorded.By.Actor,
            ["key"] = recorded.By.Fingerprint,
            ["verb"] = recorded.By.Verb,
            ["data"] = stored.Payload,
        };
    }

    public static Recorded Read(BsonDocument document) => new(
        document["_id"].AsInt64,
        AppName.Parse(document["app"].AsString),
        document["v"].AsInt64,
        DateTimeOffset.FromUnixTimeMilliseconds(document["at"].AsInt64),
        new Provenance(document["by"].AsString, document["key"].AsString, document["verb"].AsString),
        EventCodec.Read(new StoredEvent(document["type"].AsString, document["tv"].AsInt32, document["data"].AsString)));

    /// <summary>The number of the event before this one in the same app's stream; 0 for the first.</summary>
    public static long Previous(BsonDocument document) => document["prev"].AsInt64;
}

/// <summary>An app's document: where its stream ends, and what its events come to.</summary>
internal static class AppDocument
{
    public static BsonDocument Of(App app, long last) => new()
    {
        ["_id"] = app.Name.Value,
        ["v"] = app.Version,
        ["last"] = last,
        ["format"] = AppCodec.Format,
        ["state"] = AppCodec.Write(app),
    };

    public static AppName Name(BsonDocument document) => AppName.Parse(document["_id"].AsString);

    public static long Version(BsonDocument document) => document["v"].AsInt64;

    /// <summary>The number of the newest event of its stream.</summary>
    public static long Last(BsonDocument document) => document["last"].AsInt64;

    /// <summary>Null when it was written in another format than ours.</summary>
    /// <remarks>Bytes and not a string: LiteDB would set up its pool of buffers for a string beyond a page, a third of a verb's time.</remarks>
    public static App? TryRead(BsonDocument document) =>
        document["state"].AsBinary is { } state ? AppCodec.TryRead(document["format"].AsInt32, state) : null;
}
