using System.Text.Json;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Journal;

/// <summary>An app's folded state as text, so that reading it costs nothing per event. Disposable: the events say it all again.</summary>
public static class AppCodec
{
    /// <summary>
    /// Grows when <see cref="App"/> gets another shape or <see cref="AppDecider.Evolve"/> another meaning; a state of another format is
    /// not read but folded again from the events.
    /// </summary>
    public const int Format = 1;

    public static string Write(App app) => JsonSerializer.Serialize(app, ReadableJson.Types.App);

    /// <summary>Null when the text is of another format or cannot be read: fold the events.</summary>
    public static App? TryRead(int format, string text)
    {
        if (format != Format) return null;
        try
        {
            return JsonSerializer.Deserialize(text, ReadableJson.Types.App);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
