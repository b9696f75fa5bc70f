using System.Collections.Immutable;

namespace Piku.Ssh.Prompts;

/// <summary>What becomes of a line.</summary>
public enum Ending
{
    /// <summary>It is still being written.</summary>
    None,
    Entered,
    Cancelled,

    /// <summary>By Ctrl-D on an empty line: there is to be none after it.</summary>
    Closed,
}

/// <summary>A line as it is being written.</summary>
/// <param name="Cursor">The place before which signs are inserted.</param>
/// <param name="Back">How many lines of the history ago it is from; 0 for a new one.</param>
/// <param name="Draft">The new line, while an older one is looked at.</param>
/// <param name="Query">What is searched for in the history; null while nothing is.</param>
/// <param name="Erased">What was erased last of more than a sign, to be put back.</param>
/// <param name="Shown">What the word at the cursor may become, while somebody has asked.</param>
/// <param name="IsCleared">The screen is to be emptied first.</param>
public sealed record Edit(
    string Text, int Cursor, int Back, string Draft, string? Query, string Erased, ImmutableArray<string> Shown, bool IsCleared, Ending Ending)
{
    public static Edit Empty { get; } = new("", 0, 0, "", null, "", [], false, Ending.None);

    public string Before => Text[..Cursor];

    public string After => Text[Cursor..];
}
