using Xunit;
using static Piku.Specs.Migration.Old;

namespace Piku.Specs.Migration;

public sealed class TranslationSpecs
{
    [Fact]
    public void Counts_are_those_of_processes_and_one_is_not_mentioned() =>
        Assert.Equal(
            ["web=2", "worker=0"],
            Translated(App() with { Scaling = "web:2\nworker:0\nstatic:3\nclock:2\nnonsense\nweb: many\n" }).Counts.Select(one => $"{one.Key}={one.Value}"));

    [Theory]
    [InlineData("blog_web.1.ini", true)]
    [InlineData("blog_worker.3.ini", true)]
    [InlineData("blog2_web.1.ini", false)]
    [InlineData("blog_x_web.1.ini", false)]
    public void An_app_runs_while_the_Emperor_has_one_of_its_processes(string vassal, bool runs) =>
        Assert.Equal(runs, Translated(App() with { Vassals = [vassal] }).Runs);

    [Fact]
    public void An_app_that_nginx_serves_alone_runs_without_any() =>
        Assert.True(Translated(App() with { Procfile = "static: public\n", Vassals = [] }).Runs);

    [Theory]
    [InlineData("PORT=41234\nNGINX_X=server {\n  listen 80;\n}\n", "", 41234)]
    [InlineData("PORT=41234\n", "PORT=5000", null)]
    [InlineData("BIND_ADDRESS=unix:///x\n", "", null)]
    [InlineData("XPORT=1\nPORT=x\n", "", null)]
    public void Of_what_was_live_the_port_alone_is_read(string live, string env, int? port) =>
        Assert.Equal(port, Translated(App() with { LiveSettings = live, Settings = env }).RandomPort);

    [Fact]
    public void A_port_of_an_app_without_a_web_process_is_none() =>
        Assert.Null(Translated(App() with { Procfile = "worker: ./w\n", LiveSettings = "PORT=41234\n" }).RandomPort);

    [Fact]
    public void Files_beside_the_code_become_links_by_a_setting() =>
        Assert.Equal("db.sqlite3,uploads", Translated(App() with { Untracked = ["db.sqlite3", "node_modules/", "uploads/"] }).Config["PIKU_LINKS"]);

    [Fact]
    public void What_the_end_would_refuse_of_all_settings_is_refused_before_anything_is_copied()
    {
        var many = string.Concat(Enumerable.Range(0, 20).Select(i => $"K{i}={new string('x', 100_000)}\n"));
        Assert.Contains("bytes in all", Assert.Single(Translated(App() with { Settings = many }).Refused), StringComparison.Ordinal);
        Assert.Contains("PIKU_DEPLOY_BRANCH should be", Assert.Single(Translated(App() with { Branches = ["live;now"] }).Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_static_paths_and_the_static_process_name_is_served()
    {
        var app = App() with { Procfile = "web: ./a\n", Settings = "NGINX_STATIC_PATHS=/s:assets\n", Untracked = ["assets/", "kept"] };
        Assert.Equal(["kept"], Translated(app).Leftovers.Linked);
        Assert.Empty(Translated(app with { Procfile = "static: .\n" }).Leftovers.Linked);
    }

    [Fact]
    public void An_only_branch_of_another_name_goes_on_being_the_one_that_is_deployed()
    {
        Assert.Equal("live", Translated(App() with { Branches = ["live"] }).Config["PIKU_DEPLOY_BRANCH"]);
        Assert.Empty(Translated(App() with { Branches = ["live", "main"] }).Config);
    }
}
