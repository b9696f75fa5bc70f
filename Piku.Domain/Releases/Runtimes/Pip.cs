using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>requirements.txt</c>: a virtual environment, filled by pip.</summary>
public sealed record Pip() : PythonRuntime("python")
{
    private const string Requirements = "requirements.txt";

    public override ImmutableArray<string> Reads => [Requirements, VersionFile];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Requirements);

    /// <remarks>An app that requires nothing gets an environment without pip, which takes a tenth of the time.</remarks>
    public override Recipe Recipe(BuildQuestion question)
    {
        var text = question.Sources.Text(Requirements) ?? "";
        var hasAny = text.Split('\n').Any(line => line.Trim() is not ("" or ['#', ..]));
        return Venv(question, [text], tool: null, folders => hasAny ? [Install(folders)] : [], hasAny);
    }

    private static BuildCommand Install(BuildFolders folders) =>
        new("Running pip", $"{folders.Environment}/bin/python", [
            "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off",
            "--cache-dir", $"{folders.Cache}/pip", "-r", Requirements]);
}
