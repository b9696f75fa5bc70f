using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>What a build would come to, as far as that shows before any of its commands has run; they are taken to succeed.</summary>
/// <param name="Phases">Those of <c>preflight</c> and <c>release</c> that would run.</param>
/// <param name="Environment">The fingerprint of the dependencies; null where the runtime has none, or the build fails.</param>
/// <param name="IsThere">Whether the dependencies are there already, so that none are installed.</param>
/// <param name="Failure">Why it fails, without a full stop; null when it does not.</param>
public sealed record PaperBuild(int Release, ImmutableArray<string> Phases, string? Environment, bool IsThere, string? Failure)
{
    private static readonly ImmutableArray<string> AllPhases = ["preflight", "release"];

    public static PaperBuild Of(RootLayout root, IHostView host, App app, Release release)
    {
        var build = new DesiredBuild(app, release);
        ImmutableArray<string> phases = [.. AllPhases.Where(phase => build.Phase(phase) is not null)];
        if (!host.FolderExists(root.Slug(app.Name, release.Slug))) return new PaperBuild(release.Number, [], null, false, DesiredBuild.FilesAreGone);
        if (!build.Runtime.HasEnvironment) return new PaperBuild(release.Number, phases, null, true, null);
        var tools = build.Runtime.Tools(build.Settings);
        if (tools.FirstOrDefault(tool => host.FindTool(tool.Name) is null) is { } missing) return new PaperBuild(release.Number, phases, null, false, DesiredBuild.Lacks(missing));
        var locks = build.Runtime.LockFiles.ToImmutableDictionary(name => name, name => host.ReadText($"{root.Slug(app.Name, release.Slug)}/{name}") ?? "");
        var environment = release.Environment ?? build.EnvironmentOf(tools.Select(tool => host.FindTool(tool.Name)), locks);
        return new PaperBuild(release.Number, phases, environment, host.FileExists(RootLayout.Manifest(root.Environment(app.Name, environment))), null);
    }
}
