using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>How a release is built, as data: nothing of it has been done yet.</summary>
public sealed record Recipe
{
    public static Recipe Nothing { get; } = new();

    /// <summary>Why it cannot be built, without a full stop; null when it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whole lines for the log, such as that one version stands in for another.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The tools that the build starts.</summary>
    public ImmutableArray<Tool> Tools { get; init; } = [];

    /// <summary>Everything that decides what the dependencies are, besides the tools and the build settings: the texts of lock files, above all. Empty where there are no dependencies.</summary>
    public ImmutableArray<string> Dependencies { get; init; } = [];

    /// <summary>Fills a new environment with the dependencies. These run in the slug, which they must not change.</summary>
    public Func<BuildFolders, IEnumerable<BuildCommand>> Install { get; init; } = _ => [];

    /// <summary>
    /// Makes something of the files, in a folder of their own that has a copy of them. Null when the processes can run in the slug as it was pushed, which
    /// takes half the disk.
    /// </summary>
    public Func<BuildFolders, IEnumerable<BuildCommand>>? Compile { get; init; }

    /// <summary>What the commands are given besides what processes are; above all where their caches are.</summary>
    public Func<BuildFolders, ImmutableDictionary<string, string>> Variables { get; init; } = _ => ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether there is nothing to build.</summary>
    public bool IsEmpty => !HasEnvironment && Compile is null;

    public bool HasEnvironment => !Dependencies.IsEmpty;

    /// <summary>One after the other.</summary>
    public static Recipe Joined(ImmutableArray<Recipe> recipes) => recipes is [var only] ? only : new Recipe
    {
        Refusal = recipes.Select(r => r.Refusal).FirstOrDefault(why => why is not null),
        Notes = [.. recipes.SelectMany(r => r.Notes)],
        Tools = [.. recipes.SelectMany(r => r.Tools).Distinct()],
        Dependencies = [.. recipes.SelectMany(r => r.Dependencies)],
        Install = folders => recipes.SelectMany(r => r.Install(folders)),
        Compile = recipes.All(r => r.Compile is null) ? null : folders => recipes.SelectMany(r => r.Compile?.Invoke(folders) ?? []),
        Variables = folders => recipes.Aggregate(ImmutableDictionary<string, string>.Empty, (all, r) => all.SetItems(r.Variables(folders))),
    };
}

/// <summary>What a recipe is made from.</summary>
/// <param name="Slug">The fingerprint of the files, for recipes whose dependencies are among them.</param>
/// <param name="Processes">Kind → command.</param>
public sealed record BuildQuestion(Sources Sources, string Slug, ImmutableSortedDictionary<string, string> Processes, EffectiveSettings Settings, IToolbox Tools);

/// <summary>What programs the box has.</summary>
public interface IToolbox
{
    /// <summary>The path of a tool with all links resolved; null when it is not installed.</summary>
    string? FindTool(string name);

    /// <summary>What a tool says of its version, its first line; null when it is not installed or says nothing.</summary>
    string? VersionOf(string name);

    /// <summary>The file of a plugin of uWSGI with all links resolved, such as "python311_plugin.so" for "python3"; null when it is not installed.</summary>
    string? UwsgiPlugin(string name);
}

/// <param name="Name">As on the PATH.</param>
/// <param name="Package">What to install with apt when it is missing.</param>
public sealed record Tool(string Name, string Package)
{
    /// <summary>What of the tool's version decides whether dependencies made with another one are still good; null when its path does.</summary>
    public string? Version { get; init; }

    /// <summary>How to get it where apt does not have it.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>Completes "it is not installed; …".</summary>
    public string Remedy => Elsewhere ?? $"apt-get install {Package}";
}

/// <summary>Where a release's processes find what is theirs.</summary>
/// <param name="Code">Where they run.</param>
/// <param name="Environment">Their dependencies; null where they have none.</param>
public sealed record ReleaseFolders(string Code, string? Environment);

/// <param name="Slug">The app's files, as they were pushed.</param>
/// <param name="Environment">The dependencies, where there are any.</param>
/// <param name="Tree">The copy of the slug in which something is made of it; the slug itself where nothing is.</param>
/// <param name="Cache">Kept from build to build, per app; whatever is in it may be lost.</param>
public sealed record BuildFolders(string Slug, string Environment, string Tree, string Cache);

/// <summary>A command line of a build, and the line that announces it.</summary>
/// <param name="Title">Such as "Running pip"; the app's name is added. Empty when it is not worth a line.</param>
/// <param name="File">Found on the PATH, or a path.</param>
public sealed record BuildCommand(string Title, string File, ImmutableArray<string> Arguments)
{
    /// <summary>Where it runs, when it is another folder than its stage's.</summary>
    public string? Folder { get; init; }
}
