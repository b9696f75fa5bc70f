using System.Text.Json;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Journal;

/// <summary>An app's folded state as JSON in UTF-8, so that reading it costs nothing per event. Disposable: the events say it all again.</summary>
public static class AppCodec
{
    /// <summary>
    /// Grows when <see cref="App"/> gets another shape or <see cref="AppDecider.Evolve"/> another meaning; a state of another format is
    /// not read but folded again from the events.
    /// </summary>
    public const int Format = 2;

    public static byte[] Write(App app) => JsonSerializer.SerializeToUtf8Bytes(app, ReadableJson.Types.App);

    /// <summary>Null when the state is of another format or cannot be read: fold the events.</summary>
    public static App? TryRead(int format, ReadOnlySpan<byte> text)
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
