using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Reconciliation;

/// <summary>What should be on the box for an app, beyond what the scenarios show.</summary>
public sealed class ProjectionSpecs
{
    private static readonly (string, string)[] Everything =
        [("NGINX_SERVER_NAME", "www.example.org"), ("NGINX_BASIC_AUTH", "ann:secret"), ("NGINX_CACHE_PREFIXES", "/news")];

    /// <summary>What the Emperor, the processes and nginx are started with.</summary>
    [Fact]
    public void The_files_of_the_box_itself_are_these() => Approved.Matches(string.Concat(MainFiles.Of(PaperWorld.Root).Select(file => $"== {file.Path}\n{file.Content}")), "main-files.txt");

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.5", "10.0.0.5")]
    public void Visitors_are_sent_to_the_address_on_which_an_app_listens(string bound, string asked)
    {
        var app = Live(("web", "./server"), [("NGINX_SERVER_NAME", "www.example.org"), ("BIND_ADDRESS", bound)]);
        var port = app.Live!.Ports["web.1"];
        Assert.Equal($"{asked}:{port}", Projection.Of(PaperWorld.Root, app).Live!.Vassals.Single().Probe.Server);
        Assert.Contains($"    server {asked}:{port} ", Projection.Of(PaperWorld.Root, app).Site!.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_has_its_files_and_a_folder_for_what_is_kept_as_long_as_it_serves()
    {
        var app = Live(("web", "./server"), Everything);
        var live = Projection.Of(PaperWorld.Root, app).Live!;
        Assert.Equal([PaperWorld.Root.Cache(Blog), PaperWorld.Root.SiteFiles(Blog)], live.Folders);
        Assert.StartsWith($"{PaperWorld.Root.SiteFiles(Blog)}/users.", Assert.Single(live.SiteFiles).Path, StringComparison.Ordinal);
        Assert.Equal([PaperWorld.Root.Cache(Blog)], FoldersOf(Everything[0], Everything[2]));
        Assert.Equal([PaperWorld.Root.SiteFiles(Blog)], FoldersOf(Everything[0], Everything[1]));
        Assert.Empty(FoldersOf(Everything[1], Everything[2]));
        var asleep = Projection.Of(PaperWorld.Root, app with { Scale = Map(("web", 0)) }).Live!;
        Assert.Empty(asleep.Folders);
        Assert.Empty(asleep.SiteFiles);
    }

    [Fact]
    public void Under_maintenance_visitors_get_the_apps_page_or_the_words_of_piku()
    {
        var app = Live(("web", "./server"), [Everything[0]]);
        var (own, words) = (Projection.Of(PaperWorld.Root, app with { Maintenance = "<p>Soon</p>" }), Projection.Of(PaperWorld.Root, app with { Maintenance = "" }));
        Assert.Equal(new DesiredFile(PaperWorld.Root.Page(Blog), "<p>Soon</p>"), own.Page);
        Assert.Contains(PaperWorld.Root.Page(Blog), own.Site!.Content, StringComparison.Ordinal);
        Assert.Null(words.Page);
        Assert.DoesNotContain(PaperWorld.Root.Page(Blog), words.Site!.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void What_two_releases_come_to_is_compared_by_the_ports_of_what_is_live()
    {
        var app = Live(("web", "./server"), [Everything[0]]) with { Scale = Map(("web", 3)) };
        var former = Former.Of(app, 1)!;
        var given = app with { Live = app.Live! with { Ports = Map(("web.1", 20_700), ("web.2", 20_800)) } };
        Assert.Equal([20_700, 20_800, 20_002], PortsOf(given, former));
        Assert.Equal([20_000, 20_001, 20_002], PortsOf(app with { Live = null }, former));
        Assert.Equal([9000, 9001, 9002], PortsOf(given, former with { Slug = former.Slug with { Env = former.Slug.Env.SetItem("PORT", "9000") } }));
    }

    private static IReadOnlyList<string> FoldersOf(params (string, string)[] settings) => Projection.Of(PaperWorld.Root, Live(("web", "./server"), settings)).Live!.Folders;

    private static IEnumerable<int> PortsOf(App app, Former former) => Rendered.Of(PaperWorld.Root, app, former, (_, value) => value)
        .Where(file => file.Key.StartsWith("uwsgi/env/", StringComparison.Ordinal))
        .Select(file => int.Parse(file.Value.Split('\n').Single(line => line.StartsWith("PORT=", StringComparison.Ordinal))["PORT=".Length..], System.Globalization.CultureInfo.InvariantCulture));

    private static App Live((string Kind, string Command) process, (string, string)[] settings) =>
        PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", process) with { Env = Map(settings) })).Settled(drained: true).Apps["blog"];
}
