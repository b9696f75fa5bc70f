using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>The table of event names and versions, and events as what is stored of them.</summary>
/// <remarks>
/// Whatever was ever written can be read for ever. When a payload gets another form, its row gets the next version, and
/// <see cref="Upcasting"/> a rule that makes the new form of the old one.
/// </remarks>
public static class EventCodec
{
    private static readonly ImmutableArray<Row> Table =
    [
        Of("app.created", 1, () => ReadableJson.Types.Created),
        Of("app.slug-received", 2, () => ReadableJson.Types.SlugReceived),
        Of("app.adopted", 1, () => ReadableJson.Types.TakenOver),
        Of("app.config-changed", 2, () => ReadableJson.Types.ConfigChanged),
        Of("app.release-created", 3, () => ReadableJson.Types.ReleaseCreated),
        Of("app.release-built", 2, () => ReadableJson.Types.ReleaseBuilt),
        Of("app.ports-allotted", 1, () => ReadableJson.Types.PortsAllotted),
        Of("app.recreate-chosen", 1, () => ReadableJson.Types.RecreateChosen),
        Of("app.went-live", 1, () => ReadableJson.Types.WentLive),
        Of("app.rollout-failed", 2, () => ReadableJson.Types.RolloutFailed),
        Of("app.rollout-superseded", 1, () => ReadableJson.Types.RolloutSuperseded),
        Of("app.scaled", 1, () => ReadableJson.Types.Scaled),
        Of("app.restarted", 1, () => ReadableJson.Types.Restarted),
        Of("app.stopped", 1, () => ReadableJson.Types.Stopped),
        Of("app.started", 1, () => ReadableJson.Types.Started),
        Of("app.maintenance-began", 1, () => ReadableJson.Types.MaintenanceBegan),
        Of("app.maintenance-ended", 1, () => ReadableJson.Types.MaintenanceEnded),
        Of("app.cloudflare-asked", 1, () => ReadableJson.Types.CloudflareAsked),
        Of("app.include-read", 1, () => ReadableJson.Types.IncludeRead),
        Of("app.certificate-ordered", 1, () => ReadableJson.Types.CertificateOrdered),
        Of("app.certificate-installed", 1, () => ReadableJson.Types.CertificateInstalled),
        Of("app.certificate-refused", 1, () => ReadableJson.Types.CertificateRefused),
        Of("app.certificate-given", 1, () => ReadableJson.Types.CertificateGiven),
        Of("app.certificate-removed", 1, () => ReadableJson.Types.CertificateRemoved),
        Of("app.certificate-lost", 1, () => ReadableJson.Types.CertificateLost),
        Of("app.certificate-renewal-asked", 1, () => ReadableJson.Types.CertificateRenewalAsked),
        Of("app.repaired", 2, () => ReadableJson.Types.Repaired),
        Of("app.cron-failed", 1, () => ReadableJson.Types.CronFailed),
        Of("app.cron-recovered", 1, () => ReadableJson.Types.CronRecovered),
        Of("app.destroyed", 1, () => ReadableJson.Types.Destroyed),
        Of("key.added", 1, () => ReadableJson.Types.KeyAdded),
        Of("key.adopted", 1, () => ReadableJson.Types.KeyAdopted),
        Of("key.changed", 1, () => ReadableJson.Types.KeyChanged),
        Of("key.rotated", 1, () => ReadableJson.Types.KeyRotated),
        Of("key.removed", 1, () => ReadableJson.Types.KeyRemoved),
    ];

    private static readonly FrozenDictionary<string, Row> ByName = Table.ToFrozenDictionary(row => row.Name);

    private static readonly FrozenDictionary<Type, Row> ByCase = Table.ToFrozenDictionary(row => row.Case);

    /// <summary>Every stored name with the version that is written now, and the form of its payload.</summary>
    public static IEnumerable<(string Type, int Version, JsonTypeInfo Form)> Rows => Table.Select(row => (row.Name, row.Version, row.Form()));

    public static StoredEvent Write(AppEvent happened) =>
        ByCase.TryGetValue(happened.GetType(), out var row)
            ? new StoredEvent(row.Name, row.Version, row.Write(happened))
            : throw new UnreachableException($"No row of the event table stores {happened.GetType().Name}.");

    /// <exception cref="JournalException">The name or version is not known, or the payload is not of its form.</exception>
    public static AppEvent Read(StoredEvent stored)
    {
        try
        {
            return ByName.TryGetValue(stored.Type, out var row) && Upcasting.To(row.Version, stored) is { } payload
                ? row.Read(payload) ?? throw new JsonException("it is null")
                : throw new JournalException($"the journal holds an event '{stored.Type}' of version {stored.Version}, which this piku does not know; install the newer piku that wrote it.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new JournalException($"the content of an event '{stored.Type}' cannot be read ({e.Message}); compare it with the stored events in the specs.", e);
        }
    }

    public static StoredRecord Write(Recorded recorded, string? before) => new(
        recorded.Seq, recorded.App.Value, recorded.Version, recorded.At.ToUnixTimeMilliseconds(), recorded.By, Write(recorded.Event), before);

    /// <exception cref="JournalException">As for an event; or the app's name is none.</exception>
    public static Recorded Read(StoredRecord record) => new(
        record.Seq,
        AppName.OfStream(record.App) ?? throw new JournalException($"event #{record.Seq} is of an app '{record.App}', which cannot be the name of one."),
        record.Version,
        DateTimeOffset.FromUnixTimeMilliseconds(record.At),
        record.By,
        Read(record.Event));

    /// <param name="form">Made when it is first asked for: a verb writes one or two kinds of events, and each form takes a while to make.</param>
    private static Row Of<T>(string name, int version, Func<JsonTypeInfo<T>> form)
        where T : AppEvent =>
        new(name, version, typeof(T), form, happened => JsonSerializer.Serialize((T)happened, form()), payload => JsonSerializer.Deserialize(payload, form()));

    private sealed record Row(string Name, int Version, Type Case, Func<JsonTypeInfo> Form, Func<AppEvent, string> Write, Func<string, AppEvent?> Read);
}
