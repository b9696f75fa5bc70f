namespace Piku.Domain.Releases.Runtimes;

/// <summary>Files that nginx serves by itself.</summary>
public sealed record StaticFiles() : Runtime("static", "Static")
{
    public override string? DetectedBy(Sources sources, Procfile procfile) => procfile.Processes.ContainsKey("static") ? "static in the Procfile" : null;
}
