namespace Piku.Reconciler.Applying.Builds;

/// <summary>How a build ended.</summary>
public abstract record BuildOutcome
{
    private BuildOutcome()
    {
    }

    /// <param name="Environment">The fingerprint of the dependencies' folder; null where the runtime has none.</param>
    /// <param name="Tree">The fingerprint of the folder in which something was made of the files; null where nothing was.</param>
    public sealed record Built(string? Environment, string? Tree) : BuildOutcome;

    /// <param name="Reason">A sentence without its full stop.</param>
    /// <param name="Environment">The fingerprint of the dependencies, where they were there or came to be.</param>
    public sealed record Failed(string Reason, string? Environment = null) : BuildOutcome;
}
