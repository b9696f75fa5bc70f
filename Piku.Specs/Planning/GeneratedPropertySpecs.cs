using System.Collections.Immutable;
using CsCheck;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Specs.Simulation;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Planning;

/// <summary>What holds in the middle of every plan, and of two of them.</summary>
public sealed class GeneratedPropertySpecs
{
    private const int Histories = 400;

    private static readonly string[] Naming = ["ssl_certificate", "ssl_certificate_key", "include", "auth_basic_user_file"];

    private static RootLayout Root => PaperWorld.Root;

    [Fact]
    public void A_site_is_written_only_once_all_that_it_names_is_there_and_nothing_goes_that_it_names() => Always((world, app, plan) =>
    {
        foreach (var step in plan.Steps)
        {
            if (step is Step.WriteSite(var site, _)) Assert.All(NamedIn(site.Content), path => Assert.True(world.Box.FileExists(path), $"{path} is not there"));
            if (step is Step.DropCertificate(var gone)) Assert.DoesNotContain(gone, NamedIn(world.Box.ReadText(Root.Site(AppName.Parse(app))) ?? ""));
            if (step is Step.DeleteFile(var deleted)) Assert.DoesNotContain(deleted, NamedIn(world.Box.ReadText(Root.Site(AppName.Parse(app))) ?? ""));
            world = world.AppliedTo(app, step);
        }
    });

    [Fact]
    public void Every_beginning_of_a_plan_leaves_a_box_that_serves() => Happening.Histories.Sample(
        history =>
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            Tell(history, (world, app, plan) =>
            {
                foreach (var site in plan.Steps.OfType<Step.WriteSite>().Select(step => step.Site.Content).Concat(SitesOf(world.Box))) texts[NginxSite.MarkOf(new DesiredFile("", site))] = site;
                if (!Serves(world.Box, app, texts) || WhyNot(world, app, plan) is not null) return;
                foreach (var (step, at) in plan.Steps.Select((step, at) => (step, at)))
                {
                    if (step is Step.WakeEmperor) Assert.True(Serves(world.Box.Ended(Root), app, texts), $"nobody is served while step {at + 1} brings up what is new: {PlanText.Line(step)}");
                    world = world.AppliedTo(app, step);
                    Assert.True(Serves(world.Box, app, texts), $"nobody is served after step {at + 1}: {PlanText.Line(step)}");
                }
            });
        },
        iter: Histories,
        print: Text);

    [Fact]
    public void A_plan_that_ends_in_convergence_leaves_nothing_to_plan() => Always((world, app, plan) =>
    {
        if (plan.Steps.IsEmpty || plan.Verdict is not Verdict.Converged || plan.Steps.Any(step => step is Step.OrderCertificate)) return;
        var after = world.AppliedTo(app, plan.Steps);
        if (after.Trouble is null) Assert.Equal([], after.Plan(app).Steps.Select(PlanText.Line));
    });

    [Fact]
    public void It_makes_no_difference_which_of_two_apps_comes_first() => Happening.Histories.Sample(
        history =>
        {
            var world = history.Aggregate(Happening.Beginning, (before, happening) => happening.To(before));
            world = world with { Box = world.Box.Woken(Root, world.Now) }; // Otherwise it sees what was lost with the first app that has it look, and not with the other.
            string[] apps = [.. world.Apps.Keys];
            if (apps.All(app => world.Plan(app).Steps.Any(step => step is Step.AllotPorts or Step.AskCloudflare))) return; // Who comes first has the lower port; and what Cloudflare says is asked for once.
            Assert.Equal(After(world, apps), After(world, apps.Reverse()));
        },
        iter: Histories,
        print: Text);

    private static void Always(Action<PaperWorld, string, Plan> demand) => Happening.Histories.Sample(history => Tell(history, demand), iter: Histories, print: Text);

    private static string Text(Happening[] history) => string.Join("; ", history.Select(happened => $"{happened.Kind} {happened.Name} {happened.Pick}"));

    private static void Tell(Happening[] history, Action<PaperWorld, string, Plan> demand)
    {
        var world = Happening.Beginning;
        foreach (var happening in history)
        {
            foreach (var app in world.Apps.Keys) demand(world, app, world.Plan(app));
            world = happening.To(world);
        }
    }

    /// <summary>One plan after the other, and nginx at last as whoever comes next would have it read its sites.</summary>
    private static string After(PaperWorld world, IEnumerable<string> apps)
    {
        var box = apps.Aggregate(world, (before, app) => before.AppliedTo(app, before.Plan(app).Steps)).Box.Reloaded(Root);
        return string.Join('\n', box.Files.Select(file => $"{file.Key} {file.Value}")
            .Concat(box.Links.Select(link => $"{link.Key} -> {link.Value}"))
            .Concat(box.Folders)
            .Concat(box.Processes.Select(process => $"{process.Key} {process.Value.View}"))
            .Concat(box.Served.Select(site => $"{site.Key} {site.Value}")));
    }

    /// <summary>As in the simulation; and what is live and was edited is started again in its place.</summary>
    private static string? WhyNot(PaperWorld world, string app, Plan plan) =>
        Excuses.Asked(world.Apps[app])
        ?? (plan.Steps.OfType<Step.Spawn>().Any(spawn => spawn.Generation == world.Apps[app].Live?.Generation) ? "what was edited is started again in its place" : null);

    private static bool Serves(PaperBox box, string app, Dictionary<string, string> texts) =>
        box.Served.TryGetValue(app, out var mark) && texts.TryGetValue(mark, out var site)
        && (site.Contains($"    root {Root.Doors}/", StringComparison.Ordinal) || ServersOf(site, box).Any(server => box.Processes.Any(process => Takes(process.Value.View) && AddressOf(box, process.Key) == server)));

    private static bool Takes(EmperorView view) => view is { Accepting: true, Cursed: false } or { Pid: null, Cursed: false };

    private static IEnumerable<string> ServersOf(string site, PaperBox box) => SimulatedSite.Of(site).Servers
        .Select(server => server.StartsWith("unix:", StringComparison.Ordinal) && box.LinkTarget(server["unix:".Length..]) is { } target ? $"unix:{target}" : server);

    private static string? AddressOf(PaperBox box, string name) =>
        box.ReadText($"{new VassalFiles(Root, name).Environment}/PORT") is { } port ? $"127.0.0.1:{port}"
        : new VassalFiles(Root, name).Socket is { } socket ? $"unix:{socket}"
        : null;

    private static ImmutableArray<string> NamedIn(string site) =>
    [
        .. site.Split('\n').Select(line => line.Trim().TrimEnd(';').Split(' ')).Where(words => words is [var word, ['/', ..]] && Naming.Contains(word) && !words[1].StartsWith("/etc/", StringComparison.Ordinal)).Select(words => words[1]),
    ];

    private static IEnumerable<string> SitesOf(PaperBox box) =>
        box.Files.Where(file => file.Key.StartsWith(Root.Sites, StringComparison.Ordinal) && file.Value.Text.Contains("return 200 ", StringComparison.Ordinal)).Select(file => file.Value.Text);
}
