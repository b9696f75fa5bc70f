using System.Globalization;

namespace Piku.Reconciler.Layout;

/// <summary>What the script that starts a process has noted: how often in a row it ended soon after its start.</summary>
/// <param name="Waits">Seconds that it waits now before it starts the process again; null when it does not.</param>
public sealed record EarlyEnds(int InARow, int? Waits)
{
    /// <summary>Null when the text is none, as when the disk was full.</summary>
    public static EarlyEnds? TryParse(string? text) => text?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var row] when TryRead(row) is { } ends => new EarlyEnds(ends, null),
        [var row, var waits] when TryRead(row) is { } ends && TryRead(waits) is { } seconds => new EarlyEnds(ends, seconds == 0 ? null : seconds),
        _ => null,
    };

    private static int? TryRead(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
