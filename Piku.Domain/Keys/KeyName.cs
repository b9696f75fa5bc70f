using Piku.Domain.Apps;

namespace Piku.Domain.Keys;

/// <summary>
/// What a key of ssh is called: the actor of what is recorded by it. Safe, unescaped, in a file of sshd and on a command line: 1 to 64 letters, digits and <c>. _ @ + -</c>.
/// </summary>
public sealed record KeyName
{
    public const int MaxLength = 64;

    /// <summary>Under it the reconciler reports.</summary>
    private const string Reserved = "pikud";

    private KeyName(string value) => Value = value;

    public string Value { get; }

    /// <summary>The name, or the sentence that says why the text is none.</summary>
    public static KeyName? TryParse(string text, out Refusal? refusal)
    {
        var why = text switch
        {
            Reserved => "pikud itself reports under it",
            { Length: >= 1 and <= MaxLength } when text.All(IsAllowed) && text[0] != '-' => null,
            _ => $"use letters, digits and . _ @ + -, {MaxLength} at most, and no - at the start",
        };
        refusal = why is null ? null : new Refusal($"'{Printable(text)}' cannot be the name of a key: {why}.");
        return why is null ? new KeyName(text) : null;
    }

    /// <summary>For names that were checked before, such as those of the journal.</summary>
    /// <exception cref="FormatException">The text is not a name.</exception>
    public static KeyName Parse(string text) => TryParse(text, out var refusal) ?? throw new FormatException(refusal!.Sentence);

    public override string ToString() => Value;

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '@' or '+' or '-';

    private static string Printable(string text) => string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
