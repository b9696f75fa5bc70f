namespace Piku.Domain.Apps;

/// <summary>
/// A name that is safe, unescaped, as a folder, a file, an ssh argument and a DNS label: 1 to 40 of a–z, 0–9 and "-",
/// starting with a letter or digit and not ending in "-".
/// </summary>
/// <remarks>
/// Forty and not DNS's sixty-three, so that the path of an app's socket fits into the kernel's 108 bytes.
/// A bad name is refused, never mended: a push to <c>foo/bar</c> must not deploy <c>foobar</c>.
/// </remarks>
public sealed record AppName
{
    public const int MaxLength = 40;

    private AppName(string value) => Value = value;

    /// <summary>What stands in the place of an app's name for the stream of the box itself. No text that anybody gives is taken for it, for "@" is in no app's name.</summary>
    public static AppName Box { get; } = new("@box");

    public string Value { get; }

    /// <summary>The name, or the sentence that says why the text is none.</summary>
    public static AppName? TryParse(string text, out Refusal? refusal)
    {
        var why = WhyBad(text);
        refusal = why is null ? null : new Refusal($"'{Printable(text)}' cannot be an app's name: {why}.");
        return why is null ? new AppName(text) : null;
    }

    /// <summary>For names that were checked before, such as those of the journal.</summary>
    /// <exception cref="FormatException">The text is not a name.</exception>
    public static AppName Parse(string text) =>
        TryParse(text, out var refusal) ?? throw new FormatException(refusal!.Sentence);

    /// <summary>The name of one of the journal's streams: an app's, or <see cref="Box"/>; null when it is none.</summary>
    public static AppName? OfStream(string text) => text == Box.Value ? Box : TryParse(text, out _);

    public override string ToString() => Value;

    private static string? WhyBad(string text) => text switch
    {
        "" => "it is empty",
        { Length: > MaxLength } => $"it has {text.Length} characters, and {MaxLength} is the most",
        _ when text.FirstOrDefault(c => !IsAllowed(c)) is var bad and not '\0' =>
            $"it contains {Describe(bad)}, and only a-z, 0-9 and '-' may be in it",
        _ when text.Contains('\0', StringComparison.Ordinal) => "it contains a NUL, and only a-z, 0-9 and '-' may be in it",
        _ when text[0] == '-' => "it starts with '-'",
        _ when text[^1] == '-' => "it ends in '-'",
        _ => null,
    };

    private static bool IsAllowed(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-';

    private static string Describe(char c) => c switch
    {
        ' ' => "a space",
        >= 'A' and <= 'Z' => $"the capital '{c}'",
        _ when char.IsControl(c) => $"the control character U+{(int)c:X4}",
        > '~' => $"the character U+{(int)c:X4}",
        _ => $"'{c}'",
    };

    private static string Printable(string text)
    {
        var shown = string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > MaxLength ? shown + "…" : shown;
    }
}
