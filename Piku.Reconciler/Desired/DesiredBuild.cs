using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>What the build of a release should do, computed from events: the one source for whoever builds and whoever only tells what a build would come to.</summary>
public sealed record DesiredBuild(App App, Release Release)
{
    /// <summary>Why nothing can be built, without a full stop.</summary>
    public const string FilesAreGone = "the files of this release are gone from the box; push again";

    public Slug Slug => App.Slug(Release);

    public ImmutableArray<Runtime> Runtimes => RuntimeChoice.Named(Slug.Runtime);

    public EffectiveSettings Settings => EffectiveSettings.Of(App, Release);

    /// <summary>The command of <c>preflight</c> or <c>release</c>; null when it is not run.</summary>
    /// <remarks>Phases belong to code that comes in: not to a setting that changes for code which is live, nor to code that was live before and comes back, nor to what is built again because it is gone.</remarks>
    public string? Phase(string phase) => HasPhases ? Slug.Processes.GetValueOrDefault(phase) : null;

    /// <summary>How, with what this box has.</summary>
    public Recipe Recipe(RootLayout root, IHostView host)
    {
        var slug = root.Slug(App.Name, Slug.Fingerprint);
        var sources = new Sources(host.List(slug).ToImmutableHashSet(), name => host.SourceText(slug, name));
        return Domain.Releases.Runtimes.Recipe.Joined([.. Runtimes.Select(runtime => runtime.Recipe(new BuildQuestion(sources, Slug.Fingerprint, Slug.Processes, Settings, host)))]);
    }

    /// <summary>Why nothing can be built with what the box has, without a full stop; null when it can.</summary>
    public static string? WhyNot(Recipe recipe, IToolbox tools) =>
        recipe.Refusal ?? (recipe.Tools.FirstOrDefault(tool => tools.FindTool(tool.Name) is null) is { } missing ? $"this app needs {missing.Name}, which is not installed; {missing.Remedy}" : null);

    /// <summary>The fingerprint of the dependencies; null where there are none.</summary>
    public string? EnvironmentOf(Recipe recipe, IToolbox tools) => recipe.HasEnvironment
        ? Digest.Fingerprint([.. Common, .. recipe.Tools.Select(tool => $"{tool.Name}={tool.Version ?? tools.FindTool(tool.Name)}"), .. recipe.Dependencies])
        : null;

    /// <summary>The fingerprint of what is made of the files; null where nothing is. Another version of a tool makes no other one: what runs goes on as it was built.</summary>
    public string? TreeOf(Recipe recipe, string? environment) => recipe.Compile is null ? null : Digest.Fingerprint([.. Common, Slug.Fingerprint, environment ?? ""]);

    /// <summary>Why a build that came out as another environment than the one before it fails, without a full stop.</summary>
    public string CameOutAsAnother => $"the tools of this box have changed since, so that they came out as others; build them anew: deploy {App.Name}";

    private IEnumerable<string> Common => Settings.OfBuild.Prepend($"salt={Release.BuildSalt}").Prepend(Slug.Runtime);

    private bool HasPhases => Release is { State: ReleaseState.Building, Restores: null } && (Release.Cause is ReleaseCause.Push or ReleaseCause.Deploy || App.Live is not { } live || App.Release(live.Release).Slug != Release.Slug);
}
