namespace Piku.Domain.Releases;

/// <summary>What made a release.</summary>
public enum ReleaseCause
{
    Push,
    Config,
    Deploy,
}
