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
        SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application"), ("worker", "./w")) with { Runtime = "python", Env = Map(("NGINX_SERVER_NAME", "www.example.org"), ("NGINX_BASIC_AUTH", "ann:s3cret"), ("NGINX_INCLUDE_FILE", "more.conf"), ("UWSGI_IDLE", "60"), ("TOKEN", "s3cret")) }))
        .After("blog", new AppCommand.BeginMaintenance("<p>Soon</p>"));

    /// <summary>What happens · how. What is told of each is in <c>verified/drift.txt</c>.</summary>
    private static readonly (string What, Func<PaperBox, PaperBox> How)[] Table =
    [
        ("nothing", box => box),
        ("a site is edited", box => box.WithFile(Root.Site(Blog), box.ReadText(Root.Site(Blog)) + "# mine\n", Noon)),
        ("a site is emptied", box => box.WithFile(Root.Site(Blog), "", Noon)),
        ("a site is gone", box => box.Without(Root.Site(Blog))),
        ("a folder has the place of a site", box => box.Without(Root.Site(Blog)).WithFolder(Root.Site(Blog))),
        ("a vassal is edited", box => box.WithFile(Wsgi.Ini, box.ReadText(Wsgi.Ini) + "daemonize = true\n", Noon)),
        ("a vassal is gone", box => box.Without(Wsgi.Ini)),
        ("a link has the place of a vassal", box => box.Without(Wsgi.Ini) with { Links = box.Links.SetItem(Wsgi.Ini, "/tmp/mine") }),
        ("others may write a vassal", box => box with { Rights = box.Rights.SetItem(Wsgi.Ini, 0x1B6) }),
        ("where the Emperor listens is edited", box => box.WithFile(Wsgi.OnDemand, "/tmp/mine", Noon)),
        ("where the Emperor listens is gone", box => box.Without(Wsgi.OnDemand)),
        ("a variable is edited", box => box.WithFile($"{Wsgi.Environment}/TOKEN", "mine-s3cret", Noon)),
        ("a variable comes", box => box.WithFile($"{Wsgi.Environment}/LD_PRELOAD", "x", Noon)),
        ("a variable is gone", box => box.Without($"{Wsgi.Environment}/TOKEN")),
        ("an environment is gone", box => box.Without(Wsgi.Environment)),
        ("others may read values", box => box with { Rights = box.Rights.SetItem($"{Wsgi.Environment}/TOKEN", 0x1A4) }),
        ("a site is closed to us", box => box with { Rights = box.Rights.SetItem(Root.Site(Blog), 0) }),
        ("a site is another user's", box => box with { Rights = box.Rights.SetItem(Root.Site(Blog), FileRights.Public | FileRights.Another) }),
        ("an environment is closed to us", box => box with { Rights = box.Rights.SetItem(Wsgi.Environment, 0) }),
        ("an environment is another user's", box => box with { Rights = box.Rights.SetItem(Wsgi.Environment, FileRights.SecretFolder | FileRights.Another) }),
        ("code is closed to us", box => box with { Rights = box.Rights.SetItem(Root.Slug(Blog, "aaaaaaaaaaaaaaaa"), 0) }),
        ("code is another user's", box => box with { Rights = box.Rights.SetItem(Root.Slug(Blog, "aaaaaaaaaaaaaaaa"), FileRights.SecretFolder | FileRights.Another) }),
        ("code is another user's and can be read", box => box with { Rights = box.Rights.SetItem(Root.Slug(Blog, "aaaaaaaaaaaaaaaa"), FileRights.PublicFolder | FileRights.Another) }),
        ("certificates are closed to us", box => box with { Rights = box.Rights.SetItem(Root.Certificates(Blog), 0) }),
        ("nothing can be written where certificates are", box => box with { Rights = box.Rights.SetItem(Root.Certificates(Blog), 0x16D) }),
        ("everybody may write where logs are", box => box with { Rights = box.Rights.SetItem(Root.Logs(Blog), 0x1FF) }),
        ("a door leads elsewhere", box => box with { Links = box.Links.SetItem(Root.Door(Blog, "wsgi.1"), "/tmp/x") }),
        ("the link to what is live is gone", box => box with { Links = box.Links.Remove(Root.Link(Blog)) }),
        ("a certificate is edited", box => box.WithFile(Pem(box), "mine\n", Noon)),
        ("a certificate is gone", box => box.Without(Pem(box))),
        ("passwords are edited", box => box.WithFile(Passwords(box), "mine", Noon)),
        ("passwords are gone", box => box.Without(Passwords(box))),
        ("an included file is edited", box => box.WithFile(Included(box), "mine\n", Noon)),
        ("an included file is gone", box => box.Without(Included(box))),
        ("the page for visitors is edited", box => box.WithFile(Root.Page(Blog), "mine\n", Noon)),
        ("the page for visitors is gone", box => box.Without(Root.Page(Blog))),
        ("the folder for logs is gone", box => box.Without(Root.Logs(Blog))),
        ("what was built is gone", box => box.Without(Root.Environments(Blog))),
        ("what runs has no files any more", box => box.Without(Root.Slug(Blog, "aaaaaaaaaaaaaaaa"))),
        ("a vassal of long ago comes back", box => box.WithFile($"{Root.Vassals}/blog_wsgi.1_g0.ini", Ownership.Mark(';', Blog) + "[uwsgi]\n", Noon)),
        ("a file of somebody else's comes", box => box.WithFile($"{Root.Vassals}/blog_wsgi.1_g0.ini", "[uwsgi]\n", Noon)),
    ];

    public static TheoryData<string> Cases => [.. Table.Select(row => row.What)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_thing_that_is_other_than_it_was_left_is_put_back_and_told_without_values(string what)
    {
        var world = After(what);
        Assert.DoesNotContain("s3cret", Told(world), StringComparison.Ordinal);
        var end = world.Settled(drained: true);
        Assert.Equal(["=> converged"], PlanText.Lines(end.Plan("blog")));
        Assert.Equal(Settled.Box.ReadText(Root.Site(Blog)), end.Box.ReadText(Root.Site(Blog)));
    }

    [Fact]
    public void What_is_told_of_each_is_this() =>
        Approved.Matches(string.Join('\n', Table.Select(row => $"# {row.What}\n{Told(After(row.What))}")), "drift.txt");

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

    /// <summary>Its mark tells nothing of what is above and below it.</summary>
    [Fact]
    public void What_was_edited_in_a_site_nginx_reads_again_and_what_was_only_lost_it_need_not()
    {
        Assert.Contains(After("a site is edited").Plan("blog").Steps, step => step is Step.ReloadNginx);
        Assert.Contains(After("an included file is edited").Plan("blog").Steps, step => step is Step.ReloadNginx);
        Assert.DoesNotContain(After("a site is gone").Plan("blog").Steps, step => step is Step.ReloadNginx);
        Assert.DoesNotContain(After("an included file is gone").Plan("blog").Steps, step => step is Step.ReloadNginx);
    }

    [Fact]
    public void A_site_that_nginx_serves_and_whose_file_is_lost_comes_back_though_a_process_of_it_is_down()
    {
        var app = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("web", "./s")) with { Env = Map(("NGINX_SERVER_NAME", "www.example.org")) })).After("blog", new AppCommand.Scale(Map(("web", 2)))).Settled(drained: true);
        var down = app with { Box = app.Box.Ending(Root, app.Box.Processes.Keys.Last(), app.Now).Without(Root.Site(Blog)) };
        Assert.Contains(down.Plan("blog").Steps, step => step is Step.WriteSite);
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

    private static string Pem(PaperBox box) => Only(box, $"{Root.Certificates(Blog)}/");

    private static string Passwords(PaperBox box) => Only(box, $"{Root.SiteFiles(Blog)}/users.");

    private static string Included(PaperBox box) => Only(box, $"{Root.SiteFiles(Blog)}/include.");

    private static string Only(PaperBox box, string start) => box.Files.Keys.Single(path => path.StartsWith(start, StringComparison.Ordinal));

    private static PaperWorld After(string what) => Settled with { Box = Table.Single(row => row.What == what).How(Settled.Box) };

    /// <summary>The names, what has become of each, which files are kept, and the difference.</summary>
    private static string Told(PaperWorld world)
    {
        var drift = Drift.Of(Root, world.Desired("blog"), world.Observed("blog"), world.Plan("blog"));
        string[] lines = [$"names: {string.Join(", ", drift.Names)}", .. drift.Deviations.Select(one => $"{one.Change}: {Root.Below(one.Path)}"), .. drift.Files.Select(path => $"kept, if it is there: {Root.Below(path)}"), drift.Difference(Root)];
        return drift.IsEmpty ? "" : string.Concat(lines.Select(line => $"{line}\n"));
    }
}
