using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Piku.Ssh.Output;

/// <summary>What <c>--json</c> shows: one object on one line. Its members are named in docs/json.md, and stay; a member without a value is null, never left out.</summary>
internal static class JsonLine
{
    private const string InUtc = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<bool> Asked(Command command)
    {
        var json = new Option<bool>("--json");
        command.Options.Add(json);
        return json;
    }

    /// <param name="members">Writes the members of the object.</param>
    public static string Of(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable)) Braced(json, members);
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    public static void Text(this Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
        else json.WriteNull(name);
    }

    public static void Number(this Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    /// <summary>In ISO-8601 and UTC, to the millisecond.</summary>
    public static void Time(this Utf8JsonWriter json, string name, DateTimeOffset? time) => json.Text(name, time?.UtcDateTime.ToString(InUtc, CultureInfo.InvariantCulture));

    public static void Milliseconds(this Utf8JsonWriter json, string name, TimeSpan? span) => json.Number(name, (long?)span?.TotalMilliseconds);

    public static void Object(this Utf8JsonWriter json, string name, Action<Utf8JsonWriter>? members)
    {
        json.WritePropertyName(name);
        if (members is not null) Braced(json, members);
        else json.WriteNullValue();
    }

    /// <summary>A list of objects.</summary>
    public static void List<T>(this Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var one in all) Braced(json, _ => members(one));
        json.WriteEndArray();
    }

    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void Numbers(this Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void Braced(Utf8JsonWriter json, Action<Utf8JsonWriter> members)
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    }
}
