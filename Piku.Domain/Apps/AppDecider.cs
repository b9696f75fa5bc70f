using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Piku.Domain.Certificates;
using Piku.Domain.Keys;
using Piku.Domain.Releases;
using Piku.Domain.Settings;

namespace Piku.Domain.Apps;

/// <summary>The rules of an app: what a command leads to, and what an event makes of the app.</summary>
public static partial class AppDecider
{
    /// <summary>Ends in events, nothing, or a sentence. Pure: the same app and command give the same decision.</summary>
    public static Decision Decide(AppCommand command, App app) => (command, app) switch
    {
        (KeyCommand keys, _) when app.Name == AppName.Box => KeyDecider.Decide(keys, app),
        (AppCommand.ReportRepaired(var repair), _) when (app.Exists || app.Name == AppName.Box) && !IsSame(app.Repaired, repair) => Decision.Of(repair),
        (AppCommand.ReportRepaired, _) => Decision.Nothing,
        (AppCommand.OfBox, _) => throw new UnreachableException($"{command.GetType().Name} is for the box, and not for '{app.Name}'."),
        _ when app.Name == AppName.Box => throw new UnreachableException($"{command.GetType().Name} is for an app, and not for the box."),

        (AppCommand.Push(var slug), { Exists: false }) when Scaling.WhyRefused(app.Name, slug) is { } why => Decision.Refuse(why),
        (AppCommand.Push(var slug), { Exists: false }) => Decision.Of([new AppEvent.Created(), new AppEvent.SlugReceived(slug), .. Scaled(Scaling.AskedBy(slug)), NextRelease(app, slug, app.Config, ReleaseCause.Push, Note(slug))]),
        (AppCommand.Push(var slug), _) when AlreadyRuns(app, slug) => Decision.Nothing,
        (AppCommand.Push(var slug), _) => Decision.Of([.. Receiving(app, slug), .. Superseding(app), NextRelease(app, slug, app.Config, ReleaseCause.Push, Note(slug))]),

        (AppCommand.TakeOver, { Exists: true }) => Decision.Nothing,
        (AppCommand.TakeOver(_, var slug, var config, var counts, _, _, _), _) when WhyNotAdopted(app, slug, config, counts) is { } why => Decision.Refuse(why),
        (AppCommand.TakeOver adopted, _) => Decision.Of([new AppEvent.Created(), new AppEvent.SlugReceived(adopted.Slug), new AppEvent.TakenOver(adopted.From, adopted.Slug.Fingerprint), .. Taken(app, adopted)]),

        (AppCommand.OfCertificate certificate, _) => CertificateDecider.Decide(certificate, app),
        (_, { Exists: false }) when !IsReport(command) => NotFound(app),

        (AppCommand.SetConfig(var values), _) when SettingTable.WhyRefused(values, app.Config) is { } why => Decision.Refuse(why),
        (AppCommand.SetConfig(var values), _) => Configured(app, Differing(values, app.Config), []),
        (AppCommand.UnsetConfig(var keys), _) => Configured(app, NoValues, [.. keys.Distinct().Where(app.Config.ContainsKey)]),

        (AppCommand.UndoConfig(var number, var set, var unset), _) => Configured(app, Differing(set, app.Config), [.. unset.Distinct().Where(app.Config.ContainsKey)], $"undo #{number}: "),

        (AppCommand.Deploy or AppCommand.Rollback, { State: AppState.Stopped }) => Decision.Refuse($"app '{app.Name}' is stopped; start it first: start {app.Name}."),
        (AppCommand.Deploy or AppCommand.Rollback, { CurrentSlug: null }) => NothingToRun(app),
        (AppCommand.Deploy(var number), _) when number <= app.LastRelease => Decision.Nothing,
        (AppCommand.Deploy(var number), _) when number > app.LastRelease + 1 => NotNext(app, number),
        (AppCommand.Deploy, { CurrentSlug: { } slug }) => Decision.Of([.. Superseding(app), NextRelease(app, slug, app.Config, ReleaseCause.Deploy, "deploy")]),

        (AppCommand.Rollback(var number, _, _), _) when number <= app.LastRelease => Decision.Nothing,
        (AppCommand.Rollback(var number, _, _), _) when number > app.LastRelease + 1 => NotNext(app, number),
        (AppCommand.Rollback(_, { WentLive: null } former, _), _) => Decision.Refuse($"v{former.Number} of '{app.Name}' has never been live, so it cannot be brought back; see: releases {app.Name}."),
        (AppCommand.Rollback(_, var former, var slug), _) when EffectiveSettings.Of(slug.Env, former.Config).Unreadable is [var lost, ..] => Decision.Refuse($"v{former.Number} of '{app.Name}' cannot be brought back, because the value that {lost} had then cannot be read any more."),
        (AppCommand.Rollback(_, var former, var slug), _) when EffectiveSettings.Of(slug.Env, former.Config).Refused is [var refused, ..] => Decision.Refuse($"v{former.Number} of '{app.Name}' cannot be brought back, because what was set for {refused} then is not taken any more: {SettingTable.Wanted(refused)}."),
        (AppCommand.Rollback(_, var former, var slug), _) when IsCurrent(app, former, slug) => Decision.Nothing,
        (AppCommand.Rollback(_, var former, var slug), _) => Decision.Of([.. Restoring(app, former, slug, ReleaseCause.Rollback, $"rollback to v{former.Number}")]),

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
        (AppCommand.Start, { Waiting: { } slug }) => Decision.Of(NextRelease(app, slug, app.Config, ReleaseCause.Push, Note(slug))),
        (AppCommand.Start, { Live: null }) => NothingToRun(app),
        (AppCommand.Start, _) when app.Release(app.Live!.Release) is var live && live.Config != app.Config && !SameValues(live.Config, app.Config) =>
            Decision.Of(NextRelease(app, app.Slug(live), app.Config, ReleaseCause.Config, "config")),
        (AppCommand.Start, _) => Decision.Of(new AppEvent.Started(app.LastGeneration + 1)),

        (AppCommand.BeginMaintenance(var page), _) when Encoding.UTF8.GetByteCount(page) > App.MostPage => Decision.Refuse($"the page has more than {App.MostPage / 1024} KiB; make it smaller, and let it load pictures from elsewhere."),
        (AppCommand.BeginMaintenance(var page), _) => page == app.Maintenance ? Decision.Nothing : Decision.Of(new AppEvent.MaintenanceBegan(page)),
        (AppCommand.EndMaintenance, _) => app.Maintenance is null ? Decision.Nothing : Decision.Of(new AppEvent.MaintenanceEnded()),

        (AppCommand.Destroy, _) => Decision.Of(new AppEvent.Destroyed()),

        (AppCommand.ReportBuilt(var number, var environment, var tree), _) when Allows(app, number, ReleaseTrigger.Build) => Decision.Of(new AppEvent.ReleaseBuilt(number, environment, tree)),
        (AppCommand.ReportPorts(var generation, var ports), _) when Missing(app, generation, ports) is { IsEmpty: false } missing => Decision.Of(new AppEvent.PortsAllotted(generation, missing)),
        (AppCommand.ReportNoRoom(var generation, var reason), { Candidate: { Recreates: false } candidate }) when candidate.Generation == generation => Decision.Of(new AppEvent.RecreateChosen(generation, reason)),
        (AppCommand.ReportCloudflare(var at, var ranges), { Exists: true }) when !(app.Cloudflare?.At >= at) => Decision.Of(new AppEvent.CloudflareAsked(at, ranges)),
        (AppCommand.ReportInclude(var slug, var path, var text), _) when app.Slugs.Any(s => s.Fingerprint == slug) && app.Include(slug, path) is null => Decision.Of(new AppEvent.IncludeRead(slug, path, text)),
        (AppCommand.ReportCron(var kind, { } failure), { Exists: true }) when app.FailingCrons?.ContainsKey(kind) != true => Decision.Of(new AppEvent.CronFailed(kind, failure)),
        (AppCommand.ReportCron(var kind, null), { FailingCrons: { } failing }) when failing.ContainsKey(kind) => Decision.Of(new AppEvent.CronRecovered(kind)),
        (AppCommand.ReportLive(var generation), { Candidate: { } candidate }) when candidate.Generation == generation && !IsBuilt(app, candidate) => Decision.Refuse($"release v{candidate.Release} of '{app.Name}' is not built, so it cannot go live."),
        (AppCommand.ReportLive(var generation), { Candidate: { } candidate }) when candidate.Generation == generation => Decision.Of(new AppEvent.WentLive(generation, DrainSeconds(app))),
        (AppCommand.ReportFailed(var generation, var reason, var environment), { Candidate: { } candidate }) when candidate.Generation == generation => Decision.Of(new AppEvent.RolloutFailed(generation, reason, environment)),

        (AppCommand.ReportDying(var generation, var reason), { Candidate: null, State: AppState.Running, Live: { } live }) when live.Generation == generation && Fallback.Target(app) is { } former =>
            Decision.Of([.. Restoring(app, former, app.Slug(former), ReleaseCause.Fallback, $"v{former.Number} again, because v{live.Release} died soon after it had gone live: {reason}")]),

        // A report about what has gone meanwhile: the world moved on, and nothing is to be recorded.
        _ when IsReport(command) => Decision.Nothing,
        _ => throw new UnreachableException($"No rule decides {command.GetType().Name}."),
    };

    private static readonly ImmutableSortedDictionary<string, string> NoValues = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static readonly ImmutableSortedDictionary<string, int> NoPorts = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Where something else writes the same again and again, or what was found is left, that is said once in a while and not each time.</summary>
    private static bool IsSame(Repair? last, AppEvent.Repaired repair) =>
        last is not null && last.Mark == repair.Mark && last.At + (repair.IsLeft ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(10)) > repair.At;

    private static bool IsReport(AppCommand command) =>
        command is AppCommand.ReportBuilt or AppCommand.ReportPorts or AppCommand.ReportNoRoom or AppCommand.ReportCloudflare or AppCommand.ReportInclude or AppCommand.ReportCron or AppCommand.ReportLive or AppCommand.ReportFailed or AppCommand.ReportDying;

    internal static Decision NotFound(App app) => Decision.Refuse($"app '{app.Name}' not found; push to it first: git push piku main.");

    private static Decision NothingToRun(App app) =>
        Decision.Refuse($"app '{app.Name}' has no release to run; push one: git push piku main.");

    private static Decision NotNext(App app, int number) =>
        Decision.Refuse($"v{number} is not the next release of '{app.Name}', v{app.LastRelease + 1} is; look again.");

    private static string? WhyNotAdopted(App app, Slug slug, ImmutableSortedDictionary<string, string> config, ImmutableSortedDictionary<string, int> counts) =>
        SettingTable.WhyRefused(config, NoValues) ?? Scaling.WhyRefused(app.Name, slug, counts);

    /// <summary>What an app has from where it comes, and that it goes on running or goes on being stopped.</summary>
    private static IEnumerable<AppEvent> Taken(App app, AppCommand.TakeOver adopted) =>
    [
        .. adopted.Config.IsEmpty ? Array.Empty<AppEvent>() : [new AppEvent.ConfigChanged(adopted.Config, [])],
        .. Scaled(adopted.Counts),
        .. adopted.Certificate is { } pair ? [new AppEvent.CertificateGiven(pair)] : Array.Empty<AppEvent>(),
        .. !adopted.Runs ? [new AppEvent.Stopped()] : new AppEvent[] { NextRelease(app, adopted.Slug, adopted.Config, ReleaseCause.Push, Note(adopted.Slug)) },
        .. adopted is { Runs: true, Port: { } port } ? [new AppEvent.PortsAllotted(app.LastGeneration + 1, NoPorts.Add("web.1", port))] : Array.Empty<AppEvent>(),
    ];

    private static bool AlreadyRuns(App app, Slug slug) =>
        (app.State == AppState.Running || app.Candidate is not null) && Runs(app, slug, app.Config, app.BuildSalt);

    private static bool IsCurrent(App app, Release former, Slug slug) => Runs(app, slug, former.Config, former.BuildSalt) && SameValues(app.Config, former.Config);

    private static bool Runs(App app, Slug slug, ImmutableSortedDictionary<string, string> config, int salt) =>
        app.Current is { } current
        && current.Slug == slug.Fingerprint
        && Knows(app, slug)
        && SameValues(current.Config, config)
        && current.BuildSalt == salt;

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

    private static AppEvent.ReleaseCreated NextRelease(App app, Slug slug, ImmutableSortedDictionary<string, string> config, ReleaseCause cause, string note) =>
        new(app.LastRelease + 1, app.LastGeneration + 1, slug.Fingerprint, cause, note, Keeps: EffectiveSettings.Of(slug.Env, config).Number("PIKU_KEEP_RELEASES") is not Release.UsuallyKept and var keeps ? keeps : null);

    private static IEnumerable<AppEvent> Restoring(App app, Release former, Slug slug, ReleaseCause cause, string note)
    {
        var set = Differing(former.Config, app.Config);
        ImmutableArray<string> unset = [.. app.Config.Keys.Where(key => !former.Config.ContainsKey(key))];
        return
        [
            .. Receiving(app, slug),
            .. set.IsEmpty && unset.IsEmpty ? Array.Empty<AppEvent>() : [new AppEvent.ConfigChanged(set, unset)],
            .. Superseding(app),
            NextRelease(app, slug, former.Config, cause, note) with { Restores = former.Number, BuildSalt = former.BuildSalt },
        ];
    }

    private static string Note(Slug slug) => $"{slug.Commit[..Math.Min(7, slug.Commit.Length)]} {slug.Subject}".TrimEnd();

    private static Decision Configured(App app, ImmutableSortedDictionary<string, string> set, ImmutableArray<string> unset, string why = "config: ") =>
        (set.IsEmpty && unset.IsEmpty, app) switch
        {
            (true, _) => Decision.Nothing,
            (_, { State: AppState.Stopped, Candidate: null } or { Current: null }) => Decision.Of(new AppEvent.ConfigChanged(set, unset)),
            _ => Decision.Of([
                new AppEvent.ConfigChanged(set, unset),
                .. Superseding(app),
                NextRelease(app, app.CurrentSlug!, app.Config.RemoveRange(unset).SetItems(set), ReleaseCause.Config, why + string.Join(", ", set.Keys.Concat(unset)))]),
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
}
