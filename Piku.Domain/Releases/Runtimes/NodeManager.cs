using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A package manager of Node's, and its command lines.</summary>
/// <param name="Name">As on the PATH.</param>
/// <param name="Package">What it is called at npm's registry.</param>
/// <param name="Locks">Its lock files; the first that is there counts.</param>
/// <param name="Install">The arguments of an installation.</param>
/// <param name="Prune">The arguments that take away what only a build needs, and run nothing of the packages.</param>
internal sealed record NodeManager(
    string Name,
    string Package,
    ImmutableArray<string> Locks,
    Func<NodeInstallation, ImmutableArray<string>> Install,
    Func<NodeInstallation, ImmutableArray<string>> Prune)
{
    public static readonly NodeManager Npm = new(
        "npm",
        "npm",
        ["npm-shrinkwrap.json", "package-lock.json"],
        it => [.. it.IsLocked ? (string[])["ci"] : ["install", "--no-package-lock"], it.Dev ? "--include=dev" : "--omit=dev", "--no-audit", "--no-fund"],
        it => ["prune", "--omit=dev", .. it.IsLocked ? [] : (string[])["--no-package-lock"], "--no-audit", "--no-fund"]);

    /// <summary>The first yarn.</summary>
    public static readonly NodeManager Yarn = new(
        "yarn",
        "yarn",
        ["yarn.lock"],
        it => ["install", it.IsLocked ? "--frozen-lockfile" : "--no-lockfile", "--non-interactive", it.Dev ? "--production=false" : "--production=true"],
        it => ["install", it.IsLocked ? "--frozen-lockfile" : "--no-lockfile", "--non-interactive", "--production=true", "--ignore-scripts", "--prefer-offline"]);

    /// <summary>The yarns from 4 on; 2 and 3 know the command with which they prune only by a plugin.</summary>
    public static readonly NodeManager Berry = new(
        "yarn",
        "@yarnpkg/cli-dist",
        ["yarn.lock"],
        it => it.Dev ? ["install", it.IsLocked ? "--immutable" : "--no-immutable"] : ["workspaces", "focus", "--all", "--production"],
        _ => ["workspaces", "focus", "--all", "--production"]);

    public static readonly NodeManager Pnpm = new(
        "pnpm",
        "pnpm",
        ["pnpm-lock.yaml"],
        it => ["install", it.IsLocked ? "--frozen-lockfile" : "--no-lockfile", it.Dev ? "--prod=false" : "--prod", "--store-dir", $"{it.Cache}/pnpm"],
        it => ["install", it.IsLocked ? "--frozen-lockfile" : "--no-lockfile", "--prod", "--ignore-scripts", "--offline", "--config.confirmModulesPurge=false", "--store-dir", $"{it.Cache}/pnpm"]);

    /// <summary>Files that tell managers how to install, besides <c>package.json</c> and the lock file.</summary>
    public static ImmutableArray<string> Configuration { get; } = [".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml"];

    /// <summary>The lock files of all of them.</summary>
    public static ImmutableArray<string> AllLocks { get; } = [.. Npm.Locks, .. Yarn.Locks, .. Pnpm.Locks];

    /// <summary>Where they keep what they have fetched, and no questions and news.</summary>
    public static ImmutableDictionary<string, string> Variables(string cache) => ImmutableDictionary<string, string>.Empty
        .Add("npm_config_cache", $"{cache}/npm")
        .Add("YARN_CACHE_FOLDER", $"{cache}/yarn")
        .Add("YARN_GLOBAL_FOLDER", $"{cache}/yarn")
        .Add("YARN_ENABLE_GLOBAL_CACHE", "false")
        .Add("YARN_ENABLE_TELEMETRY", "false")
        .Add("YARN_NODE_LINKER", "node-modules")
        .Add("XDG_CACHE_HOME", $"{cache}/xdg");

    public string? LockOf(Sources sources) => sources.FirstOf([.. Locks]);
}

/// <param name="IsLocked">A lock file says which versions.</param>
/// <param name="Dev">With what only a build needs.</param>
internal sealed record NodeInstallation(bool IsLocked, bool Dev, string Cache);
