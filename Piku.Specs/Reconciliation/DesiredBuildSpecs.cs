using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Desired;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Reconciliation;

/// <summary>What the build of a release should do.</summary>
public sealed class DesiredBuildSpecs
{
    private static readonly Slug Migrating = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("web", "./server"), ("preflight", "./check"), ("release", "./migrate"));

    private static readonly AppEvent[] Pushed =
        [new AppEvent.Created(), new AppEvent.SlugReceived(Migrating), new AppEvent.ReleaseCreated(1, 1, Migrating.Fingerprint, ReleaseCause.Push, "First")];

    [Fact]
    public void Code_that_comes_in_runs_its_phases() => Assert.Equal(("./check", "./migrate"), PhasesAfter(Pushed));

    [Fact]
    public void What_is_built_again_because_it_is_gone_runs_none() =>
        Assert.Equal((null, null), PhasesAfter([.. Pushed, new AppEvent.ReleaseBuilt(1, "e1"), new AppEvent.WentLive(1, 10)]));

    private static (string? Preflight, string? Release) PhasesAfter(AppEvent[] told)
    {
        var app = told.Aggregate(App.Absent(Blog), (app, happened) => AppDecider.Evolve(app, happened, Noon));
        var build = new DesiredBuild(app, app.Release(1));
        return (build.Phase("preflight"), build.Phase("release"));
    }
}
