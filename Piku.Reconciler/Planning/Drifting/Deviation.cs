namespace Piku.Reconciler.Planning.Drifting;

/// <summary>One thing of ours that is other than it was left.</summary>
/// <param name="Name">A process, or a path below the root: what people are told.</param>
/// <param name="Path">Of the file, the link or the folder.</param>
/// <param name="Before">What was found there, as text; null when nothing was, or it is not told.</param>
/// <param name="After">What has to be there; null likewise.</param>
public sealed record Deviation(string Name, string Path, Change Change, string? Before = null, string? After = null);

/// <summary>How it came to be other.</summary>
public enum Change
{
    Edited,

    Missing,

    /// <summary>Nobody needs it, and it bears the app's mark.</summary>
    Surplus,

    /// <summary>Something of another kind has its place.</summary>
    Replaced,

    Rights,
}
