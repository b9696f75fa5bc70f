using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Layout;

/// <summary>Whom a change in the root's folders concerns.</summary>
public sealed class WatchTableSpecs
{
    private static readonly RootLayout Root = PaperWorld.Root;
    private static WatchTable Table => new(Root);

    /// <summary>What is read in a file is watched with its contents; where apps have folders of their own, those are, too.</summary>
    [Fact]
    public void Every_folder_that_piku_writes_into_is_watched() => Approved.Matches(
        string.Concat(Table.Folders.Select(folder => $"{Root.Below(folder.Path)}{(folder.IsDeep ? ", the folders in it" : "")}{(folder.Contents ? ", what is in files" : "")}\n")), "watched.txt");

    [Theory]
    [InlineData("uwsgi-enabled", "blog_web.1_g3.ini")]
    [InlineData("uwsgi-enabled", "blog_wsgi.1_g3.ini.socket")]
    [InlineData("uwsgi/env", "blog_web.1_g3")]
    [InlineData("run/doors", "blog.wsgi.1")]
    [InlineData("nginx/sites", "blog.conf")]
    [InlineData("nginx/sites", "blog.html")]
    [InlineData("nginx/files", "blog")]
    [InlineData("nginx/certs", "blog")]
    [InlineData("slugs", "blog")]
    [InlineData("envs", "blog")]
    [InlineData("apps", "blog")]
    [InlineData("data", "blog")]
    [InlineData("logs", "blog")]
    [InlineData("cache", "blog")]
    [InlineData("repos", "blog")]
    public void What_an_app_has_concerns_it(string folder, string name) => Assert.Equal(new Concern(ConcernKind.Drift, Samples.Blog), Of(folder, name));

    [Theory]
    [InlineData("blog_web.1_g3.starts")]
    [InlineData("blog_web.1_g3.ends")]
    public void A_process_that_starts_or_waits_to_be_started_concerns_its_app(string name) => Assert.Equal(new Concern(ConcernKind.Start, Samples.Blog), Of("run", name));

    [Theory]
    [InlineData("uwsgi", "emperor.ini")]
    [InlineData("uwsgi", "start-process")]
    [InlineData("nginx", "nginx.conf")]
    public void What_all_apps_share_concerns_the_box(string folder, string name) => Assert.Equal(Concern.Box, Of(folder, name));

    [Fact]
    public void The_file_of_keys_concerns_the_box_and_what_else_is_in_its_folder_nobody()
    {
        Assert.Equal(Concern.Box, Table.Of(new FolderChange("/home/piku/.ssh", "authorized_keys")));
        Assert.Equal(Concern.Nobody, Table.Of(new FolderChange("/home/piku/.ssh", "known_hosts")));
    }

    [Theory]
    [InlineData("uwsgi-enabled", ".blog_web.1_g3.ini.tmp")]
    [InlineData("uwsgi-enabled", "4913")]
    [InlineData("uwsgi-enabled", "Blog_web.1_g3.ini")]
    [InlineData("uwsgi/env", ".blog_web.1_g3.tmp")]
    [InlineData("nginx/sites", ".blog.conf.swp")]
    [InlineData("nginx/sites", "blog")]
    [InlineData("nginx", "test")]
    [InlineData("run", "blog_web.1_g3.accepts")]
    [InlineData("run", "blog.g3.1.sock")]
    [InlineData("run", "pikud.lock")]
    [InlineData("logs", "pikud.log")]
    [InlineData("state", "journal-log.db")]
    [InlineData("", "apps")]
    [InlineData("cache", "a b; rm -rf")]
    public void What_is_not_ours_concerns_nobody(string folder, string name) => Assert.Equal(Concern.Nobody, Of(folder, name));

    [Fact]
    public void The_head_of_the_journal_tells_that_it_has_grown() => Assert.Equal(Concern.Record, Of("state", "head"));

    [Fact]
    public void What_cannot_be_told_concerns_everybody() => Assert.Equal(Concern.Everybody, Table.Of(FolderChange.Any));

    [Fact]
    public void Each_folder_is_watched_once_even_where_the_file_of_keys_is_in_one_of_them()
    {
        var table = new WatchTable(Root with { AuthorizedKeys = $"{Root.State}/authorized_keys" });
        Assert.Equal(table.Folders.Count, table.Folders.DistinctBy(folder => folder.Path).Count());
        Assert.True(table.Folders.Single(folder => folder.Path == Root.State).Contents);
        Assert.Equal(Concern.Box, table.Of(new FolderChange(Root.State, "authorized_keys")));
        Assert.Equal(Concern.Record, table.Of(new FolderChange(Root.State, "head")));
    }

    private static Concern Of(string folder, string name) => Table.Of(new FolderChange(folder.Length == 0 ? Root.Root : $"{Root.Root}/{folder}", name));
}
