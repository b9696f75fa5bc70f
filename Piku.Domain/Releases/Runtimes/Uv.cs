using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>pyproject.toml</c> that is not Poetry's: a virtual environment, filled by <c>uv sync</c> from its lock file.</summary>
public sealed record Uv() : PythonRuntime("python-uv")
{
    internal static readonly Tool Program = new("uv", "uv") { Elsewhere = "install it as https://docs.astral.sh/uv says" };

    private const string Project = "pyproject.toml";

    private const string Lock = "uv.lock";

    public override ImmutableArray<string> Reads => [Project, Lock, VersionFile];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Lock, Project);

    /// <remarks>With a lock file nothing is resolved anew: one that does not fit any more refuses the push.</remarks>
    public override Recipe Recipe(BuildQuestion question)
    {
        var locked = question.Sources.Text(Lock);
        return Venv(
            question,
            [locked is null ? "" : $"lock\n{locked}", question.Sources.Text(Project) ?? ""],
            Program,
            folders => [.. Unlocked(folders, locked), new BuildCommand("Running uv", "uv", ["sync", .. locked is null ? (string[])[] : ["--locked"], "--no-dev", "--no-install-project", "--no-progress"]) { Folder = locked is null ? folders.Environment : null }],
            hasPip: false) with
        {
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("UV_PROJECT_ENVIRONMENT", folders.Environment)
                .Add("UV_CACHE_DIR", $"{folders.Cache}/uv"),
        };
    }

    /// <summary>uv would write a lock file beside the project; without one in the repository that is a copy's.</summary>
    private static BuildCommand[] Unlocked(BuildFolders folders, string? locked) => locked is null ? [new("", "cp", [Project, folders.Environment])] : [];
}
