using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>What is said of an app that does not do as one would wish; each row with what was done to an app that does.</summary>
public sealed class Causes_of_trouble
{
    private static readonly PaperWorld Live = PaperWorld.Of(App.Absent(Blog))
        .After("blog", new AppCommand.Push(SlugA with { Runtime = "generic", Env = Map(("NGINX_SERVER_NAME", "blog.example.org")) })).Settled(drained: true);

    [Fact]
    public void Are_none_where_all_is_well() => Assert.Empty(Of(Live));

    [Fact]
    public void Are_none_while_a_former_release_drains() => Assert.Empty(Of(Live.After("blog", new AppCommand.Restart(2)).Settled(drained: false)));

    [Fact]
    public void Name_who_scaled_it_away_and_when() => Assert.Equal(
        ["web is scaled to 0 by anna, 5 min ago (#7), and visitors get a page with status 503: ps:scale blog web=1"],
        Of(Live.After("blog", new AppCommand.Scale(Map(("web", 0)))).Settled(drained: true), (7, new AppEvent.Scaled(Map(("web", 0))))));

    [Fact]
    public void Say_since_when_the_runs_of_a_cron_line_fail_and_where_they_are_shown()
    {
        var failing = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugOf("aaaaaaaaaaaaaaaa", "a1", "First", ("cron-tidy", "@daily ./tidy"), ("worker", "./w")))).Settled(drained: true)
            .After("blog", new AppCommand.ReportCron("cron-tidy", "exit code 3"));
        Assert.Equal(
            ["The runs of cron-tidy fail, the first one 5 min ago (#7): exit code 3: cron blog cron-tidy shows them, and logs blog cron-tidy what they said"],
            Of(failing, (7, new AppEvent.CronFailed("cron-tidy", "exit code 3"))));
        Assert.Empty(Of(failing.After("blog", new AppCommand.ReportCron("cron-tidy", null))));
    }

    [Fact]
    public void Say_that_there_is_no_site_without_a_host_name() => Assert.Equal(
        ["The app has no host name, so nginx has no site for it: config:set blog NGINX_SERVER_NAME=…"],
        Of(PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugA with { Runtime = "generic" })).Settled(drained: true)));

    [Fact]
    public void Say_why_a_CA_gave_no_certificate() => Assert.Equal(
        ["Browsers warn visitors of a self-signed certificate, because a CA gave none: it is down; it is asked again: mend that, then certs:renew blog"],
        Of(Live.After("blog", new AppCommand.OrderCertificate(1, ["blog.example.org"], "")).After("blog", new AppCommand.ReportRefused(1, "it is down; it is asked again", 0))));

    [Fact]
    public void Say_that_nothing_is_known_while_the_Emperor_is_silent() => Assert.Equal(
        ["Nobody knows how web.1 does, because uWSGI's Emperor does not answer: start it, unless it is starting", "Nobody knows how worker.1 does, because uWSGI's Emperor does not answer: start it, unless it is starting"],
        Of(Live with { Box = Live.Box with { EmperorAnswers = false } }));

    [Fact]
    public void Say_which_release_a_process_that_keeps_ending_belongs_to()
    {
        var ending = Enumerable.Range(0, 4).Aggregate(Live, (world, _) => world with { Box = world.Box.Started(PaperWorld.Root, "blog_worker.1_g1", world.Now, new EmperorView(7, Accepting: false, Cursed: false)) });
        var waits = ending with { Box = ending.Box.WithFile($"{PaperWorld.Root.Run}/blog_worker.1_g1.ends", "4 15\n", ending.Now) };
        Assert.Equal(
            ["worker.1 has ended soon after its start 4 times in a row, and waits 15 s before the next one (it was started again 4 times, the last time 0 s ago); it belongs to v1 (push: a1b2c3d First): logs blog worker.1, then push what does better, or end it: ps:scale blog worker=N"],
            Of(waits));
    }

    [Fact]
    public void Begin_with_what_somebody_asked_for()
    {
        var stopped = Live.After("blog", new AppCommand.BeginMaintenance("")).After("blog", new AppCommand.Stop()).Settled(drained: true);
        Assert.Equal(
            ["The app was stopped by anna, 5 min ago (#9), and visitors get a page with status 503: start blog", "The app is under maintenance, and visitors get a page with status 503: maintenance:off blog"],
            Of(stopped, (9, new AppEvent.Stopped())));
    }

    [Fact]
    public void Say_what_is_on_its_way_and_what_failed_last()
    {
        var second = Live.After("blog", new AppCommand.Push(SlugB with { Runtime = "generic" }));
        Assert.Equal("v2 (push: b1b2c3d Second) is on its way, and v1 serves meanwhile: deploy:cancel blog gives it up", Of(second)[0]);
        var failed = second.After("blog", new AppCommand.ReportFailed(2, "pip failed")).Settled(drained: true);
        Assert.Equal("v2 (push: b1b2c3d Second) failed: pip failed; v1 goes on serving: logs blog --release v2 tells more; push one that does better", Of(failed)[0]);
    }

    [Fact]
    public void Say_what_a_rollback_would_bring_back()
    {
        var second = Live.After("blog", new AppCommand.Push(SlugB with { Runtime = "generic", Env = Map(("NGINX_SERVER_NAME", "blog.example.org"), ("PIKU_FALLBACK_SECONDS", "0")) })).Settled(drained: true);
        var ending = second with { Box = second.Box.Ending(PaperWorld.Root, "blog_worker.1_g2", second.Now) };
        Assert.Equal(
            ["worker.1 has ended soon after its start 3 times in a row, and waits 5 s before the next one (it was started again 1 times, the last time 0 s ago); it belongs to v2 (push: b1b2c3d Second): rollback blog brings v1 back; or logs blog worker.1, then push what does better, or end it: ps:scale blog worker=N"],
            Of(ending));
    }

    [Fact]
    public void Say_which_release_died_and_what_came_back()
    {
        var second = Live.After("blog", new AppCommand.Push(SlugB with { Runtime = "generic", Env = Map(("NGINX_SERVER_NAME", "blog.example.org")) })).Settled(drained: true);
        var back = second.After("blog", new AppCommand.ReportDying(2, "web.1 ended soon after its start 3 times in a row")).Settled(drained: true);
        Assert.Equal(
            ["v2 (push: b1b2c3d Second) was replaced by v3: v1 again, because v2 died soon after it had gone live: web.1 ended soon after its start 3 times in a row: logs blog --release v2 tells more; push one that does better"],
            Of(back));
    }

    [Theory]
    [InlineData(502, "A visitor gets status 502, as when no process of the app answers: logs blog")]
    [InlineData(500, "A visitor gets status 500 from the app itself: logs blog")]
    [InlineData(404, null)]
    public void Say_what_a_visitor_gets(int status, string? cause) =>
        Assert.Equal(cause is null ? [] : [cause], new Causes(Live.Desired("blog"), Live.Observed("blog"), null, [], Live.Now, status).All.Select(one => $"{one.What}: {one.ToDo}"));

    private static string[] Of(PaperWorld world, params (long Seq, AppEvent Event)[] history)
    {
        var recorded = history.Select(h => new Recorded(h.Seq, Blog, h.Seq, world.Now.AddMinutes(-5), new Provenance("anna", "", ""), h.Event)).ToList();
        var causes = new Causes(world.Desired("blog"), world.Observed("blog"), null, recorded, world.Now);
        return [.. causes.All.Select(cause => $"{cause.What}: {cause.ToDo}")];
    }
}
