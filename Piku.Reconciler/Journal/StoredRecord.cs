using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Piku.Domain.Journal;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Journal;

/// <summary>An event as it is stored.</summary>
/// <param name="Type">Its stored name, such as <c>app.created</c>; never changes once written.</param>
/// <param name="Version">Of the payload's form; a new form gets a new row in the table, and the old row stays.</param>
/// <param name="Payload">Compact JSON.</param>
public sealed record StoredEvent(string Type, int Version, string Payload);

/// <summary>An event with all that the journal keeps of it, before anybody asks what it means.</summary>
/// <param name="At">Milliseconds since 1970, in UTC.</param>
/// <param name="Before">The <see cref="Hash"/> of the event numbered one less, 64 hexadecimal digits; null in a journal from before there were hashes.</param>
/// <remarks>
/// Its line is both the export format and the canonical form that is hashed: JSON without spaces, the keys in the order of
/// <see cref="Line"/>, nothing escaped that JSON does not demand, times as <c>2026-11-22T10:20:30.045Z</c>. See <c>docs/journal.md</c>.
/// </remarks>
public sealed record StoredRecord(long Seq, string App, long Version, long At, Provenance By, StoredEvent Event, string? Before)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>What the first event names as the hash of the one before it.</summary>
    public static string Genesis { get; } = new('0', Digest.Size * 2);

    /// <summary>SHA-256 of the line, 64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(Digest.Sha256(Line().Span));

    /// <summary>In UTF-8, without a newline.</summary>
    public ReadOnlyMemory<byte> Line()
    {
        var bytes = new ArrayBufferWriter<byte>(512 + Event.Payload.Length);
        using (var line = new Utf8JsonWriter(bytes, Compact))
        {
            line.WriteStartObject();
            line.WriteNumber("seq", Seq);
            line.WriteString("app", App);
            line.WriteNumber("version", Version);
            line.WriteString("at", DateTimeOffset.FromUnixTimeMilliseconds(At).ToString(TimeFormat, CultureInfo.InvariantCulture));
            line.WriteString("actor", By.Actor);
            line.WriteString("fingerprint", By.Fingerprint);
            line.WriteString("verb", By.Verb);
            line.WriteString("type", Event.Type);
            line.WriteNumber("v", Event.Version);
            line.WritePropertyName("data");
            line.WriteRawValue(Event.Payload, skipInputValidation: true);
            if (Before is not null) line.WriteString("before", Before);
            line.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    /// <exception cref="JournalException">The line is no event, or not in the canonical form; the message says what is wrong with it.</exception>
    public static StoredRecord FromLine(ReadOnlySpan<byte> line)
    {
        try
        {
            var read = JsonSerializer.Deserialize(line, ReadableJson.Types.RecordedLine) ?? throw new JsonException("it is null");
            var record = new StoredRecord(
                read.Seq,
                read.App,
                read.Version,
                DateTimeOffset.ParseExact(read.At, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds(),
                new Provenance(read.Actor, read.Fingerprint, read.Verb),
                new StoredEvent(read.Type, read.V, read.Data.GetRawText()),
                read.Before);
            return record.Line().Span.SequenceEqual(line) ? record : throw new FormatException("it is not written as piku writes it");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            var text = Encoding.UTF8.GetString(line);
            throw new JournalException($"this line is not an event ({e.Message}): {(text.Length > 80 ? text[..80] + "…" : text)}", e);
        }
    }
}

/// <summary>The line as JSON has it.</summary>
internal sealed record RecordedLine(
    long Seq, string App, long Version, string At, string Actor, string Fingerprint, string Verb, string Type, int V, JsonElement Data, string? Before = null);
