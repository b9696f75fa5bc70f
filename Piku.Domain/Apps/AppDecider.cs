using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Piku.Domain.Certificates;
using Piku.Domain.Releases;
using Piku.Domain.Settings;

namespace Piku.Domain.Apps;

/// <summary>The rules of an app: what a command leads to, and what an event makes of the app.</summary>
public static class AppDecider
{
    /// <summary>Ends in events, nothing, or a sentence. Pure: the same app and command give the same decision.</summary>
    public static Decision Decide(AppCommand command, App app) => (command, app) switch
    {
        (AppCommand.Push(var slug), { Exists: false }) when Scaling.WhyRefused(app.Name, slug) is { } why => Decision.Refuse(why),
        (AppCommand.Push(var slug), { Exists: false }) => Decision.Of([new AppEvent.Created(), new AppEvent.SlugReceived(slug), .. Scaled(Scaling.AskedBy(slug)), NextRelease(app, slug.Fingerprint, ReleaseCause.Push, Note(slug))]),
        (AppCommand.Push(var slug), _) when AlreadyRuns(app, slug) => Decision.Nothing,
        (AppCommand.Push(var slug), _) => Decision.Of([.. Receiving(app, slug), .. Superseding(app), NextRelease(app, slug.Fingerprint, ReleaseCause.Push, Note(slug))]),

        (AppCommand.OfCertificate certificate, _) => CertificateDecider.Decide(certificate, app),
        (_, { Exists: false }) when !IsReport(command) => NotFound(app),

        (AppCommand.SetConfig(var values), _) when SettingTable.WhyRefused(values, app.Config) is { } why => Decision.Refuse(why),
        (AppCommand.SetConfig(var values), _) => Configured(app, Differing(values, app.Config), []),
        (AppCommand.UnsetConfig(var keys), _) => Configured(app, NoValues, [.. keys.Distinct().Where(app.Config.ContainsKey)]),

        (AppCommand.Deploy, { State: AppState.Stopped }) => Decision.Refuse($"app '{app.Name}' is stopped; start it first: start {app.Name}."),
        (AppCommand.Deploy, { Current: null }) => NothingToRun(app),
        (AppCommand.Deploy(var number), _) when number <= app.LastRelease => Decision.Nothing,
        (AppCommand.Deploy(var number), _) when number > app.LastRelease + 1 => Decision.Refuse($"v{number} is not the next release of '{app.Name}', v{app.LastRelease + 1} is; look again."),
        (AppCommand.Deploy, { Current: { } current }) => Decision.Of([.. Superseding(app), NextRelease(app, current.Slug, ReleaseCause.Deploy, "deploy")]),

        (AppCommand.Scale(var counts), _) when Scaling.WhyRefused(app.Name, app.CurrentSlug, counts) is { } why => Decision.Refuse(why),
        (AppCommand.Scale(var counts), _) when counts.All(c => app.CountOf(c.Key) == c.Value) => Decision.Nothing,
        (AppCommand.Scale(var counts), _) => Decision.Of(new AppEvent.Scaled(counts.RemoveRange(counts.Where(c => app.CountOf(c.Key) == c.Value).Select(c => c.Key)))),

        (AppCommand.Restart, { State: AppState.Stopped }) => Decision.Refuse($"app '{app.Name}' is stopped; start it first: start {app.Name}."),
        (AppCommand.Restart, { Live: null, Candidate: null }) => NothingToRun(app),
        (AppCommand.Restart(var generation), _) when generation <= app.LastGeneration => Decision.Nothing,
        (AppCommand.Restart, { Candidate: not null }) => Decision.Refuse($"a release of '{app.Name}' is on its way, and it starts fresh processes itself; wait for it."),
        (AppCommand.Restart(var generation), _) when generation > app.LastGeneration + 1 => Decision.Refuse($"generation {generation} is not the next one of '{app.Name}', {app.LastGeneration + 1} is; look again."),
        (AppCommand.Restart, _) => Decision.Of(new AppEvent.Restarted(app.LastGeneration + 1)),

        (AppCommand.Stop, { State: AppState.Stopped, Candidate: null }) => Decision.Nothing,
        (AppCommand.Stop, _) => Decision.Of([.. Failing(app, "the app was stopped"), new AppEvent.Stopped()]),
        (AppCommand.Start, { State: AppState.Running }) => Decision.Nothing,
        (AppCommand.Start, { Candidate: not null }) => Decision.Nothing,
        (AppCommand.Start, { Live: null }) => NothingToRun(app),
        (AppCommand.Start, _) when app.Release(app.Live!.Release) is var live && live.Config != app.Config && !SameValues(live.Config, app.Config) =>
            Decision.Of(NextRelease(app, live.Slug, ReleaseCause.Config, "config")),
        (AppCommand.Start, _) => Decision.Of(new AppEvent.Started(app.LastGeneration + 1)),

        (AppCommand.BeginMaintenance(var page), _) when Encoding.UTF8.GetByteCount(page) > App.MostPage => Decision.Refuse($"the page has more than {App.MostPage / 1024} KiB; make it smaller, and let it load pictures from elsewhere."),
        (AppCommand.BeginMaintenance(var page), _) => page == app.Maintenance ? Decision.Nothing : Decision.Of(new AppEvent.MaintenanceBegan(page)),
        (AppCommand.EndMaintenance, _) => app.Maintenance is null ? Decision.Nothing : Decision.Of(new AppEvent.MaintenanceEnded()),

        (AppCommand.Destroy, _) => Decision.Of(new AppEvent.Destroyed()),

        (AppCommand.ReportBuilt(var number, var environment), _) when Allows(app, number, ReleaseTrigger.Build) => Decision.Of(new AppEvent.ReleaseBuilt(number, environment)),
        (AppCommand.ReportPorts(var generation, var ports), _) when Missing(app, generation, ports) is { IsEmpty: false } missing => Decision.Of(new AppEvent.PortsAllotted(generation, missing)),
        (AppCommand.ReportNoRoom(var generation, var reason), { Candidate: { Recreates: false } candidate }) when candidate.Generation == generation => Decision.Of(new AppEvent.RecreateChosen(generation, reason)),
        (AppCommand.ReportLive(var generation), { Candidate: { } candidate }) when candidate.Generation == generation && !IsBuilt(app, candidate) => Decision.Refuse($"release v{candidate.Release} of '{app.Name}' is not built, so it cannot go live."),
        (AppCommand.ReportLive(var generation), { Candidate: { } candidate }) when candidate.Generation == generation => Decision.Of(new AppEvent.WentLive(generation, DrainSeconds(app))),
        (AppCommand.ReportFailed(var generation, var reason), { Candidate: { } candidate }) when candidate.Generation == generation => Decision.Of(new AppEvent.RolloutFailed(generation, reason)),

        // A report about what has gone meanwhile: the world moved on, and nothing is to be recorded.
        _ when IsReport(command) => Decision.Nothing,
        _ => throw new UnreachableException($"No rule decides {command.GetType().Name}."),
    };

    /// <summary>The app after one more event of its stream.</summary>
    /// <param name="at">When it was recorded: draining is counted from there.</param>
    public static App Evolve(App app, AppEvent happened, DateTimeOffset at) => Changed(app with { Version = app.Version + 1 }, happened, at);

    private static App Changed(App app, AppEvent happened, DateTimeOffset at) => happened switch
    {
        AppEvent.Created => app with { State = AppLifecycle.Table.Next(app.State, AppTrigger.Create) },
        AppEvent.SlugReceived(var slug) => app with { Slugs = app.Slugs.RemoveAll(s => s.Fingerprint == slug.Fingerprint).Add(slug) },
        AppEvent.ConfigChanged(var set, var unset) => app with { Config = app.Config.RemoveRange(unset).SetItems(set) },
        AppEvent.ReleaseCreated created => Kept(app with
        {
            Releases = app.Releases.Add(Made(app, created)),
            Candidate = new Rollout(created.Generation, created.Number, NoPorts),
            LastRelease = created.Number,
            LastGeneration = created.Generation,
            BuildSalt = created.Cause == ReleaseCause.Deploy ? created.Number : app.BuildSalt,
        }),
        AppEvent.ReleaseBuilt(var number, var environment) => Moved(app, number, ReleaseTrigger.Build, r => r with { Environment = environment }),
        AppEvent.PortsAllotted(var generation, var ports) => app with
        {
            Live = Given(app.Live, generation, ports),
            Candidate = Given(app.Candidate, generation, ports),
        },
        AppEvent.RecreateChosen => app with { Candidate = app.Candidate! with { Recreates = true } },
        AppEvent.WentLive(_, var drain) => Switched(app, at, drain),
        AppEvent.RolloutFailed(_, var reason) => Ended(app, ReleaseTrigger.Fail, reason),
        AppEvent.RolloutSuperseded(_, var by) => Ended(app, ReleaseTrigger.Supersede, $"a newer one took its place (generation {by})"),
        AppEvent.Scaled(var counts) => app with { Scale = app.Scale.SetItems(counts) },
        AppEvent.Restarted(var generation) => Again(app, generation),
        AppEvent.Stopped => app with { State = AppLifecycle.Table.Next(app.State, AppTrigger.Stop), Draining = [] },
        AppEvent.Started(var generation) => Again(app, generation),
        AppEvent.MaintenanceBegan(var page) => app with { Maintenance = page },
        AppEvent.MaintenanceEnded => app with { Maintenance = null },
        AppEvent.OfCertificate certificate => app with { Certificate = CertificateDecider.Evolve(app.Certificate ?? Certificate.None, certificate, at) },
        AppEvent.Destroyed => App.Absent(app.Name) with { Version = app.Version, LastRelease = app.LastRelease, LastGeneration = app.LastGeneration, Certificate = app.Certificate?.AfterDestroy },
        _ => throw new UnreachableException($"No rule folds {happened.GetType().Name}."),
    };

    private static readonly ImmutableSortedDictionary<string, string> NoValues = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static readonly ImmutableSortedDictionary<string, int> NoPorts = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    private static bool IsReport(AppCommand command) =>
        command is AppCommand.ReportBuilt or AppCommand.ReportPorts or AppCommand.ReportNoRoom or AppCommand.ReportLive or AppCommand.ReportFailed;

    internal static Decision NotFound(App app) => Decision.Refuse($"app '{app.Name}' not found; push to it first: git push piku main.");

    private static Decision NothingToRun(App app) =>
        Decision.Refuse($"app '{app.Name}' has no release to run; push one: git push piku main.");

    private static bool AlreadyRuns(App app, Slug slug) =>
        (app.State == AppState.Running || app.Candidate is not null)
        && app.Current is { } current
        && current.Slug == slug.Fingerprint
        && Knows(app, slug)
        && SameValues(current.Config, app.Config)
        && current.BuildSalt == app.BuildSalt;

    private static bool SameValues(ImmutableSortedDictionary<string, string> a, ImmutableSortedDictionary<string, string> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && other == pair.Value);

    private static ImmutableSortedDictionary<string, string> Differing(
        ImmutableSortedDictionary<string, string> wanted, ImmutableSortedDictionary<string, string> now) =>
        wanted.RemoveRange(wanted.Where(pair => now.TryGetValue(pair.Key, out var value) && value == pair.Value).Select(pair => pair.Key));

    /// <summary>One whose ENV file cannot be read any more, because its key is lost, is received again.</summary>
    private static bool Knows(App app, Slug slug) => app.Slugs.Any(s => s.Fingerprint == slug.Fingerprint && SameValues(s.Env, slug.Env));

    private static IEnumerable<AppEvent> Receiving(App app, Slug slug) => Knows(app, slug) ? [] : [new AppEvent.SlugReceived(slug)];

    private static IEnumerable<AppEvent> Scaled(ImmutableSortedDictionary<string, int> counts) => counts.IsEmpty ? [] : [new AppEvent.Scaled(counts)];

    private static IEnumerable<AppEvent> Superseding(App app) =>
        app.Candidate is { } candidate ? [new AppEvent.RolloutSuperseded(candidate.Generation, app.LastGeneration + 1)] : [];

    private static IEnumerable<AppEvent> Failing(App app, string reason) =>
        app.Candidate is { } candidate ? [new AppEvent.RolloutFailed(candidate.Generation, reason)] : [];

    private static AppEvent.ReleaseCreated NextRelease(App app, string slug, ReleaseCause cause, string note) =>
        new(app.LastRelease + 1, app.LastGeneration + 1, slug, cause, note);

    private static string Note(Slug slug) => $"{slug.Commit[..Math.Min(7, slug.Commit.Length)]} {slug.Subject}".TrimEnd();

    private static Decision Configured(App app, ImmutableSortedDictionary<string, string> set, ImmutableArray<string> unset) =>
        (set.IsEmpty && unset.IsEmpty, app) switch
        {
            (true, _) => Decision.Nothing,
            (_, { State: AppState.Stopped, Candidate: null } or { Current: null }) => Decision.Of(new AppEvent.ConfigChanged(set, unset)),
            _ => Decision.Of([
                new AppEvent.ConfigChanged(set, unset),
                .. Superseding(app),
                NextRelease(app, app.Current!.Slug, ReleaseCause.Config, "config: " + string.Join(", ", set.Keys.Concat(unset)))]),
        };

    private static bool Allows(App app, int number, ReleaseTrigger trigger) =>
        app.Releases.FirstOrDefault(r => r.Number == number) is { } release && ReleaseLifecycle.Table.Permits(release.State, trigger);

    private static bool IsBuilt(App app, Rollout candidate) =>
        candidate.Release == app.Live?.Release || Allows(app, candidate.Release, ReleaseTrigger.GoLive);

    /// <summary>Those of the ports that a process has none of yet; a generation that drains needs no more.</summary>
    private static ImmutableSortedDictionary<string, int> Missing(App app, int generation, ImmutableSortedDictionary<string, int> ports) =>
        new[] { app.Live, app.Candidate }.FirstOrDefault(r => r?.Generation == generation) is { } rollout
            ? ports.RemoveRange(ports.Keys.Where(rollout.Ports.ContainsKey))
            : NoPorts;

    /// <summary>Where the former processes have ended already, nothing drains.</summary>
    private static int DrainSeconds(App app) => DeployStrategy.WhyRecreate(app, app.Candidate!) is not null
        ? 0
        : EffectiveSettings.Of(app, app.Release(app.Candidate!.Release)).Number("PIKU_DRAIN_SECONDS");

    private static Release Made(App app, AppEvent.ReleaseCreated created) => new(
        created.Number,
        ReleaseState.Building,
        created.Cause,
        created.Note,
        created.Slug,
        app.Config,
        Environment: null,
        created.Cause == ReleaseCause.Deploy ? created.Number : app.BuildSalt,
        Failure: null);

    private static App Moved(App app, int number, ReleaseTrigger trigger, Func<Release, Release>? change = null)
    {
        var release = app.Release(number);
        var moved = release with { State = ReleaseLifecycle.Table.Next(release.State, trigger) };
        return app with { Releases = app.Releases.Replace(release, change is null ? moved : change(moved)) };
    }

    private static Rollout? Given(Rollout? rollout, int generation, ImmutableSortedDictionary<string, int> ports) =>
        rollout?.Generation == generation ? rollout with { Ports = rollout.Ports.SetItems(ports) } : rollout;

    private static App Switched(App app, DateTimeOffset at, int drainSeconds)
    {
        var live = app.Candidate!;
        var drains = app.Draining.RemoveAll(d => d.Until <= at);
        var next = app with
        {
            State = AppLifecycle.Table.Next(app.State, AppTrigger.GoLive),
            Live = live,
            Candidate = null,
            Draining = app.Live is { } old && app.State == AppState.Running ? drains.Add(new Draining(old, at.AddSeconds(drainSeconds))) : drains,
        };
        if (app.Live is { } former && former.Release != live.Release) next = Moved(next, former.Release, ReleaseTrigger.Retire);
        return Kept(app.Live?.Release == live.Release ? next : Moved(next, live.Release, ReleaseTrigger.GoLive));
    }

    private static App Ended(App app, ReleaseTrigger trigger, string reason)
    {
        var candidate = app.Candidate!;
        var salt = trigger == ReleaseTrigger.Fail && app.Live is { } live ? app.Release(live.Release).BuildSalt : app.BuildSalt;
        var without = app with { Candidate = null, BuildSalt = salt };
        return candidate.Release == app.Live?.Release ? without : Moved(without, candidate.Release, trigger, r => r with { Failure = reason });
    }

    private static App Again(App app, int generation) => app with
    {
        Candidate = new Rollout(generation, app.Live!.Release, NoPorts),
        LastGeneration = generation,
    };

    /// <summary>Forgets releases, and slugs, that neither run nor are among the newest.</summary>
    private static App Kept(App app)
    {
        var running = app.Rollouts.Select(r => r.Release).ToHashSet();
        var former = app.Releases.LastOrDefault(r => r.State == ReleaseState.Retired)?.Number;
        var releases = app.Releases
            .Where((r, i) => i >= app.Releases.Length - App.KeptReleases || running.Contains(r.Number) || r.Number == former)
            .ToImmutableArray();
        var slugs = releases.Select(r => r.Slug).ToHashSet();
        return app with { Releases = releases, Slugs = app.Slugs.RemoveAll(s => !slugs.Contains(s.Fingerprint)) };
    }
}
