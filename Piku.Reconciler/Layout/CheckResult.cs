using System.Globalization;

namespace Piku.Reconciler.Layout;

/// <summary>How the questions to a process have gone so far.</summary>
/// <param name="Attempts">How often it was asked.</param>
/// <param name="IsWell">Whether it has ever answered as it should.</param>
/// <param name="Answer">What came last, such as "500 Internal Server Error"; it ends the sentence "it answered …".</param>
public sealed record CheckResult(int Attempts, bool IsWell, string Answer)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Attempts} {(IsWell ? "well" : "bad")} {Answer}\n");

    /// <summary>Null when the text is none, so that the process is asked again.</summary>
    public static CheckResult? TryParse(string? text) =>
        text?.TrimEnd('\n').Split(' ', 3) is [var attempts, var how, var answer] && int.TryParse(attempts, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new CheckResult(number, how == "well", answer)
            : null;
}
