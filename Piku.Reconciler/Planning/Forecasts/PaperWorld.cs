using System.Collections.Immutable;
using System.Diagnostics;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Hosts;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>
/// Apps, the machine that they are on, and the time: enough to look, plan and do, again and again, on paper. What looks and what plans are the very ones
/// that do so on a machine.
/// </summary>
public sealed record PaperWorld(RootLayout Layout, ImmutableSortedDictionary<string, App> Apps, PaperBox Box, DateTimeOffset Now)
{
    private const int MostRounds = 400;

    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(500);

    /// <summary>What no two apps may share and apps have that are not among these.</summary>
    public Host Others { get; init; } = Host.Of(Array.Empty<App>());

    /// <summary>At which question a process answers well.</summary>
    public int AnswersAt { get; init; } = 1;

    /// <summary>From where Cloudflare comes, to an app that has not asked yet: what it will say is not known.</summary>
    public ImmutableArray<string> CloudflareSays { get; init; } = [];

    /// <summary>What was reported, oldest first.</summary>
    public ImmutableArray<AppEvent> Reports { get; init; } = [];

    /// <summary>Why the last step could not be done, and no more are; null when nothing is in the way.</summary>
    public string? Trouble { get; init; }

    public DesiredApp Desired(string app) => Projection.Of(Layout, Apps[app]);

    public ObservedApp Observed(string app) => new HostObserver(Layout, Box).Look(AppName.Parse(app), Desired(app).Unweighed);

    public Plan Plan(string app) => new Planner(Layout).Of(Desired(app), Observed(app), Now);

    public PaperWorld Later(TimeSpan time) => this with { Now = Now + time };

    /// <summary>The app after a command, if it is not refused.</summary>
    public PaperWorld Told(string app, AppCommand command)
    {
        if (AppDecider.Decide(command, Apps[app]) is not Decision.Accepted(var events)) return this;
        var next = events.Aggregate(Apps[app], (state, happened) => AppDecider.Evolve(state, happened, Now));
        return this with { Apps = Apps.SetItem(app, next), Reports = Reports.AddRange(events) };
    }

    public PaperWorld AppliedTo(string app, IEnumerable<Step> steps) => steps.Aggregate(this, (world, step) => world.Trouble is null ? world.AppliedTo(app, step) : world);

    /// <summary>What a step does, told of values. Processes that start are up, builds succeed, and nginx takes every site.</summary>
    public PaperWorld AppliedTo(string app, Step step) => step switch
    {
        Step.MakeFolder(var path) => this with { Box = Box.WithFolder(path) },
        Step.Build(var release, var generation) => Built(app, release, generation),
        Step.AllotPorts(var generation, var processes) => Allotted(app, generation, processes),
        Step.Spawn(var vassal, _) => this with
        {
            Box = vassal.Environment
                .Aggregate(Box.Without(Files(vassal.Name).Environment), (box, v) => box.WithFile($"{Files(vassal.Name).Environment}/{v.Key}", v.Value, Now))
                .Without(Files(vassal.Name).OnDemand)
                .WithFile(vassal.Ini.Path, vassal.Ini.Content, Now)
                .WithFiles(vassal.OnDemand is { } file ? [file] : [], Now),
        },
        Step.Knock(var vassal) => this with { Box = Box.KnockedAt(Layout, vassal.Name, Now) },
        Step.Dismiss(var name) => this with
        {
            Box = Files(name).Notes.Concat([Files(name).Ini, Files(name).OnDemand, Files(name).Environment]).Aggregate(Box, (box, path) => box.Without(path)),
        },
        Step.Check(var vassal, _, var attempt) => this with { Box = Box.WithFile(vassal.Check!.File, (attempt >= AnswersAt ? new CheckResult(attempt, true, "200 OK") : new CheckResult(attempt, false, "503 Service Unavailable")).Text, Now) },
        Step.WakeEmperor => this with { Box = Box.Woken(Layout, Now) },
        Step.WriteSite(var site, _) => this with { Box = Box.WithFile(site.Path, site.Content, Now) },
        Step.ReloadNginx => this with { Box = Box.Reloaded(Layout) },
        Step.Link(var path, var target) => this with { Box = Box with { Links = Box.Links.SetItem(path, target) } },
        Step.ReadInclude(var generation, var slug, var path) => Read(app, generation, slug, path),
        Step.AskCloudflare => Box.CloudflareAnswers
            ? Told(app, new AppCommand.ReportCloudflare(Now, Apps[app].Cloudflare?.Ranges ?? CloudflareSays)) with { Box = Box.Without(Layout.CloudflareTrouble) }
            : this with { Box = (Box with { CloudflareAnswers = true }).WithFile(Layout.CloudflareTrouble, "the line is dead\n", Now) },
        Step.WriteFile(var file) => this with { Box = Box.WithFile(file.Path, file.Content, Now) },
        Step.SelfSign(var path, var names, _) => this with { Box = Box.WithFile(path, PemFile.Of(Apps[app].Name, $"self-signed for {string.Join(", ", names)}\n"), Now) },
        Step.OrderCertificate(var order, var attempt) => Told(app, new AppCommand.OrderCertificate(attempt, order.Names, order.Directory)).Issued(app, order, attempt),
        Step.ReportCertificateLost(var fingerprint) => Told(app, new AppCommand.ReportCertificateLost(fingerprint)),
        Step.DropCertificate(var path) => this with { Box = Box.Without(path) },
        Step.PutAside(var path, _) => this with { Box = Box.Without(path) },
        Step.SetRights(var path, _) => this with { Box = Box with { Rights = Box.Rights.Remove(path) } },
        Step.FetchSlug(var slug) => this with { Box = Box.WithFolder(Layout.Slug(Apps[app].Name, slug)) },
        Step.DeleteFile(var path) => this with { Box = Box.Without(path) },
        Step.DeleteFolder(var path) => this with { Box = Box.Without(path) },
        Step.Sweep(var path) => this with { Box = Box.Without(path) },
        Step.ReportNoRoom(var generation, var reason) => Told(app, new AppCommand.ReportNoRoom(generation, reason)),
        Step.Tell => this,
        Step.ReportLive(var generation, _) => Told(app, new AppCommand.ReportLive(generation)),
        Step.ReportFailed(var generation, _, var reason) => Told(app, new AppCommand.ReportFailed(generation, reason)),
        Step.ReportDying(var generation, _, var reason) => Told(app, new AppCommand.ReportDying(generation, reason)),
        _ => throw new UnreachableException($"No way to do {step.GetType().Name} on paper."),
    };

    /// <summary>Passes over every app until no plan has a step, or something is in the way.</summary>
    /// <param name="drained">Go on until nothing is due by time alone either.</param>
    /// <param name="help">What happens where a pass is stuck; without it, that is the end.</param>
    /// <param name="tell">Is given each pass, and the world before it.</param>
    public PaperWorld Settling(bool drained, Func<PaperWorld, PaperWorld>? help = null, Action<string, Plan, PaperWorld>? tell = null)
    {
        var world = this;
        var awaited = "";
        for (var round = 0; round < MostRounds; round++)
        {
            var plans = new List<Plan>();
            foreach (var app in Apps.Keys)
            {
                var plan = world.Plan(app);
                plans.Add(plan);
                tell?.Invoke(app, plan, world);
                world = world.AppliedTo(app, plan.Steps);
            }

            if (world.Trouble is not null) return world;
            if (plans.All(p => p.Steps.IsEmpty && p.Verdict is Verdict.Converged { Again: null } || (!drained && p.Steps.IsEmpty && p.Verdict is Verdict.Converged))) return world;
            var stuck = plans.Select(p => p.Verdict).OfType<Verdict.Stuck>().FirstOrDefault();
            if (stuck is not null && help is null) return world with { Trouble = stuck.Reason };
            awaited = plans.Select(p => p.Verdict).OfType<Verdict.RecheckAfter>().LastOrDefault()?.Reason ?? awaited;
            world = (stuck is null ? world with { Box = world.Box.Woken(Layout, world.Now) } : help!(world)).Waited(plans);
        }

        return world with { Trouble = $"after {MostRounds} looks it is not done: {awaited}" };
    }

    /// <summary>To when the loop looks again; the Emperor has looked by itself meanwhile.</summary>
    private PaperWorld Waited(List<Plan> plans)
    {
        var again = plans.Select(p => p.Verdict switch
        {
            Verdict.Converged(null) when p.Steps.IsEmpty => (DateTimeOffset?)null,
            Verdict.Converged({ } due) when p.Steps.IsEmpty => due,
            Verdict.RecheckAfter(var delay, _) when delay > TimeSpan.Zero => Now + Most,
            _ => Now.AddMilliseconds(1),
        }).Min();
        return this with { Now = again ?? Now };
    }

    private VassalFiles Files(string vassal) => new(Layout, vassal);

    private PaperWorld Built(string app, int number, int generation)
    {
        var build = PaperBuild.Of(Layout, Box, Apps[app], Apps[app].Release(number));
        if (build.Failure is { } why)
        {
            return Apps[app].Candidate?.Generation == generation
                ? Told(app, new AppCommand.ReportFailed(generation, why))
                : this with { Trouble = $"the dependencies of '{app}' are gone, and building them again fails: {why}" };
        }

        var box = new[] { build.Environment, build.Tree }.OfType<string>().Aggregate(Box, (next, made) => next.WithFile(RootLayout.Manifest(Layout.Environment(Apps[app].Name, made)), "", Now));
        return (this with { Box = box }).Told(app, new AppCommand.ReportBuilt(number, build.Environment, build.Tree));
    }

    private PaperWorld Allotted(string app, int generation, IEnumerable<string> processes)
    {
        var rollout = Apps[app].Rollouts.First(r => r.Generation == generation);
        if (EffectiveSettings.Of(Apps[app], Apps[app].Release(rollout.Release)).FixedPort is not { } first)
        {
            var given = GivenPorts.On(Layout, Box);
            return HostDecider.Allot(Taken, Layout.Ports, processes, port => !given.Contains(port) && !Box.ListeningPorts().Contains(port)) is { } free
                ? Told(app, new AppCommand.ReportPorts(generation, free))
                : this with { Trouble = Layout.WhyNoPort };
        }

        return HostDecider.Fixed(Taken, AppName.Parse(app), first, processes) switch
        {
            (var ports, null) => Told(app, new AppCommand.ReportPorts(generation, ports)),
            (_, { Sentence: var why }) when rollout == Apps[app].Candidate => Told(app, new AppCommand.ReportFailed(generation, why.TrimEnd('.'))),
            (_, { Sentence: var why }) => this with { Trouble = why },
        };
    }

    /// <summary>Every CA on paper gives what it is asked for.</summary>
    private PaperWorld Issued(string app, CertificateOrder order, int attempt)
    {
        var pem = $"issued for {string.Join(", ", order.Names)}, {Now:O}\n";
        var pair = new CertificatePair(PemFile.Fingerprint(pem), order.Names, "a CA", Now, Now.AddDays(90));
        return (this with { Box = Box.WithFile(Layout.Certificate(Apps[app].Name, pair.Fingerprint), PemFile.Of(Apps[app].Name, pem), Now) }).Told(app, new AppCommand.ReportCertificate(attempt, pair));
    }

    private PaperWorld Read(string app, int generation, string slug, string path)
    {
        var file = $"{Layout.Slug(Apps[app].Name, slug)}/{path}";
        var why = $"there is no file '{path}', which NGINX_INCLUDE_FILE names";
        return (Box.ReadText(file) ?? Box.SlugText(file)) is { } text ? Told(app, new AppCommand.ReportInclude(slug, path, text))
            : Apps[app].Candidate?.Generation == generation ? Told(app, new AppCommand.ReportFailed(generation, why))
            : this with { Trouble = why };
    }

    private Host Taken => new(
        Host.Of(Apps.Values).Ports.Concat(Others.Ports).DistinctBy(taken => taken.Key).ToDictionary(taken => taken.Key, taken => taken.Value),
        Others.ServerNames);
}
