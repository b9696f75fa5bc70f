using System.Collections.Immutable;
using Piku.Domain.Releases.Runtimes;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying.Builds;

/// <summary>Where one release is built, and with what. Each stage says why it failed, without a full stop, or null.</summary>
/// <param name="Environment">The fingerprint of the dependencies; null where there are none.</param>
/// <param name="Tree">The fingerprint of what is made of the files; null where nothing is.</param>
/// <param name="TimeIsUp">All commands together have one time in which to end; it runs from the moment at which the workshop was made.</param>
internal sealed record Workshop(RootLayout Root, IHost Host, DesiredBuild Build, RolloutLog Log, Recipe Recipe, string? Environment, string? Tree, CancellationToken TimeIsUp)
{
    private const long MB = 1_000_000;

    public static Workshop Of(RootLayout root, IHost host, DesiredBuild build, RolloutLog log)
    {
        var recipe = build.Recipe(root, host);
        var environment = build.EnvironmentOf(recipe, host);
        return new Workshop(root, host, build, log, recipe, environment, build.TreeOf(recipe, environment), new CancellationTokenSource(Limit(build)).Token);
    }

    /// <summary>Whether what was built before, and is gone, would come out as something else now: nothing is run for that.</summary>
    public bool ComesOutAsAnother => (Build.Release.Environment ?? Environment) != Environment || (Build.Release.Tree ?? Tree) != Tree;

    /// <summary>The fingerprint of the dependencies, once they are all there.</summary>
    public string? Installed => Environment is { } fingerprint && !IsMissing(fingerprint) ? fingerprint : null;

    private static TimeSpan Limit(DesiredBuild build) => TimeSpan.FromSeconds(build.Settings.Number("PIKU_BUILD_TIMEOUT"));

    private string Slug => Root.Slug(Build.App.Name, Build.Slug.Fingerprint);

    private ReleaseFolders Home => ReleaseHome.Of(Root, Build.App.Name, Build.Release with { Environment = Environment, Tree = Tree });

    private BuildFolders Folders => new(Slug, Home.Environment ?? Slug, Home.Code, Root.Cache(Build.App.Name));

    /// <summary>Makes room: what a former build has left half-done goes.</summary>
    public void Prepare()
    {
        foreach (var folder in new[] { Environment, Tree }.OfType<string>().Where(IsMissing).Select(FolderOf))
        {
            Host.DeleteFolder(folder);
            Host.MakeFolder(folder);
        }

        Host.MakeFolder(Root.Cache(Build.App.Name));
    }

    /// <summary>Copies the slug to where something is made of it, so that whatever else was or will be made of the same slug is not touched.</summary>
    public async Task<string?> Unpack(CancellationToken cancel)
    {
        if (Tree is null || !IsMissing(Tree)) return null;
        Host.MakeFolder(Home.Code);
        return await Run(new BuildCommand("", "cp", ["-a", "--reflink=auto", $"{Slug}/.", Home.Code]), Root.Slugs(Build.App.Name), cancel).ConfigureAwait(false);
    }

    public async Task<string?> Phase(string phase, CancellationToken cancel) => Build.Phase(phase) is { } command
        ? await Run(new CommandLine("/bin/sh", ["-c", command], Home.Code, Variables(phase)), $"Running {phase}", phase, cancel).ConfigureAwait(false)
        : null;

    /// <summary>The dependencies.</summary>
    public async Task<string?> Install(CancellationToken cancel)
    {
        if (Environment is null) return null;
        if (!IsMissing(Environment))
        {
            Log.Step($"Dependencies of '{Build.App.Name}' are unchanged");
            return null;
        }

        return await RunAll(Recipe.Install(Folders), Slug, cancel).ConfigureAwait(false) ?? Declare(Environment);
    }

    /// <summary>What is made of the files.</summary>
    public async Task<string?> Compile(CancellationToken cancel)
    {
        if (Tree is null) return null;
        if (!IsMissing(Tree))
        {
            Log.Step($"'{Build.App.Name}' is built already");
            return null;
        }

        return await RunAll(Recipe.Compile!(Folders), Home.Code, cancel).ConfigureAwait(false) ?? Declare(Tree);
    }

    private bool IsMissing(string fingerprint) => !Host.FileExists(RootLayout.Manifest(FolderOf(fingerprint)));

    private string FolderOf(string fingerprint) => Root.Environment(Build.App.Name, fingerprint);

    private ImmutableSortedDictionary<string, string> Variables(string kind) =>
        ProcessEnvironment.Of(Root, Build.App, Build.Release, Home, kind).SetItems(Recipe.Variables(Folders));

    /// <summary>Calls a folder whole: what is in it is on the disk before the manifest is, and the manifest before anybody is told.</summary>
    private string? Declare(string fingerprint)
    {
        var folder = FolderOf(fingerprint);
        var bytes = Host.Size(folder);
        Host.Sync(folder);
        Host.WriteFile(RootLayout.Manifest(folder), Manifest.OfEnvironment(Build.App.Name, Build.Slug.Runtime, Build.Release.Number, bytes));
        Host.Sync(folder);
        return null;
    }

    private async Task<string?> RunAll(IEnumerable<BuildCommand> commands, string folder, CancellationToken cancel)
    {
        foreach (var command in commands)
            if (await Run(command, folder, cancel).ConfigureAwait(false) is { } why) return why;
        return null;
    }

    private Task<string?> Run(BuildCommand command, string folder, CancellationToken cancel) =>
        Run(new CommandLine(command.File, command.Arguments, command.Folder ?? folder, Variables("build")), command.Title, command.Title == "" ? command.File : command.Title, cancel);

    /// <param name="announced">Empty for no announcement.</param>
    private async Task<string?> Run(CommandLine line, string announced, string title, CancellationToken cancel)
    {
        if (announced != "") Log.Step($"{announced} for '{Build.App.Name}'");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(TimeIsUp, cancel);
        try
        {
            var ceiling = Build.Settings.Number("PIKU_BUILD_MEMORY") is > 0 and var megabytes ? megabytes * MB : Host.TotalMemory();
            var memory = new MemoryTrouble(Host);
            var code = await Host.Run(Confined.Of(line, Root.BuildLock(Build.App.Name), ceiling), Said, either.Token).ConfigureAwait(false);
            return code == 0 ? null : $"{title} failed with exit code {code}{memory.Told(ceiling)}: {line}";

            void Said(string text)
            {
                Log.Output(text);
                memory.Listen(text);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{title} did not end within PIKU_BUILD_TIMEOUT ({Limit(Build).TotalSeconds:0} s)";
        }
    }
}
