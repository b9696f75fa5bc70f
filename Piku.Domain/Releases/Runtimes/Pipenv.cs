using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>Pipfile</c>: a virtual environment, filled by <c>pipenv sync</c> from its lock file.</summary>
public sealed record Pipenv() : PythonRuntime("python-pipenv")
{
    private const string Pipfile = "Pipfile";

    private const string Lock = "Pipfile.lock";

    public override ImmutableArray<string> Reads => [Pipfile, Lock, VersionFile];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Pipfile);

    public override Recipe Recipe(BuildQuestion question)
    {
        var locked = question.Sources.Text(Lock);
        return Venv(
            question,
            [locked is null ? "" : $"lock\n{locked}", locked is null ? question.Sources.Text(Pipfile) ?? "" : ""],
            new Tool("pipenv", "pipenv"),
            _ => [new BuildCommand("Running pipenv", "pipenv", locked is null ? ["install", "--skip-lock"] : ["sync"])]) with
        {
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("PIPENV_NOSPIN", "1")
                .Add("PIPENV_VERBOSITY", "-1")
                .Add("PIPENV_CACHE_DIR", $"{folders.Cache}/pipenv")
                .Add("PIP_CACHE_DIR", $"{folders.Cache}/pip"),
        };
    }
}
