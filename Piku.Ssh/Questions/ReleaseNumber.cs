using System.Globalization;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Questions;

/// <summary>A release as a person names it: "v7", or "7".</summary>
internal static class ReleaseNumber
{
    /// <exception cref="RefusedException">It is neither.</exception>
    public static int Parse(string text) =>
        int.TryParse(text.StartsWith('v') ? text.AsSpan(1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new RefusedException($"'{Output.Table.Plain(text[..Math.Min(40, text.Length)])}' is no release; write one such as v7.");
}
