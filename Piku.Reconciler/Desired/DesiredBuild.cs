using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>What the build of a release should do, computed from events: the one source for whoever builds and whoever only tells what a build would come to.</summary>
public sealed record DesiredBuild(App App, Release Release)
{
    /// <summary>Why nothing can be built, without a full stop.</summary>
    public const string FilesAreGone = "the files of this release are gone from the box; push again";

    public Slug Slug => App.Slug(Release);

    public Runtime Runtime => Runtime.Named(Slug.Runtime);

    public EffectiveSettings Settings => EffectiveSettings.Of(App, Release);

    /// <summary>The command of <c>preflight</c> or <c>release</c>; null when it is not run.</summary>
    /// <remarks>Phases belong to code that comes in: not to a setting that changes for code which is live, nor to code that was live before and comes back.</remarks>
    public string? Phase(string phase) => HasPhases ? Slug.Processes.GetValueOrDefault(phase) : null;

    /// <summary>The fingerprint of the dependencies.</summary>
    /// <param name="tools">The paths of the runtime's tools, in their order.</param>
    /// <param name="locks">Name of a lock file → its text.</param>
    public string EnvironmentOf(IEnumerable<string?> tools, ImmutableDictionary<string, string> locks)
    {
        var settings = SettingTable.All.Where(s => s.Build).Select(s => $"{s.Name}={Settings.Text(s.Name)}");
        var parts = new[] { Runtime.Name, $"salt={Release.BuildSalt}" }
            .Concat(tools).Concat(settings).Concat(locks.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}\n{l.Value}"));
        return Digest.Fingerprint(parts);
    }

    /// <summary>Why a build without the tool fails, without a full stop.</summary>
    public static string Lacks(Tool tool) => $"this app needs {tool.Name}, which is not installed; apt-get install {tool.Package}";

    /// <summary>Why a build that came out as another environment than the one before it fails, without a full stop.</summary>
    public string CameOutAsAnother => $"the tools of this box have changed since, so that they came out as others; build them anew: deploy {App.Name}";

    private bool HasPhases => Release is { Restores: null } && (Release.Cause is ReleaseCause.Push or ReleaseCause.Deploy || App.Live is not { } live || App.Release(live.Release).Slug != Release.Slug);
}
