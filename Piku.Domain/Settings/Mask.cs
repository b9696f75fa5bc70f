using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Piku.Domain.Apps;

namespace Piku.Domain.Settings;

/// <summary>
/// Hides secrets in a text. Of what comes out, no part is a secret of <see cref="Shortest"/> characters or more, as it is or percent-encoded; a text without
/// secrets comes out as it is. It takes as long as the text is, however many secrets there are.
/// </summary>
public sealed class Mask
{
    public const string Hidden = "***";

    /// <summary>A shorter secret is part of too many words to be hidden.</summary>
    public const int Shortest = 6;

    /// <summary>The longest first.</summary>
    private readonly ImmutableArray<string> _secrets;

    private readonly SearchValues<string> _any;

    private Mask(IEnumerable<string> secrets)
    {
        _secrets = [.. secrets.SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret) }).Where(secret => secret.Length >= Shortest).Distinct().OrderByDescending(secret => secret.Length)];
        _any = SearchValues.Create(_secrets.AsSpan(), StringComparison.Ordinal);
    }

    public static Mask Of(IEnumerable<string> secrets) => new(secrets);

    public static Mask Of(App app) => new(Secrets.Of(app));

    /// <remarks>Again while there is something to hide, for what is left on both sides could make a secret with the stars between them; each time the text gets shorter.</remarks>
    public string Over(string text)
    {
        while (Found(text) is { Count: > 0 } parts) text = Covered(text, parts);
        return text;
    }

    /// <summary>Where secrets are; those that overlap or touch are one part.</summary>
    private List<(int Start, int End)> Found(string text)
    {
        var parts = new List<(int Start, int End)>();
        for (var from = 0; text.AsSpan(from).IndexOfAny(_any) is >= 0 and var ahead;)
        {
            var start = from + ahead;
            var end = start + _secrets.First(secret => text.AsSpan(start).StartsWith(secret, StringComparison.Ordinal)).Length;
            if (parts is [.., var last] && start <= last.End) parts[^1] = (last.Start, Math.Max(last.End, end));
            else parts.Add((start, end));
            from = start + 1;
        }

        return parts;
    }

    private static string Covered(string text, List<(int Start, int End)> parts)
    {
        var (covered, from) = (new StringBuilder(text.Length), 0);
        foreach (var (start, end) in parts)
        {
            covered.Append(text, from, start - from).Append(Hidden);
            from = end;
        }

        return covered.Append(text, from, text.Length - from).ToString();
    }
}
