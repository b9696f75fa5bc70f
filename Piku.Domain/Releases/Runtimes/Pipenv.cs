using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>Pipfile</c>: a virtual environment, filled by <c>pipenv sync</c> from its lock file.</summary>
public sealed partial record Pipenv() : PythonRuntime("python-pipenv")
{
    private const string Pipfile = "Pipfile";

    private const string Lock = "Pipfile.lock";

    public override ImmutableArray<string> Reads => [Pipfile, Lock, VersionFile];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Pipfile);

    public override Recipe Recipe(BuildQuestion question)
    {
        var (locked, project) = (question.Sources.Text(Lock), question.Sources.Text(Pipfile) ?? "");
        return Venv(
            question,
            [locked is null ? "" : $"lock\n{locked}", locked is null ? project : ""],
            new Tool("pipenv", "pipenv"),
            _ => [new BuildCommand("Running pipenv", "pipenv", locked is null ? ["install", "--skip-lock"] : ["sync"])],
            areAmongFiles: (locked is null ? PathInProject() : FolderInLock()).IsMatch(locked ?? project)) with
        {
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("PIPENV_NOSPIN", "1")
                .Add("PIPENV_VERBOSITY", "-1")
                .Add("PIPENV_CACHE_DIR", $"{folders.Cache}/pipenv")
                .Add("PIP_CACHE_DIR", $"{folders.Cache}/pip"),
        };
    }

    /// <summary>A path that ends as an archive is in the lock file with its hash.</summary>
    [GeneratedRegex(@"""(editable""|path"": *""(?![^""]*\.(whl|zip|tar\.gz)""))", RegexOptions.CultureInvariant)]
    private static partial Regex FolderInLock();

    [GeneratedRegex(@"\b(path|editable) *=", RegexOptions.CultureInvariant)]
    private static partial Regex PathInProject();
}
