using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>Which Node and which package manager an app is built with: those of the box where they are what it asks for, and otherwise what npm brings.</summary>
/// <param name="Brought">What npm has to bring, as it names things: "node@22".</param>
/// <param name="Refusal">Why there is none, without a full stop.</param>
internal sealed record NodeTools(NodeManager Manager, ImmutableArray<string> Brought, ImmutableArray<string> Notes, string? Refusal)
{
    public static readonly Tool Node = new("node", "nodejs");

    public static readonly Tool Npm = new("npm", "npm");

    /// <summary>Files that name a version of Node, in the order in which they count; what is in them goes behind <c>NODE_VERSION</c> and before <c>engines</c>.</summary>
    public static ImmutableArray<string> VersionFiles { get; } = [".node-version", ".nvmrc"];

    public static NodeTools Of(BuildQuestion question, NodePackage package)
    {
        var (node, note) = NodeOf(question, package);
        var asked = question.Settings.Text("NODE_PACKAGE_MANAGER") is { Length: > 0 } set ? set : package.PackageManager ?? "";
        var (name, version) = asked.Split('@', 2) is [var before, var after] ? (before, after) : (asked, null);
        var manager = ManagerOf(name, version, question.Sources);
        return new(
            manager ?? NodeManager.Npm,
            [.. new[] { node, manager is null ? null : Bring(manager, version, question) }.OfType<string>()],
            [.. new[] { note }.OfType<string>()],
            manager is null || !(version is null || VersionRange.IsOne(version)) ? $"package.json asks for the package manager '{Shown(asked)}', and piku knows npm, yarn and pnpm with a version such as 'pnpm@9.1.0'; say which in NODE_PACKAGE_MANAGER" : null);
    }

    /// <summary>The tool of the box, with what of its version matters to compiled packages.</summary>
    public static Tool NodeOn(IToolbox tools) => Node with { Version = tools.VersionOf(Node.Name)?.Split('.')[0] };

    /// <summary>The Node to bring, if any, and what to say about it.</summary>
    private static (string? Brought, string? Note) NodeOf(BuildQuestion question, NodePackage package)
    {
        var (asked, by) = Asked(question, package);
        var there = question.Tools.VersionOf(Node.Name);
        return (asked, there) switch
        {
            (null, _) => (null, null),
            (_, _) when !VersionRange.IsOne(asked) => (null, $"'{Shown(asked)}' in {by} is no version of Node; the box's is taken"),
            (_, null) => (null, null),
            (_, _) when VersionRange.Has(asked, there) => (null, null),
            _ => ($"node@{asked}", $"The box has Node {there.TrimStart('v')}, and {by} asks for {asked}: npm brings it"),
        };
    }

    private static (string? Version, string By) Asked(BuildQuestion question, NodePackage package) =>
        question.Settings.Text("NODE_VERSION") is { Length: > 0 } set ? (set, "NODE_VERSION")
        : VersionFiles.Select(file => (Version: question.Sources.Text(file)?.Trim(), By: file)).FirstOrDefault(one => one.Version is { Length: > 0 }) is { By: not null } found ? found
        : (package.Engine, "package.json");

    /// <summary>By its name, or by the lock file that is there; null for an unknown name.</summary>
    private static NodeManager? ManagerOf(string name, string? version, Sources sources) => name switch
    {
        "npm" => NodeManager.Npm,
        "pnpm" => NodeManager.Pnpm,
        "yarn" when version is not null => version.StartsWith("1.", StringComparison.Ordinal) || version == "1" ? NodeManager.Yarn : NodeManager.Berry,
        "yarn" => (sources.Text("yarn.lock") ?? "").Contains("__metadata:", StringComparison.Ordinal) ? NodeManager.Berry : NodeManager.Yarn,
        "" => ManagerOf(sources.FirstOf([.. NodeManager.AllLocks]) switch { null => "npm", "yarn.lock" => "yarn", "pnpm-lock.yaml" => "pnpm", _ => "npm" }, null, sources),
        _ => null,
    };

    /// <summary>Null when the box has it.</summary>
    private static string? Bring(NodeManager manager, string? version, BuildQuestion question)
    {
        var range = version ?? Fitting(manager, question.Sources);
        var isThere = range is null ? question.Tools.FindTool(manager.Name) is not null : question.Tools.VersionOf(manager.Name) is { } there && VersionRange.Has(range, there);
        return isThere || (manager == NodeManager.Npm && range is null) ? null : range is null ? manager.Package : $"{manager.Package}@{range}";
    }

    /// <summary>The versions that read such a lock file, where not every one does.</summary>
    private static string? Fitting(NodeManager manager, Sources sources) => (manager.Package, sources.Text("pnpm-lock.yaml") ?? "") switch
    {
        ("yarn", _) => "1",
        ("@yarnpkg/cli-dist", _) => ">=4",
        ("pnpm", var locked) when locked.StartsWith("lockfileVersion: 5", StringComparison.Ordinal) => "7",
        ("pnpm", var locked) when locked.StartsWith("lockfileVersion: '6", StringComparison.Ordinal) => "8",
        _ => null,
    };

    private static string Shown(string text) => string.Concat(text.Take(60).Select(c => char.IsControl(c) ? '?' : c));
}
