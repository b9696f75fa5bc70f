using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>Where visitors go between two releases that a site names by the same links.</summary>
public sealed class DoorSpecs
{
    private static readonly Slug Wsgi = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application")) with { Runtime = "python", Env = Map(("NGINX_SERVER_NAME", "www.example.org")) };

    private static readonly RootLayout Root = PaperWorld.Root;

    private static readonly string Door = Root.Door(Blog, "wsgi.1");

    /// <summary>Found by seeds 5G4o1qri8ne3 and 1NjdY2kk7SP2 of <see cref="GeneratedPlanSpecs"/>: a build takes minutes, and whoever bends a link meanwhile should not shut visitors out for as long.</summary>
    [Theory]
    [InlineData("/nowhere")]
    [InlineData(null)]
    public void A_link_that_somebody_bends_while_a_release_comes_leads_to_what_is_live_at_once(string? elsewhere)
    {
        var world = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(Wsgi)).Settled(drained: true).After("blog", new AppCommand.Deploy(2));
        world = world with { Box = world.Box with { Links = elsewhere is null ? world.Box.Links.Remove(Door) : world.Box.Links.SetItem(Door, elsewhere) } };
        Assert.IsType<Step.Build>(world.Plan("blog").Steps[^1]);
        Assert.Contains(new Step.Link(Door, world.Desired("blog").Live!.Vassals.Single().Probe.Socket!), world.Plan("blog").Steps);
        Assert.Empty(world.Settled(drained: true).Plan("blog").Steps);
    }

    /// <summary>Found by seed 17wrE_tDcLn6 of <see cref="GeneratedPlanSpecs"/>: the site changes with a certificate while the live process keeps ending.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_links_of_a_site_move_only_after_nginx_has_taken_it_whether_or_not_what_is_live_is_up(bool isUp)
    {
        var world = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(Wsgi)).Settled(drained: true);
        if (!isUp) world = world with { Box = world.Box.Ending(Root, "blog_wsgi.1_g1", world.Now) };
        world = world.After("blog", new AppCommand.AddCertificate(Pair)).WithCertificates().After("blog", new AppCommand.Restart(2));
        while (!world.Plan("blog").Steps.OfType<Step.ReportLive>().Any()) world = world.AppliedTo("blog", world.Plan("blog").Steps).Later(TimeSpan.FromMilliseconds(100));

        var live = world.Desired("blog").Live!.Vassals.Single();
        Assert.Equal(isUp, Health.OfLive(live, world.Observed("blog"), world.Now) is Health.Up);
        Assert.Equal(live.Probe.Socket, world.Box.LinkTarget(Door));
        var site = world.Desired("blog").Candidate!.Site!;
        Assert.Equal(
            [
                $"write {site.Path} of generation 2, marked {NginxSite.MarkOf(site)}",
                $"reload nginx, until it serves {NginxSite.MarkOf(site)}",
                $"link {Door} to {Root.Run}/blog.g2.1.sock",
                "report v1 live as generation 2",
            ],
            PlanText.Lines(world.Plan("blog")).SkipLast(1));
    }
}
