using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
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

    [Fact]
    public void A_setting_that_changes_for_code_that_is_live_runs_none_and_a_deploy_does()
    {
        AppEvent[] live = [.. Pushed, new AppEvent.ReleaseBuilt(1, "e1"), new AppEvent.WentLive(1, 10)];
        Assert.Equal((null, null), PhasesAfter([.. live, new AppEvent.ReleaseCreated(2, 2, Migrating.Fingerprint, ReleaseCause.Config, "A=1")], 2));
        Assert.Equal(("./check", "./migrate"), PhasesAfter([.. live, new AppEvent.ReleaseCreated(2, 2, Migrating.Fingerprint, ReleaseCause.Deploy, "deploy")], 2));
    }

    [Fact]
    public void An_environment_is_another_one_with_each_thing_that_decides_what_is_in_it()
    {
        var recipe = new Recipe { Dependencies = ["flask==3"], Tools = [new Tool("python3", "python3") { Version = "3.13.1" }, new Tool("uv", "uv")] };
        var build = BuildOf(Migrating, salt: 0);
        var environments = new[]
        {
            build.EnvironmentOf(recipe, Tools("/usr/bin")),
            build.EnvironmentOf(recipe with { Dependencies = ["flask==4"] }, Tools("/usr/bin")),
            build.EnvironmentOf(recipe with { Tools = [new Tool("python3", "python3") { Version = "3.13.2" }, recipe.Tools[1]] }, Tools("/usr/bin")),
            build.EnvironmentOf(recipe, Tools("/usr/local/bin")),
            BuildOf(Migrating with { Runtime = "node" }, salt: 0).EnvironmentOf(recipe, Tools("/usr/bin")),
            BuildOf(Migrating, salt: 1).EnvironmentOf(recipe, Tools("/usr/bin")),
        };
        Assert.Equal(environments.Length, environments.Distinct().Count());
        Assert.Equal(environments[0], BuildOf(Migrating with { Fingerprint = "bbbbbbbbbbbbbbbb" }, salt: 0).EnvironmentOf(recipe, Tools("/usr/bin")));
        Assert.Null(build.EnvironmentOf(Recipe.Nothing, Tools("/usr/bin")));
    }

    [Fact]
    public void A_tree_is_another_one_with_each_thing_that_decides_what_is_in_it_and_there_is_none_where_nothing_is_made()
    {
        var recipe = new Recipe { Compile = _ => [] };
        var trees = new[]
        {
            BuildOf(Migrating, salt: 0).TreeOf(recipe, null),
            BuildOf(Migrating, salt: 0).TreeOf(recipe, "e1"),
            BuildOf(Migrating, salt: 1).TreeOf(recipe, null),
            BuildOf(Migrating with { Fingerprint = "bbbbbbbbbbbbbbbb" }, salt: 0).TreeOf(recipe, null),
        };
        Assert.Equal(trees.Length, trees.OfType<string>().Distinct().Count());
        Assert.Null(BuildOf(Migrating, salt: 0).TreeOf(Recipe.Nothing, "e1"));
    }

    [Fact]
    public void Nothing_is_built_without_the_tools_that_it_takes_and_what_the_recipe_refuses_comes_first()
    {
        var recipe = new Recipe { Tools = [new Tool("node", "nodejs"), new Tool("yarn", "yarnpkg")] };
        Assert.Null(DesiredBuild.WhyNot(recipe, Tools("/usr/bin")));
        Assert.Equal("this app needs yarn, which is not installed; apt-get install yarnpkg", DesiredBuild.WhyNot(recipe, PaperBox.Empty with { Tools = name => name == "node" ? "/usr/bin/node" : null }));
        Assert.Equal("it is too old", DesiredBuild.WhyNot(recipe with { Refusal = "it is too old" }, PaperBox.Empty with { Tools = _ => null }));
    }

    private static PaperBox Tools(string folder) => PaperBox.Empty with { Tools = name => $"{folder}/{name}" };

    private static DesiredBuild BuildOf(Slug slug, int salt)
    {
        var app = Fold([new AppEvent.Created(), new AppEvent.SlugReceived(slug), new AppEvent.ReleaseCreated(1, 1, slug.Fingerprint, ReleaseCause.Push, "First")]);
        return new DesiredBuild(app, app.Release(1) with { BuildSalt = salt });
    }

    private static (string? Preflight, string? Release) PhasesAfter(AppEvent[] told, int release = 1)
    {
        var app = told.Aggregate(App.Absent(Blog), (app, happened) => AppDecider.Evolve(app, happened, Noon));
        var build = new DesiredBuild(app, app.Release(release));
        return (build.Phase("preflight"), build.Phase("release"));
    }
}
