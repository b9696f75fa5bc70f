using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>pyproject.toml</c> of Poetry's: a virtual environment, filled by <c>poetry install</c> from its lock file.</summary>
/// <remarks>The app itself is not installed as a package, for it runs in its own folder; so a change to its code changes no dependency.</remarks>
public sealed record Poetry() : PythonRuntime("python-poetry")
{
    private const string Project = "pyproject.toml";

    private const string Lock = "poetry.lock";

    public override ImmutableArray<string> Reads => [Project, Lock, VersionFile];

    public override string? DetectedBy(Sources sources, Procfile procfile) =>
        sources.FirstOf(Lock) ?? ((sources.Text(Project) ?? "").Contains("[tool.poetry", StringComparison.Ordinal) ? Project : null);

    public override Recipe Recipe(BuildQuestion question)
    {
        var locked = question.Sources.Text(Lock);
        return Venv(
            question,
            [locked is null ? "" : $"lock\n{locked}", question.Sources.Text(Project) ?? ""],
            new Tool("poetry", "python3-poetry"),
            folders => [.. Unlocked(folders, locked), new BuildCommand("Running poetry", "poetry", ["install", "--no-interaction", "--no-ansi", "--no-root", "--only", "main"]) { Folder = locked is null ? folders.Environment : null }]) with
        {
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("POETRY_VIRTUALENVS_CREATE", "false")
                .Add("POETRY_CACHE_DIR", $"{folders.Cache}/poetry"),
        };
    }

    /// <summary>Poetry would write a lock file beside the project; without one in the repository that is a copy's.</summary>
    private static BuildCommand[] Unlocked(BuildFolders folders, string? locked) => locked is null ? [new("", "cp", [Project, folders.Environment])] : [];
}
