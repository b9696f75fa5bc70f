using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>package.json</c>: packages by npm, yarn or pnpm, and what its <c>build</c> script makes of the files.</summary>
/// <remarks>
/// Packages are installed apart from the files, twice where a build needs more of them than what runs afterwards; the tree has a link to them. Where that
/// cannot be (<see cref="WhyTogether"/>) they are installed in the tree.
/// </remarks>
public sealed record Node() : Runtime("node", "Node")
{
    private static readonly ImmutableArray<string> Programs = ["node", "npm", "npx", "yarn", "pnpm"];

    public override ImmutableArray<string> Reads => [NodePackage.File, .. NodeManager.AllLocks, .. NodeManager.Configuration, .. NodeTools.VersionFiles];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(NodePackage.File);

    public override bool IsNeededBy(Procfile procfile) => procfile.Processes.Values.Any(command => Program(command) is { } program && Programs.Contains(program));

    public override string? UsualProcfile(Sources sources) =>
        sources.Text(NodePackage.File) is { } text && NodePackage.TryParse(text)?.Script("start") is not null ? "web: npm start" : null;

    public override Recipe Recipe(BuildQuestion question)
    {
        if (NodePackage.TryParse(question.Sources.Text(NodePackage.File) ?? "") is not { } package) return new() { Refusal = "package.json is not an object of JSON; mend it" };
        var tools = NodeTools.Of(question, package);
        var job = new NodeJob(
            tools.Manager,
            question.Sources,
            Builds: package.Script("build") is not null,
            NeedsMore: package.HasDevDependencies,
            Installs: !question.Sources.Names.Contains(Folder) && (package.HasDependencies || (package.HasDevDependencies && package.Script("build") is not null)));
        var together = job.Installs ? WhyTogether(question, package, tools.Manager) : null;
        var isApart = job.Installs && together is null;
        if (!job.Installs && !job.Builds && tools.Brought.IsEmpty) return new() { Refusal = tools.Refusal, Notes = tools.Notes, Tools = Running(question) };
        return new Recipe
        {
            Refusal = tools.Refusal,
            Notes = [.. tools.Notes, .. together is null ? [] : new[] { $"Packages are installed anew with each push, because {together}" }],
            Tools = [NodeTools.NodeOn(question.Tools), NodeTools.Npm],
            Dependencies = [.. tools.Brought, .. isApart ? job.Deciding(package) : []],
            Install = folders => [.. Bring(tools.Brought, folders), .. isApart ? job.Apart(folders) : []],
            Compile = !job.Installs && !job.Builds ? null : folders => isApart ? job.Linked(folders) : job.Together(folders),
            Variables = folders => NodeManager.Variables(folders.Cache),
        };
    }

    public override ImmutableArray<string> Paths(ReleaseFolders folders) =>
        [.. folders.Environment is { } environment ? [$"{environment}/node/tools/{Folder}/.bin"] : Array.Empty<string>(), $"{folders.Code}/{Folder}/.bin"];

    /// <remarks>pnpm would by itself install again, into packages that other releases have as well, when it is asked to run a script.</remarks>
    public override ImmutableDictionary<string, string> Variables(ReleaseFolders folders) => ImmutableDictionary<string, string>.Empty
        .Add("NODE_ENV", "production")
        .Add("npm_config_update_notifier", "false")
        .Add("pnpm_config_verify_deps_before_run", "false");

    internal const string Folder = "node_modules";

    /// <summary>What a command starts, behind variables that it sets.</summary>
    private static string? Program(string command) => command.Split(' ').FirstOrDefault(word => word is not ("" or "exec") && !word.Contains('=', StringComparison.Ordinal));

    /// <summary>What processes need that are started without any build.</summary>
    private static ImmutableArray<Tool> Running(BuildQuestion question) => question.Processes.Values.Select(Program).OfType<string>().ToHashSet() switch
    {
        var programs when programs.Contains("npm") || programs.Contains("npx") => [NodeTools.Node, NodeTools.Npm],
        var programs when programs.Contains("node") => [NodeTools.Node],
        _ => [],
    };

    /// <summary>Why packages cannot be apart from the files.</summary>
    private static string? WhyTogether(BuildQuestion question, NodePackage package, NodeManager manager) =>
        !question.Settings.Flag("NODE_MODULES_APART") ? "NODE_MODULES_APART says so"
        : question.Sources.FirstOf("binding.gyp", ".yarn", ".pnpmfile.cjs", ".pnpmfile.mjs") is { } file ? $"there is {file}"
        : (question.Sources.Text("pnpm-workspace.yaml") ?? "").Contains("packages:", StringComparison.Ordinal) ? "it has workspaces"
        : manager == NodeManager.Berry && manager.LockOf(question.Sources) is null ? "there is no yarn.lock, and yarn runs nothing without one"
        : package.WhyNotApart;

    /// <remarks>
    /// By npm's own packages of these programs, of which some have their binary fetched by a script. npm installs into the closest folder above that has packages,
    /// so there is one; told the folder by <c>--prefix</c>, it would not read the box's settings, which may be those of a proxy.
    /// </remarks>
    private static IEnumerable<BuildCommand> Bring(ImmutableArray<string> brought, BuildFolders folders) => brought.IsEmpty ? [] :
    [
        new("", "mkdir", ["-p", $"{folders.Environment}/node/tools/{Folder}"]),
        new($"Bringing {string.Join(" and ", brought)}", "npm", ["install", "--no-save", "--no-audit", "--no-fund", "--dangerously-allow-all-scripts", .. brought]) { Folder = $"{folders.Environment}/node/tools" },
    ];
}
