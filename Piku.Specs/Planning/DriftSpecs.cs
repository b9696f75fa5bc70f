using Piku.Domain.Apps;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Drifting;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>What is told of a box that is other than it was left.</summary>
public sealed class DriftSpecs
{
    private static readonly AppName Blog = AppName.Parse("blog");

    private static RootLayout Root => PaperWorld.Root;

    private static readonly PaperWorld Settled = Began().Settled(drained: true);

    private static readonly VassalFiles Wsgi = new(Root, "blog_wsgi.1_g1");

    private static PaperWorld Began() => PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(
        SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application"), ("worker", "./w")) with { Runtime = "python", Env = Map(("NGINX_SERVER_NAME", "www.example.org"), ("TOKEN", "s3cret")) }));

    /// <summary>What happens · how · the names that are told · a line of the difference.</summary>
    private static readonly (string What, Func<PaperBox, PaperBox> How, string[] Names, string Line)[] Table =
    [
        ("nothing", box => box, [], ""),
        ("a site is edited", box => box.WithFile(Root.Site(Blog), box.ReadText(Root.Site(Blog)) + "# mine\n", Noon), ["nginx/sites/blog.conf"], "-# mine"),
        ("a site is emptied", box => box.WithFile(Root.Site(Blog), "", Noon), ["nginx/sites/blog.conf"], "+    server_name www.example.org;"),
        ("a site is gone", box => box.Without(Root.Site(Blog)), ["nginx/sites/blog.conf"], "+++ nginx/sites/blog.conf"),
        ("a folder has the place of a site", box => box.Without(Root.Site(Blog)).WithFolder(Root.Site(Blog)), ["nginx/sites/blog.conf"], "nginx/sites/blog.conf: a folder had its place"),
        ("a vassal is edited", box => box.WithFile(Wsgi.Ini, box.ReadText(Wsgi.Ini) + "daemonize = true\n", Noon), ["wsgi.1"], "-daemonize = true"),
        ("a vassal is gone", box => box.Without(Wsgi.Ini), ["wsgi.1"], "+++ uwsgi-enabled/blog_wsgi.1_g1.ini"),
        ("a link has the place of a vassal", box => box.Without(Wsgi.Ini) with { Links = box.Links.SetItem(Wsgi.Ini, "/tmp/mine") }, ["uwsgi-enabled/blog_wsgi.1_g1.ini", "wsgi.1"], "uwsgi-enabled/blog_wsgi.1_g1.ini: a link had its place"),
        ("others may write a vassal", box => box with { Rights = box.Rights.SetItem(Wsgi.Ini, 0x1B6) }, ["uwsgi-enabled/blog_wsgi.1_g1.ini"], "uwsgi-enabled/blog_wsgi.1_g1.ini: rights 0666, 0644 again"),
        ("a variable is edited", box => box.WithFile($"{Wsgi.Environment}/TOKEN", "another", Noon), ["wsgi.1"], "uwsgi/env/blog_wsgi.1_g1/TOKEN: was edited"),
        ("a variable comes", box => box.WithFile($"{Wsgi.Environment}/LD_PRELOAD", "x", Noon), ["wsgi.1"], "uwsgi/env/blog_wsgi.1_g1/LD_PRELOAD: did not belong there"),
        ("a variable is gone", box => box.Without($"{Wsgi.Environment}/TOKEN"), ["wsgi.1"], "uwsgi/env/blog_wsgi.1_g1/TOKEN: was missing"),
        ("an environment is gone", box => box.Without(Wsgi.Environment), ["wsgi.1"], "uwsgi/env/blog_wsgi.1_g1: was missing"),
        ("others may read values", box => box with { Rights = box.Rights.SetItem($"{Wsgi.Environment}/TOKEN", 0x1A4) }, ["uwsgi/env/blog_wsgi.1_g1/TOKEN"], "uwsgi/env/blog_wsgi.1_g1/TOKEN: rights 0644, 0600 again"),
        ("a door leads elsewhere", box => box with { Links = box.Links.SetItem(Root.Door(Blog, "wsgi.1"), "/tmp/x") }, ["run/doors/blog.wsgi.1"], "--> /tmp/x"),
        ("the link to what is live is gone", box => box with { Links = box.Links.Remove(Root.Link(Blog)) }, ["apps/blog"], $"+-> {Root.Slug(Blog, "aaaaaaaaaaaaaaaa")}"),
        ("a certificate is edited", box => box.WithFile(box.Files.Keys.Single(path => path.EndsWith(".pem", StringComparison.Ordinal)), "mine\n", Noon), ["nginx/certs/blog/*"], "was edited"),
        ("what runs has no files any more", box => box.Without(Root.Slug(Blog, "aaaaaaaaaaaaaaaa")), ["slugs/blog/aaaaaaaaaaaaaaaa"], "slugs/blog/aaaaaaaaaaaaaaaa: was missing"),
        ("a vassal of long ago comes back", box => box.WithFile($"{Root.Vassals}/blog_wsgi.1_g0.ini", Ownership.Mark(';', Blog) + "[uwsgi]\n", Noon), ["uwsgi-enabled/blog_wsgi.1_g0.ini"], "--- uwsgi-enabled/blog_wsgi.1_g0.ini"),
        ("a file of somebody else's comes", box => box.WithFile($"{Root.Vassals}/blog_wsgi.1_g0.ini", "[uwsgi]\n", Noon), [], ""),
    ];

    public static TheoryData<string> Cases => [.. Table.Select(row => row.What)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_thing_that_is_other_than_it_was_left_is_named_and_put_back_and_its_difference_told_without_values(string what)
    {
        var (_, how, names, line) = Table.Single(row => row.What == what);
        var world = Settled with { Box = how(Settled.Box) };
        var drift = Drift.Of(Root, world.Desired("blog"), world.Observed("blog"), world.Plan("blog"));
        Assert.Equal(names.Length, drift.Names.Length);
        Assert.All(names.Zip(drift.Names), pair => Assert.StartsWith(pair.First.TrimEnd('*'), pair.Second, StringComparison.Ordinal));
        var difference = drift.Difference(Root);
        Assert.Contains(line, difference, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", difference, StringComparison.Ordinal);
        Assert.DoesNotContain("another", difference, StringComparison.Ordinal);
        var end = world.Settled(drained: true);
        Assert.Equal(["=> converged"], PlanText.Lines(end.Plan("blog")));
        Assert.Equal(Settled.Box.ReadText(Root.Site(Blog)), end.Box.ReadText(Root.Site(Blog)));
    }

    [Fact]
    public void Rights_are_given_back_without_a_process_that_ends_or_a_reload()
    {
        var world = Settled with { Box = Settled.Box with { Rights = Settled.Box.Rights.SetItem(Wsgi.Ini, 0).SetItem(Root.Site(Blog), 0) } };
        Assert.All(world.Plan("blog").Steps, step => Assert.IsType<Step.SetRights>(step));
    }

    [Fact]
    public void What_is_in_the_way_goes_where_it_can_be_had_back_also_where_no_app_is_any_more()
    {
        var gone = Settled.After("blog", new AppCommand.Destroy()).Settled(drained: true);
        var world = gone with { Box = gone.Box.WithFolder(Root.Site(Blog)) };
        var aside = Assert.IsType<Step.PutAside>(world.Plan("blog").Steps[0]);
        Assert.Equal((Root.Site(Blog), $"{Root.Root}/drift/blog/{world.Now.UtcDateTime:yyyyMMdd'T'HHmmss.fff'Z'}/nginx/sites/blog.conf"), (aside.Path, aside.Aside));
    }

    [Fact]
    public void A_difference_that_is_long_is_cut()
    {
        var world = Settled with { Box = Settled.Box.WithFile(Root.Site(Blog), string.Concat(Enumerable.Repeat("# mine\n", 5000)), Noon) };
        var difference = Drift.Of(Root, world.Desired("blog"), world.Observed("blog"), world.Plan("blog")).Difference(Root);
        Assert.Equal(8002, difference.Length);
        Assert.EndsWith("\n…", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_draining_and_a_certificate_of_ours_that_is_a_year_old_are_no_drift()
    {
        var next = Settled.After("blog", new AppCommand.Restart(2)).Settled(drained: false);
        var later = next with { Now = next.Now.AddDays(400) };
        Assert.Contains(later.Plan("blog").Steps, step => step is Step.Dismiss);
        Assert.Contains(later.Plan("blog").Steps, step => step is Step.SelfSign);
        Assert.Empty(Drift.Of(Root, later.Desired("blog"), later.Observed("blog"), later.Plan("blog")).Names);
    }

    [Fact]
    public void The_mark_of_what_should_be_changes_with_what_is_asked_and_not_with_what_is_only_noted()
    {
        var mark = Settled.Desired("blog").Mark;
        Assert.Equal(mark, Settled.After("blog", new AppCommand.ReportCron("cron-x", "failed")).Desired("blog").Mark);
        Assert.NotEqual(mark, Settled.After("blog", new AppCommand.Scale(Map(("worker", 2)))).Desired("blog").Mark);
        Assert.NotEqual(mark, Settled.After("blog", new AppCommand.Stop()).Desired("blog").Mark);
        Assert.NotEqual(mark, Settled.After("blog", new AppCommand.Restart(2)).Desired("blog").Mark);
        Assert.NotEqual(mark, Settled.After("blog", new AppCommand.SetConfig(Map(("TOKEN", "other")))).Desired("blog").Mark);
    }
}
