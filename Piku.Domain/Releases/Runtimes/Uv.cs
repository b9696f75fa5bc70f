using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>pyproject.toml</c> that is not Poetry's: a virtual environment, filled by <c>uv sync</c> from its lock file.</summary>
public sealed partial record Uv() : PythonRuntime("python-uv")
{
    internal static readonly Tool Program = new("uv", "uv") { Elsewhere = "install it as https://docs.astral.sh/uv says" };

    private const string Project = "pyproject.toml";

    private const string Lock = "uv.lock";

    public override ImmutableArray<string> Reads => [Project, Lock, VersionFile];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Lock) ?? (ProjectTable().IsMatch(sources.Text(Project) ?? "") ? Project : null);

    /// <remarks>With a lock file nothing is resolved anew: one that does not fit any more refuses the push.</remarks>
    public override Recipe Recipe(BuildQuestion question)
    {
        var (locked, project) = (question.Sources.Text(Lock), question.Sources.Text(Project) ?? "");
        var areAmongFiles = (locked is null ? PathInProject() : FolderInLock()).IsMatch(locked ?? project);
        var isApart = locked is null && !areAmongFiles;
        return Venv(
            question,
            [locked is null ? "" : $"lock\n{locked}", project],
            Program,
            folders => [.. isApart ? [Copy(folders)] : (BuildCommand[])[], new BuildCommand("Running uv", "uv", ["sync", .. locked is null ? (string[])[] : ["--locked"], "--no-dev", "--no-install-project", "--no-progress"]) { Folder = isApart ? folders.Environment : null }],
            hasPip: false,
            areAmongFiles) with
        {
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("UV_PROJECT_ENVIRONMENT", folders.Environment)
                .Add("UV_PYTHON", $"{folders.Environment}/bin/python")
                .Add("UV_CACHE_DIR", $"{folders.Cache}/uv"),
        };
    }

    /// <summary>uv would write a lock file beside the project; without one in the repository that is a copy's.</summary>
    private static BuildCommand Copy(BuildFolders folders) => new("", "cp", [Project, folders.Environment]);

    /// <summary>A member of the workspace or a folder, other than the app itself, which is not installed.</summary>
    [GeneratedRegex(@"\b(editable|directory) *= *""(?!\."")", RegexOptions.CultureInvariant)]
    private static partial Regex FolderInLock();

    [GeneratedRegex(@"\b(path *= *""|workspace *= *true)", RegexOptions.CultureInvariant)]
    private static partial Regex PathInProject();

    /// <summary>A project, and not just settings of tools such as ruff.</summary>
    [GeneratedRegex(@"^\[project\]", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ProjectTable();
}
