using System.Collections.Immutable;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Prompts;

/// <summary>What is kept of a line for the next time. Values of settings are kept nowhere but in the journal, sealed; and what is run is not recorded.</summary>
public static class Remembered
{
    private const string Sets = "config:set";

    /// <summary>Null where nothing is: of <c>run</c>, and of what was no verb, for that may be anything.</summary>
    public static string? Of(string line) => ShellWords.TrySplit(line) is not { } split ? null
        : split.Words.Select(word => word.Text).ToImmutableArray() switch
        {
            [] or ["run", ..] => null,
            ["use", _] => line.Trim(),
            [var name, ..] when VerbTable.Named(name) is null or { IsInternal: true } => null,
            var words when words.Contains(Sets) => WithoutValues(words),
            _ => line.Trim(),
        };

    /// <summary>Keys, with room for the values; of what stands after the first of them, nothing but further keys.</summary>
    private static string WithoutValues(ImmutableArray<string> words) => string.Join(' ', words
        .Select((word, at) => word.IndexOf('=', StringComparison.Ordinal) is var end and > 0 && word.AsSpan(0, end).IndexOfAnyExcept(KeySigns) < 0 ? word[..(end + 1)] : at <= words.IndexOf(Sets) + 1 && !word.Contains('=') ? word : null)
        .OfType<string>()
        .Where(IsPlain));

    /// <summary>Whether it is one word as it stands: what had to be quoted would be another line the next time.</summary>
    private static bool IsPlain(string word) => ShellWords.TrySplit(word)?.Words is [var only] && only.Text == word;

    private static readonly System.Buffers.SearchValues<char> KeySigns = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
