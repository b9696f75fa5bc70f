using System.Collections.Immutable;
using System.Diagnostics;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Hosts;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Specs.Support;

/// <summary>Apps, the machine that they are on, and the time: enough to look, plan and do, again and again, without a machine.</summary>
public sealed record PaperWorld(ImmutableSortedDictionary<string, App> Apps, PaperBox Box, DateTimeOffset Now)
{
    private const int MostRounds = 400;

    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(500);

    public static RootLayout Root { get; } = new(
        "/home/piku/.piku", "127.0.0.1:8080", new PortRange(20000, 20999), "piku", "/home/piku", "/usr/local/bin:/usr/bin:/bin", "/home/piku/.ssh/authorized_keys");

    public static PaperWorld Of(params ReadOnlySpan<App> apps) =>
        new(apps.ToArray().ToImmutableSortedDictionary(a => a.Name.Value, a => a, StringComparer.Ordinal), PaperBox.Empty, Samples.Noon);

    public DesiredApp Desired(string app) => Projection.Of(Root, Apps[app]);

    public ObservedApp Observed(string app) => new HostObserver(Root, Box).Look(AppName.Parse(app), Desired(app).Unweighed);

    public Plan Plan(string app) => new Planner(Root).Of(Desired(app), Observed(app), Now);

    private static VassalFiles Files(string vassal) => new(Root, vassal);

    public PaperWorld Later(TimeSpan time) => this with { Now = Now + time };

    /// <summary>The app after a command, if it is not refused; with the files that a push brings.</summary>
    public PaperWorld After(string app, AppCommand command)
    {
        if (AppDecider.Decide(command, Apps[app]) is not Decision.Accepted(var events)) return this;
        var next = events.Aggregate(Apps[app], (state, happened) => AppDecider.Evolve(state, happened, Now));
        return (this with { Apps = Apps.SetItem(app, next) }).Pushed();
    }

    public PaperWorld AppliedTo(string app, IEnumerable<Step> steps) => steps.Aggregate(this, (world, step) => world.AppliedTo(app, step));

    /// <summary>What a step does, told of values. Processes that start are up, and answer well the second time that they are asked; builds succeed.</summary>
    public PaperWorld AppliedTo(string app, Step step) => step switch
    {
        Step.MakeFolder(var path) => this with { Box = Box.WithFolder(path) },
        Step.Build(var release, _) => Built(app, release),
        Step.AllotPorts(var generation, var processes) => After(app, new AppCommand.ReportPorts(generation, Allotted(app, generation, processes))),
        Step.Spawn(var vassal, _) => this with
        {
            Box = vassal.Environment
                .Aggregate(Box.Without(Files(vassal.Name).Environment), (box, v) => box.WithFile($"{Files(vassal.Name).Environment}/{v.Key}", v.Value, Now))
                .Without(Files(vassal.Name).OnDemand)
                .WithFile(vassal.Ini.Path, vassal.Ini.Content, Now)
                .WithFiles(vassal.OnDemand is { } file ? [file] : [], Now),
        },
        Step.Knock(var vassal) => this with { Box = Box.KnockedAt(Root, vassal.Name, Now) },
        Step.Dismiss(var name) => this with
        {
            Box = Files(name).Notes.Concat([Files(name).Ini, Files(name).OnDemand, Files(name).Environment]).Aggregate(Box, (box, path) => box.Without(path)),
        },
        Step.Check(var vassal, _, var attempt) => this with { Box = Box.WithFile(vassal.Check!.File, (attempt > 1 ? new CheckResult(attempt, true, "200 OK") : new CheckResult(attempt, false, "503 Service Unavailable")).Text, Now) },
        Step.WakeEmperor => this with { Box = Box.Woken(Root, Now) },
        Step.WriteSite(var site, _) => this with { Box = Box.WithFile(site.Path, site.Content, Now) },
        Step.ReloadNginx => this with { Box = Box.Reloaded(Root) },
        Step.Link(var path, var target) => this with { Box = Box with { Links = Box.Links.SetItem(path, target) } },
        Step.WriteFile(var file) => this with { Box = Box.WithFile(file.Path, file.Content, Now) },
        Step.SelfSign(var path, var names, _) => this with { Box = Box.WithFile(path, PemFile.Of(Apps[app].Name, $"self-signed for {string.Join(", ", names)}\n"), Now) },
        Step.OrderCertificate(var order, var attempt) => After(app, new AppCommand.OrderCertificate(attempt, order.Names, order.Directory)).Issued(app, order, attempt),
        Step.ReportCertificateLost(var fingerprint) => After(app, new AppCommand.ReportCertificateLost(fingerprint)),
        Step.DropCertificate(var path) => this with { Box = Box.Without(path) },
        Step.DeleteFile(var path) => this with { Box = Box.Without(path) },
        Step.DeleteFolder(var path) => this with { Box = Box.Without(path) },
        Step.Sweep(var path) => this with { Box = Box.Without(path) },
        Step.ReportNoRoom(var generation, var reason) => After(app, new AppCommand.ReportNoRoom(generation, reason)),
        Step.Tell => this,
        Step.ReportLive(var generation, _) => After(app, new AppCommand.ReportLive(generation)),
        Step.ReportFailed(var generation, _, var reason) => After(app, new AppCommand.ReportFailed(generation, reason)),
        _ => throw new UnreachableException($"No way to do {step.GetType().Name} on paper."),
    };

    /// <summary>Passes over every app until no plan has a step: each pass that did something or ended otherwise than the one before is told.</summary>
    /// <param name="drained">Go on until nothing is due by time alone either.</param>
    public PaperWorld Settled(bool drained, Action<string, Plan, DateTimeOffset>? tell = null)
    {
        var world = this;
        for (var round = 0; round < MostRounds; round++)
        {
            var plans = new List<Plan>();
            foreach (var app in Apps.Keys)
            {
                var plan = world.Plan(app);
                plans.Add(plan);
                tell?.Invoke(app, plan, world.Now);
                world = world.AppliedTo(app, plan.Steps);
            }

            if (plans.All(p => p.Steps.IsEmpty && p.Verdict is Verdict.Converged { Again: null } || (!drained && p.Steps.IsEmpty && p.Verdict is Verdict.Converged))) return world;
            world = world.Waited(plans);
        }

        throw new InvalidOperationException($"After {MostRounds} passes there is still something to do: {string.Join("; ", Apps.Keys.Select(a => string.Join(", ", PlanText.Lines(world.Plan(a)))))}");
    }

    /// <summary>To when the loop looks again; the Emperor has looked by itself meanwhile. Where a pass is stuck, help comes: the Emperor and all it runs start anew.</summary>
    private PaperWorld Waited(List<Plan> plans)
    {
        var helped = plans.Any(p => p.Verdict is Verdict.Stuck) ? this with { Box = (Box with { EmperorAnswers = true, Processes = Box.Processes.Clear() }).Woken(Root, Now) } : this with { Box = Box.Woken(Root, Now) };
        var again = plans.Select(p => p.Verdict switch
        {
            Verdict.Converged(null) when p.Steps.IsEmpty => (DateTimeOffset?)null,
            Verdict.Converged({ } due) when p.Steps.IsEmpty => due,
            Verdict.RecheckAfter(var delay, _) when delay > TimeSpan.Zero => Now + Most,
            _ => Now.AddMilliseconds(1),
        }).Min();
        return helped with { Now = again ?? Now };
    }

    /// <summary>The folders of the slugs that were pushed.</summary>
    public PaperWorld Pushed() => this with
    {
        Box = Apps.Values.SelectMany(a => a.Slugs.Select(s => Root.Slug(a.Name, s.Fingerprint))).Aggregate(Box, (box, slug) => box.WithFolder(slug)),
    };

    /// <summary>The environments that were reported as built.</summary>
    public PaperWorld Built() => this with
    {
        Box = Apps.Values.SelectMany(a => a.Releases.Select(r => r.Environment).OfType<string>().Select(e => RootLayout.Manifest(Root.Environment(a.Name, e))))
            .Aggregate(Box, (box, manifest) => box.WithFile(manifest, "", Now)),
    };

    /// <summary>The files of the pairs that were reported to be in place.</summary>
    public PaperWorld WithCertificates() => Apps.Values.Select(app => (app.Name, app.Certificate?.Pair)).Where(app => app.Pair is not null).Aggregate(
        this, (world, app) => world with { Box = world.Box.WithFile(Root.Certificate(app.Name, app.Pair!.Fingerprint), PemFile.Of(app.Name, "a certificate\n"), Now) });

    /// <summary>Every CA on paper gives what it is asked for.</summary>
    private PaperWorld Issued(string app, CertificateOrder order, int attempt)
    {
        var pem = $"issued for {string.Join(", ", order.Names)}, {Now:O}\n";
        var pair = new CertificatePair(PemFile.Fingerprint(pem), order.Names, "Paper CA", Now, Now.AddDays(90));
        return (this with { Box = Box.WithFile(Root.Certificate(Apps[app].Name, pair.Fingerprint), PemFile.Of(Apps[app].Name, pem), Now) }).After(app, new AppCommand.ReportCertificate(attempt, pair));
    }

    private PaperWorld Built(string app, int number)
    {
        var release = Apps[app].Release(number);
        var environment = release.Environment
            ?? (Runtime.Named(Apps[app].Slug(release).Runtime).HasEnvironment ? $"{release.Slug[..8]}{release.BuildSalt:x8}" : null);
        var built = environment is null ? this : this with
        {
            Box = Box.WithFile(RootLayout.Manifest(Root.Environment(Apps[app].Name, environment)), "", Now),
        };
        return built.After(app, new AppCommand.ReportBuilt(number, environment));
    }

    private ImmutableSortedDictionary<string, int> Allotted(string app, int generation, IEnumerable<string> processes) =>
        EffectiveSettings.Of(Apps[app], Apps[app].Release(Apps[app].Rollouts.First(r => r.Generation == generation).Release)).FixedPort is { } first ? HostDecider.Fixed(Host.Of(Array.Empty<App>()), AppName.Parse(app), first, processes).Ports
        : HostDecider.Allot(Host.Of(Apps.Values), Root.Ports, processes, port => !Box.ListeningPorts().Contains(port))!;
}
