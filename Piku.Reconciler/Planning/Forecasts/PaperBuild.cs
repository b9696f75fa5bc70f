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
/// <param name="Tree">The fingerprint of what is made of the files; null where nothing is, or the build fails.</param>
/// <param name="IsThere">Whether all of that is there already, so that nothing is installed or made.</param>
/// <param name="Failure">Why it fails, without a full stop; null when it does not.</param>
public sealed record PaperBuild(int Release, ImmutableArray<string> Phases, string? Environment, string? Tree, bool IsThere, string? Failure)
{
    private static readonly ImmutableArray<string> AllPhases = ["preflight", "release"];

    public static PaperBuild Of(RootLayout root, IHostView host, App app, Release release)
    {
        var build = new DesiredBuild(app, release);
        ImmutableArray<string> phases = [.. AllPhases.Where(phase => build.Phase(phase) is not null)];
        if (!host.FolderExists(root.Slug(app.Name, release.Slug))) return new PaperBuild(release.Number, [], null, null, false, DesiredBuild.FilesAreGone);
        var recipe = build.Recipe(root, host);
        if (DesiredBuild.WhyNot(recipe, host) is { } why) return new PaperBuild(release.Number, phases, null, null, false, why);
        var environment = release.Environment ?? build.EnvironmentOf(recipe, host);
        var tree = release.Tree ?? build.TreeOf(recipe, environment);
        var isThere = new[] { environment, tree }.OfType<string>().All(built => host.FileExists(RootLayout.Manifest(root.Environment(app.Name, built))));
        return new PaperBuild(release.Number, phases, environment, tree, isThere, null);
    }
}
