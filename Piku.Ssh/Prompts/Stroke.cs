namespace Piku.Ssh.Prompts;

/// <summary>What a key asks a line for.</summary>
public enum Act
{
    Insert,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Older,
    Newer,
    EraseBefore,
    EraseAt,
    EraseWord,
    EraseToStart,
    EraseToEnd,
    PutBack,
    Complete,
    Search,
    Clear,
    Enter,
    Cancel,
    Close,
    Nothing,
}

/// <param name="Text">What is to be inserted; empty for other acts.</param>
public readonly record struct Stroke(Act Act, string Text = "");
