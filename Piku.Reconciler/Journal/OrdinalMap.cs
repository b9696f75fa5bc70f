using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piku.Reconciler.Journal;

/// <summary>Maps as JSON objects; what is read sorts and compares its keys by their characters, whatever the machine's language.</summary>
internal abstract class OrdinalMap<TValue> : JsonConverter<ImmutableSortedDictionary<string, TValue>>
{
    public override ImmutableSortedDictionary<string, TValue> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an object was expected");
        var map = ImmutableSortedDictionary.CreateBuilder<string, TValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (!map.TryAdd(key, ReadValue(ref reader))) throw new JsonException($"'{key}' stands in it twice");
        }

        return map.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, TValue> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, item) in value.OrderBy(pair => pair.Key, StringComparer.Ordinal)) WriteValue(writer, key, item);
        writer.WriteEndObject();
    }

    protected abstract TValue ReadValue(ref Utf8JsonReader reader);

    protected abstract void WriteValue(Utf8JsonWriter writer, string key, TValue value);
}

internal sealed class OrdinalTexts : OrdinalMap<string>
{
    protected override string ReadValue(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("a text was expected");

    protected override void WriteValue(Utf8JsonWriter writer, string key, string value) => writer.WriteString(key, value);
}

internal sealed class OrdinalNumbers : OrdinalMap<int>
{
    protected override int ReadValue(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : throw new JsonException("a whole number was expected");

    protected override void WriteValue(Utf8JsonWriter writer, string key, int value) => writer.WriteNumber(key, value);
}
