using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>
/// How apps of one kind are recognised, built and started. Adding a runtime is adding a file beside this one and its line
/// to <see cref="All"/>, whose order decides.
/// </summary>
/// <param name="Name">Stored with each slug; never change it.</param>
/// <param name="Title">For the log: "-----> {Title} app detected."</param>
public abstract record Runtime(string Name, string Title)
{
    /// <summary>The first that detects an app builds it.</summary>
    public static ImmutableArray<Runtime> All { get; } = [new Python(), new StaticFiles(), new Generic()];

    public static Runtime Named(string name) => All.First(r => r.Name == name);

    public static Runtime Of(IReadOnlySet<string> files, Procfile procfile) => All.First(r => r.Detects(files, procfile));

    /// <param name="files">The names in the app's top folder.</param>
    public abstract bool Detects(IReadOnlySet<string> files, Procfile procfile);

    /// <summary>The tools that a build starts, each with Debian's package of it.</summary>
    public virtual ImmutableArray<Tool> Tools(EffectiveSettings settings) => [];

    /// <summary>Files whose content decides what the dependencies are; with the build settings and tools they make the environment's fingerprint.</summary>
    public virtual ImmutableArray<string> LockFiles => [];

    /// <summary>Whether a release of this runtime has a folder of dependencies.</summary>
    public virtual bool HasEnvironment => false;

    /// <summary>The command lines that fill a new environment, in order.</summary>
    public virtual ImmutableArray<BuildCommand> Build(BuildFolders folders, EffectiveSettings settings, ImmutableDictionary<string, string> lockFiles) => [];

    /// <summary>What processes are given so that they find their dependencies.</summary>
    /// <param name="environment">The environment's folder.</param>
    /// <param name="path">The PATH without it.</param>
    public virtual ImmutableDictionary<string, string> Variables(string environment, string path) => ImmutableDictionary<string, string>.Empty;
}

/// <param name="Name">As on the PATH.</param>
/// <param name="Package">What to install with apt when it is missing.</param>
public sealed record Tool(string Name, string Package);

/// <param name="Slug">The app's files; the commands run here.</param>
/// <param name="Environment">What is to be filled.</param>
/// <param name="Cache">Kept from build to build, per app.</param>
public sealed record BuildFolders(string Slug, string Environment, string Cache);

/// <summary>A command line of a build, and the line that announces it.</summary>
/// <param name="Title">Such as "Running pip"; the app's name is added.</param>
public sealed record BuildCommand(string Title, string File, ImmutableArray<string> Arguments);
