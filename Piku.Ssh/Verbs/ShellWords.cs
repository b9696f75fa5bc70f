using System.Collections.Immutable;
using System.Text;

namespace Piku.Ssh.Verbs;

/// <summary>A command line split as a POSIX shell would, without being one: quotes and backslashes are understood, nothing else is special.</summary>
/// <param name="Words">Each with the place in the text where it begins.</param>
public sealed record ShellWords(ImmutableArray<(string Text, int Start)> Words, string Source)
{
    /// <summary>The words, or null where a quote is never closed or a backslash ends the text.</summary>
    public static ShellWords? TrySplit(string source)
    {
        var words = ImmutableArray.CreateBuilder<(string, int)>();
        var at = 0;
        while (true)
        {
            while (at < source.Length && char.IsWhiteSpace(source[at])) at++;
            if (at == source.Length) return new ShellWords(words.ToImmutable(), source);
            var start = at;
            if (Word(source, ref at) is not { } word) return null;
            words.Add((word, start));
        }
    }

    /// <summary>The text from a word on, as it was given.</summary>
    public string From(int word) => word < Words.Length ? Source[Words[word].Start..] : "";

    /// <summary>The words as one line of which a shell makes the same words again.</summary>
    public static string Quoted(IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    private static string? Word(string source, ref int at)
    {
        var word = new StringBuilder();
        while (at < source.Length && !char.IsWhiteSpace(source[at]))
        {
            var part = source[at] switch
            {
                '\'' => Single(source, ref at),
                '"' => Double(source, ref at),
                '\\' => Escaped(source, ref at),
                _ => source[at++].ToString(),
            };
            if (part is null) return null;
            word.Append(part);
        }

        return word.ToString();
    }

    private static string? Single(string source, ref int at)
    {
        var end = source.IndexOf('\'', at + 1);
        if (end < 0) return null;
        var text = source[(at + 1)..end];
        at = end + 1;
        return text;
    }

    private static string? Double(string source, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < source.Length && source[at] != '"'; at++)
        {
            if (source[at] == '\\' && at + 1 < source.Length && (source[at + 1] is '"' or '\\' or '$' or '`')) at++;
            text.Append(source[at]);
        }

        return at++ < source.Length ? text.ToString() : null;
    }

    private static string? Escaped(string source, ref int at)
    {
        if (at + 1 == source.Length) return null;
        at += 2;
        return source[at - 1].ToString();
    }
}
