using System.Globalization;
using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Domain.Settings;

namespace Piku.Reconciler.Journal;

/// <summary>An app's folded state as it is stored, so that reading it costs nothing per event. Disposable: the events say it all again.</summary>
/// <param name="State">The app as JSON in UTF-8, with a number in the place of each value of a setting.</param>
/// <param name="Values">
/// The values by number, as JSON in UTF-8: each stands there once, however many releases have it, and nothing is written of them where only the state changes.
/// </param>
public sealed record StoredApp(byte[] State, byte[] Values);

/// <summary>Apps as what is stored of them.</summary>
public static class AppCodec
{
    /// <summary>
    /// Grows when <see cref="App"/> gets another shape or <see cref="AppDecider.Evolve"/> another meaning; a state of another format is
    /// not read but folded again from the events.
    /// </summary>
    public const int Format = 13;

    public static StoredApp Write(App app)
    {
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        var numbered = SettingValues.Map(app, (_, value) =>
        {
            if (!numbers.TryGetValue(value, out var number)) numbers[value] = number = numbers.Count.ToString(CultureInfo.InvariantCulture);
            return number;
        });
        return new StoredApp(
            JsonSerializer.SerializeToUtf8Bytes(numbered, ReadableJson.Types.App),
            JsonSerializer.SerializeToUtf8Bytes([.. numbers.Keys], ReadableJson.Types.StringArray));
    }

    /// <summary>Null when the state is of another format or cannot be read: fold the events.</summary>
    public static App? TryRead(int format, StoredApp stored)
    {
        if (format != Format) return null;
        try
        {
            var values = JsonSerializer.Deserialize(stored.Values, ReadableJson.Types.StringArray);
            var app = JsonSerializer.Deserialize(stored.State, ReadableJson.Types.App);
            return app is null || values is null ? null : SettingValues.Map(app, (_, number) => values[int.Parse(number, CultureInfo.InvariantCulture)]);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
