namespace Piku.Ssh.Doctor;

/// <summary>One thing that was looked at, and how it is.</summary>
/// <param name="Check">What kind of thing, in a word or two: "disk", "DNS".</param>
/// <param name="What">How it is, as a sentence without its full stop.</param>
/// <param name="ToDo">What helps; null where nothing has to be done.</param>
public sealed record Finding(string Check, string What, string? ToDo = null)
{
    public bool IsTrouble => ToDo is not null;

    /// <summary>The first where all is well, otherwise the second.</summary>
    public static Finding Of(string check, bool isWell, string well, string trouble, string toDo) => isWell ? new Finding(check, well) : new Finding(check, trouble, toDo);
}

/// <summary>A file, a folder or a link, and whether it is as it should be.</summary>
/// <param name="Path">Below the root.</param>
/// <param name="State">One of "ok", "edited", "missing", "rights", "replaced", "surplus" and "foreign"; "awaited" while something is on its way.</param>
internal sealed record FileFinding(string Path, string State)
{
    public const string Ok = "ok";

    /// <summary>Not piku's: it is left alone.</summary>
    public const string Foreign = "foreign";

    /// <summary>Other than it was asked for, and about to be brought there.</summary>
    public const string Awaited = "awaited";

    public bool IsTrouble => State is not (Ok or Foreign or Awaited);
}
