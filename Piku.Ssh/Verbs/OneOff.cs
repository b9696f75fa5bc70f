using System.Collections.Immutable;

namespace Piku.Ssh.Verbs;

/// <summary>What <c>run</c> was asked: an app, perhaps one of its releases, and a command of which every word is the command's own.</summary>
/// <param name="First">The place of the command's first word.</param>
public sealed record OneOff(ImmutableArray<string> Words, string App, string? Release, int First)
{
    private const string Option = "--release";

    /// <summary>Null where a part is missing.</summary>
    /// <param name="words">Those after the verb.</param>
    public static OneOff? TryParse(ImmutableArray<string> words)
    {
        OneOff? asked = words switch
        {
            [Option, var release, var app, ..] => new(words, app, release, 3),
            [Option, ..] => null,
            [var app, Option, var release, ..] => new(words, app, release, 3),
            [var both, var app, ..] when both.StartsWith($"{Option}=", StringComparison.Ordinal) => new(words, app, both[(Option.Length + 1)..], 2),
            [var app, var both, ..] when both.StartsWith($"{Option}=", StringComparison.Ordinal) => new(words, app, both[(Option.Length + 1)..], 2),
            [var app, ..] => new(words, app, null, 1),
            _ => null,
        };
        if (asked is { } one && one.First < words.Length && words[one.First] == "--") asked = one with { First = one.First + 1 };
        return asked is { } whole && whole.First < words.Length ? whole : null;
    }

    /// <summary>
    /// A line for a shell. Over ssh it is what was typed, from the command's first word on, for that is what its author meant for a shell;
    /// on the box the words as they came, or one word as a line.
    /// </summary>
    /// <param name="typed">The whole line as it came over ssh, which begins with the verb; null on the box.</param>
    public string Line(ShellWords? typed) =>
        typed is not null ? typed.From(First + 1) : Words[First..] is [var line] ? line : ShellWords.Quoted(Words[First..]);
}
