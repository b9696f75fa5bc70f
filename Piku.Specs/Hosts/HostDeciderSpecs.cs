using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Hosts;

public sealed class HostDeciderSpecs
{
    private static readonly Host Empty = Host.Of(Array.Empty<App>());

    private static AppEvent.ConfigChanged Named(string names) => new AppEvent.ConfigChanged(Map(("NGINX_SERVER_NAME", names)), []);

    private static App AppWith(string name, params AppEvent[] events) => Fold(App.Absent(AppName.Parse(name)), events);

    private static App Serving(string name, string names, params AppEvent[] more) =>
        AppWith(name, [new AppEvent.Created(), Named(names), .. Histories.Live[1..], .. more]);

    private static string? Allotted(Host host, PortRange range, string[] processes, params int[] taken) =>
        HostDecider.Allot(host, range, processes, port => !taken.Contains(port)) is { } ports ? string.Join(' ', ports.Select(p => $"{p.Key}={p.Value}")) : null;

    [Fact]
    public void Each_process_gets_the_lowest_free_port_in_their_order() =>
        Assert.Equal("web.1=5000 web.10=5001 web.2=5002", Allotted(Empty, new(5000, 5009), ["web.1", "web.10", "web.2"]));

    [Fact]
    public void Ports_of_other_apps_and_of_other_programs_are_left_alone()
    {
        var host = Host.Of([AppWith("shop", [.. Histories.Building, new AppEvent.PortsAllotted(1, Map(("web.1", 5000)))])]);
        Assert.Equal("web.1=5002 web.2=5004", Allotted(host, new(5000, 5009), ["web.1", "web.2"], 5001, 5003));
    }

    [Fact]
    public void A_range_that_has_too_few_gives_none() =>
        Assert.Null(Allotted(Empty, new(5000, 5001), ["web.1", "web.2"], 5001));

    [Fact]
    public void A_range_that_ends_before_it_begins_gives_none() => Assert.Null(Allotted(Empty, new(5000, 4000), ["web.1"]));

    [Fact]
    public void No_process_needs_no_port() => Assert.Equal("", Allotted(Empty, new(5000, 5000), []));

    [Fact]
    public void Ports_of_what_drains_are_still_taken()
    {
        var events = Concat(Histories.Starting, [new AppEvent.PortsAllotted(1, Map(("web.1", 5000))), new AppEvent.WentLive(1, 10), new AppEvent.Restarted(2), new AppEvent.WentLive(2, 10)]);
        Assert.Contains(5000, Host.Of([AppWith("shop", events)]).Ports.Keys);
    }

    [Fact]
    public void A_host_name_of_another_app_is_refused_with_that_apps_name() =>
        Assert.Equal(
            "'example.org' belongs to app 'blog'; give 'shop' another NGINX_SERVER_NAME, or take it from 'blog' first.",
            HostDecider.WhyRefused(Host.Of([Serving("blog", "example.org www.example.org")]), Serving("shop", "shop.org EXAMPLE.org"))?.Sentence);

    [Fact]
    public void An_app_keeps_its_own_host_names()
    {
        var blog = Serving("blog", "example.org");
        Assert.Null(HostDecider.WhyRefused(Host.Of([blog]), Fold(blog, [new AppEvent.Restarted(2)])));
    }

    [Fact]
    public void A_release_that_is_to_go_live_may_not_have_a_host_name_of_another_app_either()
    {
        var next = Serving("shop", "shop.org", Named("example.org"), new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Config, ""));
        Assert.Contains("'example.org' belongs to app 'blog'", HostDecider.WhyRefused(Host.Of([Serving("blog", "example.org")]), next)?.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_processes_of_an_app_that_fixes_its_port_follow_each_other_from_there() =>
        Assert.Equal(Map(("web.1", 5000), ("web.10", 5009), ("web.2", 5001)), HostDecider.Fixed(Empty, Blog, 5000, ["web.1", "web.2", "web.10"]).Ports);

    [Fact]
    public void A_fixed_port_of_another_app_is_refused_with_that_apps_name_and_its_own_is_its_own()
    {
        var host = Host.Of([AppWith("shop", [.. Histories.Building, new AppEvent.PortsAllotted(1, Map(("web.1", 5001)))])]);
        Assert.Equal("port 5001 belongs to app 'shop'; set PORT to another one, or unset it.", HostDecider.Fixed(host, Blog, 5000, ["web.1", "web.2"]).Refusal?.Sentence);
        Assert.Null(HostDecider.Fixed(host, AppName.Parse("shop"), 5000, ["web.1", "web.2"]).Refusal);
        Assert.Null(HostDecider.Fixed(host, Blog, 5002, ["web.1"]).Refusal);
    }

    [Theory]
    [InlineData(5000, 5002, "5000 5001 5002")]
    [InlineData(7, 7, "7")]
    public void A_range_has_both_its_ends(int first, int last, string ports) => Assert.Equal(ports, string.Join(' ', new PortRange(first, last).All));

    /// <summary>What no two may share is looked at again only then.</summary>
    [Fact]
    public void What_an_app_holds_may_differ_once_something_goes_live_or_is_to_or_has_drained_and_not_else()
    {
        var live = AppWith("blog", Histories.Live);
        Assert.False(Holding.MayDiffer(live, Fold(live, [Named("example.org")])));
        Assert.All(
            new[] { Histories.Building[..2], Histories.Starting, Histories.SecondBuilding, Concat(Histories.Live, [new AppEvent.Restarted(2), new AppEvent.WentLive(2, 10)]) },
            events => Assert.True(Holding.MayDiffer(live, AppWith("blog", events))));
        Assert.True(Holding.MayDiffer(live with { Draining = [new Draining(live.Live!, Noon)] }, live));
        Assert.True(Holding.MayDiffer(live with { Candidate = live.Live }, live));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void An_app_that_has_a_port_or_a_host_name_holds_something(bool port, bool name, bool isEmpty) =>
        Assert.Equal(isEmpty, new Holding(Blog, port ? [5000] : [], name ? ["example.org"] : []).IsEmpty);

    [Fact]
    public void A_stopped_app_keeps_its_host_names() =>
        Assert.NotNull(HostDecider.WhyRefused(Host.Of([Serving("blog", "example.org", new AppEvent.Stopped())]), Serving("shop", "example.org")));

    [Fact]
    public void A_destroyed_app_gives_its_host_names_back() =>
        Assert.Null(HostDecider.WhyRefused(Host.Of([Serving("blog", "example.org", new AppEvent.Destroyed())]), Serving("shop", "example.org")));

    [Fact]
    public void A_host_name_is_free_once_a_release_without_it_is_live()
    {
        var moved = Serving(
            "blog",
            "example.org",
            Named("blog.org"),
            new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Config, ""),
            new AppEvent.ReleaseBuilt(2, null),
            new AppEvent.WentLive(2, 10));
        Assert.Single(moved.Draining);
        Assert.Null(HostDecider.WhyRefused(Host.Of([moved]), Serving("shop", "example.org")));
    }
}
