using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>An event as it is stored.</summary>
/// <param name="Type">Its stored name, such as <c>app.created</c>; never changes once written.</param>
/// <param name="Version">Of the payload's form; a new form gets a new row in the table, and the old row stays.</param>
/// <param name="Payload">Compact JSON.</param>
public sealed record StoredEvent(string Type, int Version, string Payload);

/// <summary>The table of event names, and events as text: alone, or as one line with everything the journal knows of them.</summary>
/// <remarks>Whatever was ever written can be read for ever: rows are added and never changed.</remarks>
public static class EventCodec
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly ImmutableArray<Row> Table =
    [
        Of("app.created", 1, ReadableJson.Types.Created),
        Of("app.slug-received", 1, ReadableJson.Types.SlugReceived),
        Of("app.config-changed", 1, ReadableJson.Types.ConfigChanged),
        Of("app.release-created", 1, ReadableJson.Types.ReleaseCreated),
        Of("app.release-built", 1, ReadableJson.Types.ReleaseBuilt),
        Of("app.ports-allotted", 1, ReadableJson.Types.PortsAllotted),
        Of("app.went-live", 1, ReadableJson.Types.WentLive),
        Of("app.rollout-failed", 1, ReadableJson.Types.RolloutFailed),
        Of("app.rollout-superseded", 1, ReadableJson.Types.RolloutSuperseded),
        Of("app.scaled", 1, ReadableJson.Types.Scaled),
        Of("app.restarted", 1, ReadableJson.Types.Restarted),
        Of("app.stopped", 1, ReadableJson.Types.Stopped),
        Of("app.started", 1, ReadableJson.Types.Started),
        Of("app.destroyed", 1, ReadableJson.Types.Destroyed),
    ];

    private static readonly FrozenDictionary<(string, int), Row> ByName = Table.ToFrozenDictionary(row => (row.Name, row.Version));

    private static readonly FrozenDictionary<Type, Row> ByCase = Table.GroupBy(row => row.Case).ToFrozenDictionary(g => g.Key, g => g.MaxBy(row => row.Version)!);

    /// <summary>Every stored name with its version, in the order of the table.</summary>
    public static IEnumerable<(string Type, int Version)> Names => Table.Select(row => (row.Name, row.Version));

    public static StoredEvent Write(AppEvent happened) =>
        ByCase.TryGetValue(happened.GetType(), out var row)
            ? new StoredEvent(row.Name, row.Version, row.Write(happened))
            : throw new UnreachableException($"No row of the event table stores {happened.GetType().Name}.");

    /// <exception cref="JournalException">The name or version is not in the table, or the payload is not of its form.</exception>
    public static AppEvent Read(StoredEvent stored)
    {
        if (!ByName.TryGetValue((stored.Type, stored.Version), out var row))
            throw new JournalException($"the journal holds an event '{stored.Type}' of version {stored.Version}, which this piku does not know; install the newer piku that wrote it.");
        try
        {
            return row.Read(stored.Payload) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new JournalException($"the content of an event '{stored.Type}' cannot be read ({e.Message}); compare it with the stored events in the specs.", e);
        }
    }

    /// <summary>The whole event as one line of JSON, without its newline; <see cref="FromLine"/> gives back an equal one.</summary>
    public static string ToLine(Recorded recorded)
    {
        var stored = Write(recorded.Event);
        using var payload = JsonDocument.Parse(stored.Payload);
        return JsonSerializer.Serialize(
            new RecordedLine(
                recorded.Seq,
                recorded.App.Value,
                recorded.Version,
                recorded.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
                recorded.By.Actor,
                recorded.By.Fingerprint,
                recorded.By.Verb,
                stored.Type,
                stored.Version,
                payload.RootElement),
            ReadableJson.Types.RecordedLine);
    }

    /// <exception cref="JournalException">The line is not an event; the message says what is wrong with it.</exception>
    public static Recorded FromLine(string line)
    {
        try
        {
            var read = JsonSerializer.Deserialize(line, ReadableJson.Types.RecordedLine) ?? throw new JsonException("it is null");
            return new Recorded(
                read.Seq,
                AppName.Parse(read.App),
                read.Version,
                DateTimeOffset.ParseExact(read.At, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                new Provenance(read.Actor, read.Fingerprint, read.Verb),
                Read(new StoredEvent(read.Type, read.V, read.Data.GetRawText())));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new JournalException($"this line is not an event ({e.Message}): {(line.Length > 80 ? line[..80] + "…" : line)}", e);
        }
    }

    private static Row Of<T>(string name, int version, JsonTypeInfo<T> type)
        where T : AppEvent =>
        new(name, version, typeof(T), happened => JsonSerializer.Serialize((T)happened, type), payload => JsonSerializer.Deserialize(payload, type));

    private sealed record Row(string Name, int Version, Type Case, Func<AppEvent, string> Write, Func<string, AppEvent?> Read);
}
