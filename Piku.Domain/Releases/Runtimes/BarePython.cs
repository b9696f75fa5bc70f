namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>wsgi</c> line and no list of requirements: Python with what the box has of it, and no environment.</summary>
public sealed record BarePython() : PythonRuntime("python-bare")
{
    public override string? DetectedBy(Sources sources, Procfile procfile) => procfile.Processes.ContainsKey("wsgi") ? "wsgi in the Procfile" : null;

    public override Recipe Recipe(BuildQuestion question) => new() { Refusal = PythonPlugins.WhyNot(question, minor: null) };
}
