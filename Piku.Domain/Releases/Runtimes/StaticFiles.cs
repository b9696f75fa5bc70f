namespace Piku.Domain.Releases.Runtimes;

/// <summary>Files that nginx serves by itself.</summary>
public sealed record StaticFiles() : Runtime("static", "Static")
{
    public override bool Detects(IReadOnlySet<string> files, Procfile procfile) => procfile.Processes.ContainsKey("static");
}
