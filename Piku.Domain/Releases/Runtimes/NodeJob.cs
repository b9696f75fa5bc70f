using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>What there is to do for an app of Node's, and the commands that do it.</summary>
/// <param name="Builds">It has a <c>build</c> script.</param>
/// <param name="NeedsMore">A build needs packages that are not there when the app runs.</param>
/// <param name="Installs">It has packages, and they are not part of the commit.</param>
internal sealed record NodeJob(NodeManager Manager, Sources Sources, bool Builds, bool NeedsMore, bool Installs)
{
    private string? Lock => Manager.LockOf(Sources);

    /// <summary>There are two installations, one for the build and one for what runs.</summary>
    private bool IsTwofold => Builds && NeedsMore;

    /// <summary>Everything that decides which packages there will be.</summary>
    public ImmutableArray<string> Deciding(NodePackage package) =>
        [Manager.Package, package.Dependencies, IsTwofold ? "twofold" : "", .. Copied.Skip(1).Select(name => $"{name}\n{Sources.Text(name)}")];

    /// <summary>Installs in the environment.</summary>
    public IEnumerable<BuildCommand> Apart(BuildFolders folders) =>
        [.. Installation(folders, "run", dev: false), .. IsTwofold ? Installation(folders, "build", dev: true) : []];

    /// <summary>Builds in the tree, with links to what is installed apart.</summary>
    public IEnumerable<BuildCommand> Linked(BuildFolders folders) =>
        [Link(folders, IsTwofold ? "build" : "run"), .. Build, .. IsTwofold ? [Link(folders, "run")] : Array.Empty<BuildCommand>()];

    /// <summary>Installs and builds in the tree, and takes away what only the build needed.</summary>
    public IEnumerable<BuildCommand> Together(BuildFolders folders) =>
    [
        .. Installs ? [new($"Running {Manager.Name}", Manager.Name, Manager.Install(new(Lock is not null, Dev: true, folders.Cache)))] : Array.Empty<BuildCommand>(),
        .. Build,
        .. Installs && NeedsMore ? [new("Pruning", Manager.Name, Manager.Prune(new(Lock is not null, Dev: false, folders.Cache)))] : Array.Empty<BuildCommand>(),
    ];

    private IEnumerable<BuildCommand> Build => Builds ? [new("Running the build script", Manager.Name, ["run", "build"])] : [];

    /// <summary>What an installation apart from the files needs of them.</summary>
    private ImmutableArray<string> Copied => [NodePackage.File, .. new[] { Lock }.OfType<string>(), .. NodeManager.Configuration.Where(Sources.Names.Contains)];

    private BuildCommand[] Installation(BuildFolders folders, string name, bool dev)
    {
        var folder = $"{folders.Environment}/node/{name}";
        return
        [
            new("", "mkdir", ["-p", folder]),
            new("", "cp", [.. Copied, folder]),
            new($"Running {Manager.Name}{(dev ? ", with what the build needs," : "")}", Manager.Name, Manager.Install(new(Lock is not null, dev, folders.Cache))) { Folder = folder },
        ];
    }

    private static BuildCommand Link(BuildFolders folders, string name) => new("", "ln", ["-sfn", $"{folders.Environment}/node/{name}/{Node.Folder}", Node.Folder]);
}
