using CsCheck;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Planning;

/// <summary>What holds of every plan, whatever has happened to the box before.</summary>
public sealed class GeneratedPlanSpecs
{
    private const int Histories = 400;

    private const int MostBatches = 60;

    private static RootLayout Root => PaperWorld.Root;

    [Fact]
    public void Every_path_in_a_step_is_the_apps_own_and_below_the_root() => Always((_, app, plan) =>
    {
        var strays = plan.Steps.SelectMany(PathsOf).Where(path => !IsOwn(AppName.Parse(app), path));
        Assert.Empty(strays);
        Assert.All(plan.Steps.OfType<Step.Dismiss>(), step => Assert.StartsWith($"{app}_", step.Name, StringComparison.Ordinal));
    });

    [Fact]
    public void Visitors_are_sent_only_to_what_is_up() => Always((world, app, plan) =>
    {
        var doors = world.Box.Links;
        foreach (var step in plan.Steps)
        {
            if (step is Step.Link(var path, var target)) doors = doors.SetItem(path, target);
            var sent = step switch
            {
                Step.Link(var door, var to) when door.StartsWith(Root.Doors, StringComparison.Ordinal) && to.EndsWith(".sock", StringComparison.Ordinal) => [$"unix:{to}"],
                Step.WriteSite(var site, _) => AddressesIn(site.Content, doors),
                _ => Array.Empty<string>(),
            };
            var desired = world.Desired(app);
            var referred = new[] { (Rollout: desired.Live, IsLive: true), (Rollout: desired.Candidate, IsLive: false) }
                .SelectMany(r => (r.Rollout?.Vassals ?? []).Select(v => (Vassal: v, r.IsLive)))
                .Where(v => sent.Contains(AddressOf(v.Vassal)))
                .ToList();
            Assert.Equal(sent.Length, referred.Count);
            if (step is Step.Link(_, var socket) && desired.Live?.Vassals.Any(v => v.Probe.Socket == socket) == true) continue; // What is live is visited, up or not: where else should its visitors go?
            if (step is Step.WriteSite(var same, _) && NginxSite.MarkOf(same) == world.Box.Served.GetValueOrDefault(app)) continue; // nginx sends them there already; only the file was lost.
            if (step is Step.WriteSite && desired.Candidate is not null) referred.RemoveAll(v => v.IsLive); // Nor are they sent elsewhere before nginx has taken the next one's site.
            var observed = world.Observed(app);
            Assert.All(referred, v => Assert.IsType<Health.Up>(v.IsLive ? Health.OfLive(v.Vassal, observed, world.Now) : Health.Of(v.Vassal, observed, world.Now)));
        }
    });

    [Fact]
    public void Nothing_is_dismissed_that_visitors_are_still_sent_to()
    {
        Happening.Histories.Sample(
            history =>
            {
                var texts = new Dictionary<string, string>(StringComparer.Ordinal);
                Tell(history, (world, app, plan) =>
                {
                    foreach (var site in plan.Steps.OfType<Step.WriteSite>().Select(step => step.Site.Content).Concat(SitesOf(world.Box))) texts[NginxSite.MarkOf(new DesiredFile("", site))] = site;
                    if (plan.Steps is [Step.Tell, ..]) return; // The former processes have to end first, and that is said.
                    var served = world.Box.Served.TryGetValue(app, out var mark) ? texts.GetValueOrDefault(mark, "") : "";
                    var doors = world.Box.Links;
                    foreach (var (step, at) in plan.Steps.Select((s, i) => (s, i)))
                    {
                        if (step is Step.WriteSite(var next, _)) served += next.Content;
                        if (step is Step.ReloadNginx(var now)) served = now is null ? "" : texts.GetValueOrDefault(now, "");
                        if (step is Step.Link(var path, var target)) doors = doors.SetItem(path, target);
                        if (step is Step.DeleteFile(var door)) Assert.DoesNotContain($"{door} ", served, StringComparison.Ordinal);
                        if (step is Step.Dismiss(var gone) && AddressOf(world.Box, gone) is { } address)
                            Assert.False(AddressesIn(served, doors).Contains(address), $"step {at + 1} dismisses {gone}, and nginx sends visitors to {address}");
                    }
                });
            },
            iter: Histories);
    }

    [Fact]
    public void A_projection_gives_the_same_files_each_time_and_no_setting_stands_in_an_ini_or_a_site() => Always((world, app, _) =>
    {
        var files = FilesOf(world.Desired(app)).ToList();
        Assert.Equal(files, FilesOf(world.Desired(app)));
        Assert.All(files, file => Assert.DoesNotContain(Happening.Secret[..4], file.Content, StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain("evil", file.Content, StringComparison.Ordinal));
    });

    [Fact]
    public void Whatever_has_happened_the_box_settles_and_then_nothing_is_left_to_do() =>
        Happening.Histories.Sample(
            history =>
            {
                var end = history.Aggregate(Happening.Beginning, (world, happening) => happening.To(world)).Settled(drained: true);
                foreach (var app in end.Apps.Keys)
                {
                    Assert.Equal(["=> converged"], PlanText.Lines(end.Plan(app)));
                    Assert.Equal(end.Desired(app).Site?.Content, end.Observed(app).Site);
                    Assert.Equal(end.Desired(app).Live?.Vassals.Select(v => v.Name) ?? [], end.Observed(app).Vassals.Keys);
                }
            },
            iter: Histories,
            print: history => string.Join("; ", history.Select(h => $"{h.Kind} {h.Name} {h.Pick}")));

    /// <summary>But for one that the loop alone finds, where a person's edits are to be left. Some are rare, so that it takes more histories on one day than on another.</summary>
    [Fact]
    public void Histories_reach_every_kind_of_step_and_verdict()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        string[] all = [.. typeof(Step).GetNestedTypes().Concat(typeof(Verdict).GetNestedTypes().Where(verdict => verdict != typeof(Verdict.Drifted))).Select(t => t.Name).Order(StringComparer.Ordinal)];
        for (var batch = 0; batch < MostBatches && seen.Count < all.Length; batch++)
            Happening.Histories.Sample(history => Tell(history, (_, _, plan) =>
            {
                foreach (var step in plan.Steps) seen[step.GetType().Name] = true;
                seen[plan.Verdict.GetType().Name] = true;
            }), iter: Histories);
        Assert.Equal(all, seen.Keys.Order(StringComparer.Ordinal));
    }

    private static void Always(Action<PaperWorld, string, Plan> demand) =>
        Happening.Histories.Sample(history => Tell(history, demand), iter: Histories, print: history => string.Join("; ", history.Select(h => $"{h.Kind} {h.Name} {h.Pick}")));

    /// <summary>The plan of both apps after everything that happened.</summary>
    private static void Tell(Happening[] history, Action<PaperWorld, string, Plan> demand)
    {
        var world = Happening.Beginning;
        foreach (var happening in history)
        {
            foreach (var app in world.Apps.Keys) demand(world, app, world.Plan(app));
            world = happening.To(world);
        }
    }

    private static IEnumerable<string> PathsOf(Step step) => step switch
    {
        Step.MakeFolder(var path) => [path],
        Step.Spawn(var vassal, _) => [vassal.Ini.Path, new VassalFiles(PaperWorld.Root, vassal.Name).Environment],
        Step.Dismiss(var name) => [$"{Root.Vassals}/{name}.ini"],
        Step.WriteSite(var site, _) => [site.Path],
        Step.WriteFile(var file) => [file.Path],
        Step.DeleteFile(var path) => [path],
        Step.PutAside(var path, var aside) => [path, aside],
        Step.SetRights(var path, _) => [path],
        Step.DeleteFolder(var path) => [path],
        Step.Sweep(var path) => [path],
        Step.Link(var path, var target) => [path, target],
        Step.SelfSign(var path, _, _) => [path],
        Step.DropCertificate(var path) => [path],
        _ => [],
    };

    private static bool IsOwn(AppName app, string path) =>
        !path.Contains("..", StringComparison.Ordinal)
        && (path == Root.Site(app) || path.StartsWith($"{Root.Doors}/{app}.", StringComparison.Ordinal) || path.StartsWith($"{Root.Run}/{app}.", StringComparison.Ordinal) || path == Root.Page(app) || path == Root.Link(app)
            || path.StartsWith($"{Root.Vassals}/{app}_", StringComparison.Ordinal)
            || path.StartsWith($"{Root.VassalEnvironments}/{app}_", StringComparison.Ordinal)
            || new[] { Root.Data(app), Root.Logs(app), Root.Cache(app), Root.Repository(app), Root.Slugs(app), Root.Environments(app), Root.SiteFiles(app), Root.Certificates(app), Root.Replaced(app) }
                .Any(own => path == own || path.StartsWith(own + "/", StringComparison.Ordinal)));

    private static IEnumerable<string> SitesOf(PaperBox box) =>
        box.Files.Where(f => f.Key.StartsWith(Root.Sites, StringComparison.Ordinal) && f.Value.Text.Contains("return 200 ", StringComparison.Ordinal)).Select(f => f.Value.Text);

    /// <summary>Where the upstream of a site leads, through the links that it names.</summary>
    private static string[] AddressesIn(string site, IReadOnlyDictionary<string, string> doors) =>
    [
        .. site.Split('\n').Where(line => line.StartsWith("    server ", StringComparison.Ordinal) && line.Contains("max_fails", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
            .Select(server => server.StartsWith("unix:", StringComparison.Ordinal) && doors.TryGetValue(server["unix:".Length..], out var target) ? $"unix:{target}" : server),
    ];

    private static string? AddressOf(Vassal vassal) => vassal.Probe switch
    {
        Probe.Accepting(var socket, _) => $"unix:{socket}",
        Probe.AcceptingOnDemand(var socket, _) => $"unix:{socket}",
        Probe.Listening(var address, var port, _) => $"{address}:{port}",
        _ => null,
    };

    private static string? AddressOf(PaperBox box, string name) =>
        box.ReadText($"{Root.VassalEnvironments}/{name}/PORT") is { } port ? $"127.0.0.1:{port}"
        : box.ReadText($"{Root.Vassals}/{name}.ini.socket") is { } socket ? $"unix:{socket}"
        : box.ReadText($"{Root.Vassals}/{name}.ini")?.Split('\n').FirstOrDefault(l => l.StartsWith("socket = ", StringComparison.Ordinal)) is { } line ? $"unix:{line["socket = ".Length..]}"
        : null;

    private static IEnumerable<DesiredFile> FilesOf(DesiredApp desired) =>
        new[] { desired.Live, desired.Candidate }.OfType<DesiredRollout>()
            .SelectMany(r => r.Vassals.Select(v => v.Ini).Append(r.Site))
            .Append(desired.Site)
            .OfType<DesiredFile>();
}
