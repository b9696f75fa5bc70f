namespace Piku.Reconciler.Planning;

/// <summary>How a pass over an app ended.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>The box is as the journal asks for.</summary>
    /// <param name="Again">When something is due by time alone, such as the end of draining.</param>
    public sealed record Converged(DateTimeOffset? Again = null) : Verdict;

    /// <summary>The same but for what somebody has changed by hand, which is left as it is because the app's settings ask for that.</summary>
    public sealed record Drifted(string What) : Verdict;

    /// <summary>On its way; look again.</summary>
    public sealed record RecheckAfter(TimeSpan Delay, string Reason) : Verdict;

    /// <summary>Something stands in the way that no pass can change; it is tried again, less and less often.</summary>
    public sealed record Stuck(string Reason) : Verdict;
}
