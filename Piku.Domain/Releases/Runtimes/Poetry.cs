using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>pyproject.toml</c> of Poetry's: a virtual environment, filled by <c>poetry install</c> from its lock file.</summary>
/// <remarks>The app itself is not installed as a package, for it runs in its own folder; so a change to its code changes no dependency.</remarks>
public sealed partial record Poetry() : PythonRuntime("python-poetry")
{
    private const string Project = "pyproject.toml";

    private const string Lock = "poetry.lock";

    public override ImmutableArray<string> Reads => [Project, Lock, VersionFile];

    public override string? DetectedBy(Sources sources, Procfile procfile) =>
        sources.FirstOf(Lock) ?? ((sources.Text(Project) ?? "").Contains("[tool.poetry", StringComparison.Ordinal) ? Project : null);

    public override Recipe Recipe(BuildQuestion question)
    {
        var (locked, project) = (question.Sources.Text(Lock), question.Sources.Text(Project) ?? "");
        var areAmongFiles = (locked is null ? PathInProject() : FolderInLock()).IsMatch(locked ?? project);
        var isApart = locked is null && !areAmongFiles;
        return Venv(
            question,
            [locked is null ? "" : $"lock\n{locked}", project],
            new Tool("poetry", "python3-poetry"),
            folders => [.. isApart ? [Copy(folders)] : (BuildCommand[])[], new BuildCommand("Running poetry", "poetry", ["install", "--no-interaction", "--no-ansi", "--no-root", "--only", "main"]) { Folder = isApart ? folders.Environment : null }],
            areAmongFiles: areAmongFiles) with
        {
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("POETRY_VIRTUALENVS_CREATE", "false")
                .Add("POETRY_CACHE_DIR", $"{folders.Cache}/poetry"),
        };
    }

    /// <summary>Poetry would write a lock file beside the project; without one in the repository that is a copy's.</summary>
    private static BuildCommand Copy(BuildFolders folders) => new("", "cp", [Project, folders.Environment]);

    [GeneratedRegex(@"^type *= *""directory""", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex FolderInLock();

    [GeneratedRegex(@"\bpath *= *""", RegexOptions.CultureInvariant)]
    private static partial Regex PathInProject();
}
