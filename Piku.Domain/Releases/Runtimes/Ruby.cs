using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>Gemfile</c> with its lock file: the gems are an environment, which changes with them.</summary>
public sealed record Ruby() : RubyRuntime("ruby")
{
    public override string? DetectedBy(Sources sources, Procfile procfile) =>
        sources.Names.Contains(Gemfile) && sources.Names.Contains(Lock) ? Lock : null;

    public override Recipe Recipe(BuildQuestion question) => Bundled(question) with { Dependencies = Locked(question), Install = Install };

    /// <remarks>What is locked nobody changes: neither the build, nor a process that would rather write another lock file.</remarks>
    public override ImmutableDictionary<string, string> Variables(ReleaseFolders folders) => base.Variables(folders).Add("BUNDLE_FROZEN", "true");

    protected override string Gems(ReleaseFolders folders) => $"{folders.Environment}/bundle";
}
