namespace Piku.Domain.Releases.Runtimes;

/// <summary>Whatever has a Procfile runs as it is.</summary>
public sealed record Generic() : Runtime("generic", "Generic")
{
    public override string? DetectedBy(Sources sources, Procfile procfile) => "Procfile";
}
