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
        var left = Of(["db.sqlite3", "uploads/"]);
        Assert.Equal(["db.sqlite3", "uploads"], left.Carried);
        Assert.Equal(left.Carried, left.Linked);
        Assert.Empty(left.Notes);
    }

    [Theory]
    [InlineData("uploads/.gitkeep", "uploads")]
    [InlineData("uploads/.gitignore", "uploads")]
    [InlineData("storage/app/.keep", "storage")]
    public void A_folder_that_the_commit_merely_keeps_goes_over_as_a_whole_so_that_later_files_are_kept_too(string keeper, string folder)
    {
        var path = Path.GetDirectoryName(keeper);
        var left = Leftovers.Of(Root, App() with { Untracked = [$"{path}/a.png", $"{path}/b/", $"\"{path}/c\\n\""], Tracked = ["Procfile", keeper] }, []);
        Assert.Equal([folder], left.Carried);
        Assert.Equal([folder], left.Linked);
        Assert.Empty(left.Notes);
    }

    [Fact]
    public void In_a_folder_where_the_commit_has_files_single_ones_are_linked_and_it_is_said_that_new_ones_are_lost()
    {
        var left = Leftovers.Of(Root, App() with { Untracked = ["uploads/a.png", "uploads/b.png"], Tracked = ["uploads/.gitkeep", "uploads/logo.png"] }, []);
        Assert.Equal(["uploads/a.png", "uploads/b.png"], left.Carried);
        Assert.Equal(left.Carried, left.Linked);
        Assert.Equal(["what the app writes anew in 'uploads' is lost with the next push; have it use $DATA_ROOT."], left.Notes);
    }

    [Fact]
    public void A_folder_with_a_link_in_it_to_the_data_folder_does_not_go_over_as_a_whole()
    {
        var left = Leftovers.Of(Root, App() with { Untracked = ["up/a", "up/b"], Tracked = ["up/.keep"], Links = Samples.Map(("up/a", "/home/piku/.piku/data/blog/up/a")), Kept = ["up/a"] }, []);
        Assert.Equal(["up/b"], left.Carried);
        Assert.Equal(["up/a", "up/b"], left.Linked);
        Assert.Empty(left.Clashes);
    }

    [Fact]
    public void More_paths_than_the_setting_takes_are_copied_and_none_is_linked()
    {
        var left = Of([.. Enumerable.Range(0, 101).Select(i => $"{i}.db")]);
        Assert.Equal(101, left.Carried.Length);
        Assert.Empty(left.Linked);
        Assert.Equal(["its 101 files and folders beside its code are copied and not linked, because they are more than PIKU_LINKS takes; have the app read them from $DATA_ROOT."], left.Notes);
        Assert.Equal(100, Of([.. Enumerable.Range(0, 100).Select(i => $"{i}.db")]).Linked.Length);
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

    [Theory]
    [InlineData("/home/piku/.piku/data/blog/uploads")]
    [InlineData("/home/piku/.piku/data/blog/uploads/")]
    [InlineData("../../data/blog/uploads")]
    public void A_link_to_the_same_path_of_the_data_folder_is_one_here_too(string target)
    {
        var left = Leftovers.Of(Root, App() with { Untracked = ["uploads"], Links = Samples.Map(("uploads", target)), Kept = ["uploads"] }, []);
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
