namespace Piku.Domain.Releases;

/// <summary>What made a release.</summary>
public enum ReleaseCause
{
    Push,
    Config,
    Deploy,

    /// <summary>Somebody brought a former release back.</summary>
    Rollback,

    /// <summary>piku brought the former release back, because the new one died soon after it had gone live.</summary>
    Fallback,
}
