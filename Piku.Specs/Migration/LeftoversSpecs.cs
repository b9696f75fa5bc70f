using System.Collections.Immutable;
using Piku.Specs.Support;
using Piku.Ssh.Migration;
using Xunit;
using static Piku.Specs.Migration.Old;

namespace Piku.Specs.Migration;

public sealed class LeftoversSpecs
{
    [Fact]
    public void Files_beside_the_code_are_carried_over_and_the_code_goes_on_finding_them()
    {
        var left = Of(["db.sqlite3", "uploads/", "var/state.json"]);
        Assert.Equal(["db.sqlite3", "uploads", "var/state.json"], left.Carried);
        Assert.Equal(left.Carried, left.Linked);
        Assert.Empty(left.Notes);
    }

    [Theory]
    [InlineData("node_modules/", "")]
    [InlineData("node_modules", "")]
    [InlineData("lib/__pycache__/", "")]
    [InlineData("app.pyc", "")]
    [InlineData(".venv", "")]
    [InlineData("target/", "Cargo.toml")]
    [InlineData("build/", "build.gradle")]
    [InlineData("blog", "go.mod")]
    public void What_tools_make_again_is_left_where_it_is(string path, string by) =>
        Assert.Empty(Leftovers.Of(Root, App() with { Untracked = [path], Names = [by], Executables = ["blog"] }, []).Carried);

    [Theory]
    [InlineData("target/")]
    [InlineData("blog")]
    public void What_only_looks_so_is_carried(string path) =>
        Assert.Single(Leftovers.Of(Root, App() with { Untracked = [path], Executables = ["blog"] }, []).Carried);

    [Theory]
    [InlineData("public/uploads/", "public")]
    [InlineData("public/", "public/css")]
    [InlineData("anything", "")]
    public void What_nginx_serves_is_copied_and_not_linked_since_nginx_follows_no_links(string path, string served)
    {
        var left = Of([path], served);
        Assert.Single(left.Carried);
        Assert.Empty(left.Linked);
        Assert.Contains("because nginx serves from there", Assert.Single(left.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_no_setting_can_hold_is_copied_and_not_linked()
    {
        var left = Of(["a b.db"]);
        Assert.Equal(["a b.db"], left.Carried);
        Assert.Empty(left.Linked);
        Assert.Contains("have the app read it from $DATA_ROOT", Assert.Single(left.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_git_writes_in_quotes_is_named_and_not_copied()
    {
        var left = Of(["\"a\\nb\""]);
        Assert.Empty(left.Carried);
        Assert.Equal(["a file beside its code whose name is written \"a\\nb\" is not copied; copy it by hand."], left.Notes);
    }

    [Fact]
    public void A_link_to_the_same_path_of_the_data_folder_is_one_here_too()
    {
        var left = Leftovers.Of(Root, App() with { Untracked = ["uploads"], Links = Samples.Map(("uploads", "/home/piku/.piku/data/blog/uploads")), Kept = ["uploads"] }, []);
        Assert.Empty(left.Carried);
        Assert.Equal(["uploads"], left.Linked);
        Assert.Empty(left.Clashes);
    }

    [Fact]
    public void Another_link_is_copied_as_it_is_and_told_when_it_leads_to_the_old_folder() =>
        Assert.Equal(
            ["'logs' is a link to /home/piku/.piku/logs/blog, and leads there still; point it elsewhere once the old folder goes."],
            Leftovers.Of(Root, App() with { Untracked = ["logs"], Links = Samples.Map(("logs", "/home/piku/.piku/logs/blog")) }, []).Notes);

    [Fact]
    public void What_the_data_folder_has_too_would_be_overwritten() =>
        Assert.Equal(["uploads"], Leftovers.Of(Root, App() with { Untracked = ["uploads/", "db"], Kept = ["uploads/"] }, []).Clashes);

    private static Leftovers Of(ImmutableArray<string> untracked, params ImmutableArray<string> served) => Leftovers.Of(Root, App() with { Untracked = untracked }, served);
}
