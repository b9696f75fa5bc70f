using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>What all Python apps have in common: a virtual environment, by whatever tool it is filled, and uWSGI's plugin.</summary>
public abstract record PythonRuntime(string Name) : Runtime(Name, "Python")
{
    /// <summary>Names the interpreter as <c>PYTHON_VERSION</c> does, which goes before it.</summary>
    protected const string VersionFile = ".python-version";

    public override bool IsNeededBy(Procfile procfile) => procfile.Processes.ContainsKey("wsgi");

    public override ImmutableArray<string> Paths(ReleaseFolders folders) => folders.Environment is { } environment ? [$"{environment}/bin"] : [];

    public override ImmutableDictionary<string, string> Variables(ReleaseFolders folders) => folders.Environment is { } environment
        ? ImmutableDictionary<string, string>.Empty.Add("VIRTUAL_ENV", environment)
        : ImmutableDictionary<string, string>.Empty;

    public override ImmutableArray<UwsgiOption>? Start(string kind, string command, ReleaseFolders folders, EffectiveSettings settings) => kind == "wsgi"
        ?
        [
            new("plugin", "python3"),
            .. PythonPlugins.Of(settings).Select(plugin => new UwsgiOption("plugin", plugin.Name)),
            new("need-app", "true"),
            .. folders.Environment is { } environment ? [new("virtualenv", environment)] : Array.Empty<UwsgiOption>(),
            new("module", command),
            .. PythonPlugins.Options(settings),
        ]
        : null;

    /// <summary>The recipe of a virtual environment that <paramref name="fill"/> fills.</summary>
    /// <param name="dependencies">What decides its content.</param>
    /// <param name="tool">What fills it, besides the interpreter; null for nothing else.</param>
    /// <param name="areAmongFiles">Dependencies are folders of the app: tools install a link to them, and write beside them, so that it has to be the folder in which the release runs.</param>
    protected static Recipe Venv(
        BuildQuestion question, ImmutableArray<string> dependencies, Tool? tool, Func<BuildFolders, IEnumerable<BuildCommand>> fill, bool hasPip = true, bool areAmongFiles = false)
    {
        var python = PythonInterpreter.Of(question);
        return new Recipe
        {
            Refusal = python.Refusal ?? PythonPlugins.WhyNot(question, python.Minor),
            Notes = python.Notes,
            Tools = [python.Tool, .. new[] { tool }.OfType<Tool>()],
            Dependencies = [.. dependencies, .. python.ByUv ? [$"python={python.Asked}"] : (string[])[], .. areAmongFiles ? [$"slug={question.Slug}"] : (string[])[]],
            Install = folders => [Create(python, folders, hasPip), .. fill(folders).Select(command => areAmongFiles ? command with { Folder = folders.Tree } : command)],
            Compile = areAmongFiles ? _ => [] : null,
        };
    }

    private static BuildCommand Create(PythonInterpreter python, BuildFolders folders, bool hasPip) => python.ByUv
        ? new("Creating the virtual environment", "uv", ["venv", "--python", python.Asked, .. hasPip ? (string[])["--seed"] : [], folders.Environment])
        : new("Creating the virtual environment", python.Tool.Name, ["-m", "venv", .. hasPip ? (string[])[] : ["--without-pip"], folders.Environment]);
}
