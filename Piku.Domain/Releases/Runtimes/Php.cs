using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>php</c> line, or a <c>composer.json</c>: uWSGI's plugin for PHP, and packages by Composer.</summary>
public sealed record Php() : Runtime("php", "PHP")
{
    private const string Kind = "php";

    private const string Project = "composer.json";

    private const string Lock = "composer.lock";

    private const string Packages = "vendor";

    private static readonly Tool Interpreter = new("php", "php-cli");

    private static readonly Tool Composer = new("composer", "composer");

    public override ImmutableArray<string> Reads => [Project, Lock];

    public override string? DetectedBy(Sources sources, Procfile procfile) => procfile.Processes.ContainsKey(Kind) ? "php in the Procfile" : sources.FirstOf(Project);

    public override bool IsNeededBy(Procfile procfile) => procfile.Processes.ContainsKey(Kind);

    /// <remarks>
    /// Composer's autoloader finds the app's own classes by paths relative to its folder; so packages are installed in the environment, and copied into
    /// the tree, where the autoloader is made of all there is. Packages that are part of the commit are taken as they are.
    /// </remarks>
    public override Recipe Recipe(BuildQuestion question)
    {
        var refusal = question.Processes.ContainsKey(Kind) && question.Tools.UwsgiPlugin(Kind) is null
            ? "'php' needs uWSGI's plugin php, which is not installed; apt-get install uwsgi-plugin-php"
            : null;
        if (question.Sources.Text(Project) is not { } project || question.Sources.Names.Contains(Packages)) return new Recipe { Refusal = refusal };
        var locked = question.Sources.Text(Lock);
        var isApart = !project.Contains("\"path\"", StringComparison.Ordinal);
        return new Recipe
        {
            Refusal = refusal,
            Tools = [Interpreter with { Version = question.Tools.VersionOf(Interpreter.Name) is { } version ? Minor(version) : null }, Composer],
            Dependencies = isApart ? [locked is null ? project : $"lock\n{locked}"] : [],
            Install = folders => isApart ? Apart(folders, locked) : [],
            Compile = folders => isApart ? Copied(folders) : Together,
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("COMPOSER_CACHE_DIR", $"{folders.Cache}/composer")
                .Add("COMPOSER_HOME", $"{folders.Cache}/composer-home")
                .Add("COMPOSER_NO_INTERACTION", "1"),
        };
    }

    /// <summary>Unknown paths go to the front controller, where there is one.</summary>
    /// <remarks>The plugin cannot answer two requests in one process; it gets the number by which nginx speaks to every app.</remarks>
    public override ImmutableArray<UwsgiOption>? Start(string kind, string command, ReleaseFolders folders, EffectiveSettings settings) => kind == Kind
        ?
        [
            new("plugin", "0:php"),
            new("php-docroot", Folder(folders, command)),
            new("php-index", "index.php"),
            new("php-allowed-ext", ".php"),
            new("php-fallback", $"{Folder(folders, command)}/index.php"),
            new("threads", "1"),
        ]
        : null;

    private static string Folder(ReleaseFolders folders, string command) => $"{folders.Code}/{command.TrimEnd('/')}";

    private static IEnumerable<BuildCommand> Apart(BuildFolders folders, string? locked) =>
    [
        new("", "mkdir", ["-p", $"{folders.Environment}/php"]),
        new("", "cp", [Project, .. locked is null ? [] : (string[])[Lock], $"{folders.Environment}/php"]),
        new("Running composer", "composer", ["install", .. Quietly, "--no-autoloader", "--no-scripts"]) { Folder = $"{folders.Environment}/php" },
    ];

    private static IEnumerable<BuildCommand> Copied(BuildFolders folders) =>
    [
        new("", "mkdir", ["-p", $"{folders.Environment}/php/{Packages}"]),
        new("", "cp", ["-a", "--reflink=auto", $"{folders.Environment}/php/{Packages}", "."]),
        new("Making the autoloader", "composer", ["dump-autoload", "--no-dev", "--optimize", "--no-interaction", "--no-ansi"]),
    ];

    /// <summary>Packages that are folders of the app itself.</summary>
    private static IEnumerable<BuildCommand> Together => [new("Running composer", "composer", ["install", .. Quietly, "--optimize-autoloader"])];

    private static IEnumerable<string> Quietly => ["--no-dev", "--no-interaction", "--no-progress", "--no-ansi"];

    /// <summary>"8.2" of "PHP 8.2.29 (cli) …".</summary>
    private static string Minor(string version) => string.Join('.', (version.Split(' ').ElementAtOrDefault(1) ?? version).Split('.').Take(2));
}
