using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Observed;

/// <summary>By what it is seen that another look would see the same.</summary>
public sealed class NotesSpecs
{
    private static readonly RootLayout Root = PaperWorld.Root;

    private static readonly Slug Wsgi = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application"), ("worker", "./w")) with { Runtime = "python", Env = Map(("NGINX_SERVER_NAME", "www.example.org")) };

    private static readonly PaperWorld Settled = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(Wsgi)).Settled(drained: true).Later(TimeSpan.FromMinutes(1));

    private static readonly VassalFiles Worker = new(Root, "blog_worker.1_g1");

    private readonly WatchedBox _box = new(Settled.Box);
    private readonly SetClock _clock = new(Settled.Now);
    private readonly Recently _recently;
    private readonly Notes _notes;

    public NotesSpecs()
    {
        _recently = new Recently(Root, _box, _clock);
        _notes = new Notes(_box, Blog, _recently, Settled.Now);
        new HostObserver(Root, _notes).Look(Blog);
        _box.Asked();
        _clock.Now += TimeSpan.FromMinutes(1);
    }

    /// <summary>The servers and the folders that apps share are asked once for all apps that are looked at within some seconds.</summary>
    [Fact]
    public void A_look_at_what_has_not_changed_reads_no_file_and_asks_what_apps_share_once_for_all_of_them()
    {
        Assert.True(_notes.CanHold);
        Assert.True(_notes.Hold());
        Assert.Equal("Emperor 1, form 4, nginx workers 1, stamp 46", string.Join(", ", _box.Asked()));
        Assert.True(_notes.Hold());
        Assert.Equal("form 4, stamp 35", string.Join(", ", _box.Asked()));
    }

    /// <summary>What happens · how.</summary>
    private static readonly (string What, Func<PaperBox, PaperBox> How)[] Changes =
    [
        ("a site is edited", box => box.WithFile(Root.Site(Blog), box.ReadText(Root.Site(Blog)) + "#", Noon)),
        ("a site is written again", box => box.WithFile(Root.Site(Blog), box.ReadText(Root.Site(Blog))!, Settled.Now)),
        ("a variable is edited", box => box.WithFile($"{Worker.Environment}/PATH", "/", Noon)),
        ("a variable comes", box => box.WithFile($"{Worker.Environment}/NEW", "1", Noon)),
        ("a vassal goes", box => box.Without(Worker.Ini)),
        ("a vassal comes", box => box.WithFile($"{Root.Vassals}/blog_web.1_g1.ini", "", Noon)),
        ("a process starts again", box => box.Started(Root, Worker.Name, Settled.Now, new EmperorView(7, Accepting: false, Cursed: false))),
        ("the Emperor has lost a process", box => box with { Processes = box.Processes.Remove(Worker.Name) }),
        ("the Emperor does not answer", box => box with { EmperorAnswers = false }),
        ("nginx serves another site", box => box with { Served = box.Served.SetItem("blog", "another") }),
        ("nginx has forgotten the site", box => box with { Served = box.Served.Clear() }),
        ("a door leads elsewhere", box => box with { Links = box.Links.SetItem(Root.Door(Blog, "wsgi.1"), "/nowhere") }),
        ("the link to the slug is gone", box => box with { Links = box.Links.Remove(Root.Link(Blog)) }),
        ("a folder takes the place of a link", box => (box with { Links = box.Links.Remove(Root.Link(Blog)) }).WithFolder(Root.Link(Blog))),
        ("a link that leads nowhere takes the place of what was not there", box => box with { Links = box.Links.SetItem(Root.Page(Blog), "/nowhere") }),
        ("a slug gets other rights", box => box with { Rights = box.Rights.SetItem(Root.Slug(Blog, "aaaaaaaaaaaaaaaa"), 0) }),
        ("a slug comes", box => box.WithFolder(Root.Slug(Blog, "bbbbbbbbbbbbbbbb"))),
        ("a folder is gone", box => box.Without(Root.Data(Blog))),
        ("a link takes the place of a folder", box => box.Without(Root.Data(Blog)) with { Links = box.Links.SetItem(Root.Data(Blog), "/srv/blog") }),
        ("a file comes that was not there", box => box.WithFile(Root.Page(Blog), "", Noon)),
        ("a certificate is gone", box => box.Without(Root.Certificates(Blog))),
    ];

    public static TheoryData<string> Rows() => [.. Changes.Select(row => row.What)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Notes_do_not_hold_when(string what)
    {
        _box.Now = Changes.Single(row => row.What == what).How(Settled.Box);
        Assert.False(_notes.Hold());
    }

    [Fact]
    public void Notes_hold_whatever_happens_to_other_apps_and_nginx_is_asked_for_the_site_once_after_a_reload()
    {
        _box.Now = (Settled.Box with { Served = Settled.Box.Served.Add("shop", "mark") })
            .WithFile($"{Root.Vassals}/shop_web.1_g1.ini", "", Noon).WithFile($"{Root.Run}/shop_web.1_g1.starts", ".", Noon);
        Assert.True(_notes.Hold());
        Assert.Contains("site mark 1", _box.Asked());
        Assert.True(_notes.Hold());
        Assert.DoesNotContain("site mark 1", _box.Asked());
    }

    [Fact]
    public void Notes_of_what_has_changed_a_moment_ago_are_not_kept_for_it_may_change_again_within_the_same_step_of_the_clock()
    {
        var notes = new Notes(_box, Blog, new Recently(Root, _box, _clock), Noon.AddMilliseconds(20));
        _box.Now = Settled.Box.WithFile(Root.Site(Blog), "", Noon);
        notes.ReadText(Root.Site(Blog));
        Assert.False(notes.CanHold);
    }

    [Fact]
    public void A_change_in_a_folder_that_apps_share_is_seen_some_seconds_later_or_when_everything_is_looked_at()
    {
        Assert.True(_notes.Hold());
        _box.Now = Settled.Box.Without(Root.Data(Blog));
        _clock.Now += TimeSpan.FromSeconds(4);
        Assert.True(_notes.Hold());
        _recently.Forget();
        Assert.False(_notes.Hold());
        _box.Now = Settled.Box;
        _clock.Now += TimeSpan.FromSeconds(5);
        Assert.True(_notes.Hold());
    }

    [Fact]
    public void A_link_to_a_folder_elsewhere_is_followed_each_time()
    {
        var linked = Settled.Box.Without(Root.Data(Blog)) with { Links = Settled.Box.Links.SetItem(Root.Data(Blog), "/srv/blog") };
        _box.Now = linked.WithFolder("/srv/blog").WithFolder(Root.Data(Blog));
        var notes = new Notes(_box, Blog, _recently, Settled.Now);
        Assert.True(notes.FolderExists(Root.Data(Blog)));
        Assert.True(notes.Hold());
        _box.Now = linked;
        Assert.False(notes.Hold());
    }

    [Fact]
    public void What_nothing_can_be_noted_of_is_looked_at_each_time()
    {
        _notes.Size(Root.Data(Blog));
        Assert.False(_notes.CanHold);
    }
}
