using System.Globalization;

namespace Piku.Ssh.Output;

/// <summary>What the far end can show. Where it is no terminal, nothing is coloured, cut or drawn anew.</summary>
/// <param name="Columns">Null where lines may be as long as they are.</param>
/// <param name="IsLive">What is written can be taken back.</param>
public sealed record Terminal(bool HasColours, bool IsLive, int? Columns)
{
    public static Terminal None { get; } = new(false, false, null);

    /// <param name="variable">Of the environment: NO_COLOR (there, and not empty), TERM and COLUMNS.</param>
    /// <param name="measured">How wide the kernel says that it is.</param>
    public static Terminal Of(bool isTerminal, Func<string, string?> variable, int? measured)
    {
        if (!isTerminal) return None;
        var canMove = variable("TERM") is { Length: > 0 } term && term != "dumb";
        return new Terminal(
            canMove && string.IsNullOrEmpty(variable("NO_COLOR")),
            canMove,
            int.TryParse(variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0 ? columns : measured);
    }
}
