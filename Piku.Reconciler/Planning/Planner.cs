using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>Closes the difference between what should be and what is, on paper. Pure.</summary>
/// <remarks>
/// The order is the promise: processes are started before visitors are sent to them, nginx has switched before a release is
/// called live, and nothing is taken away that nginx may still use.
/// </remarks>
public sealed partial class Planner(RootLayout root)
{
    private const int MB = 1_000_000;

    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    /// <summary>Nothing is swept while somebody pushes; who pushed what has just gone live is about to go.</summary>
    private static readonly TimeSpan EndOfPush = TimeSpan.FromSeconds(5);

    public Plan Of(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        Mending.Opening(root, desired, observed) is { } opening ? opening
        : !desired.App.Exists ? Absent(desired, observed, now)
        : WhyHeld(desired.App) is { } why ? new Plan([], new Verdict.Stuck(why))
        : Present(desired, observed, now);

    /// <summary>Why the release that should run next cannot be rendered, which its settings alone can bring about; as long as it cannot, nothing changes. Null when it can.</summary>
    private static string? WhyHeld(App app) => (app.Current is { } release ? EffectiveSettings.Of(app, release) : null) switch
    {
        { Unreadable: [var first, ..] lost } =>
            $"the values of {string.Join(", ", lost)} cannot be read, because the key of '{app.Name}' in state/keys is gone or another one; set them again: config:set {app.Name} {first}=VALUE …",
        { Refused: [var first, ..] } =>
            $"'{app.Name}' is left as it is, because what was stored for a setting is not taken any more: {SettingTable.Wanted(first)}; set it: config:set {app.Name} {first}=VALUE{(app.Config.ContainsKey(first) ? $", or take it away: config:unset {app.Name} {first}" : "")}",
        _ => null,
    };

    private Plan Present(DesiredApp desired, ObservedApp observed, DateTimeOffset now)
    {
        if (CertificateSteps.Lost(root, desired, observed) is { } lost) return new Plan([lost], Soon("the journal is told first"));
        var wanted = Wanted(desired, observed);
        if (NoRoom(desired, observed) is { } tight) return new Plan([tight], Soon("the former processes have to end first"));
        if (MakingRoom(desired, wanted, observed, now) is { } first) return first;
        var start = Mending.Of(root, desired, observed, now).Concat(Folders(desired, observed)).Concat(Straightening(desired, observed)).Concat(CertificateSteps.Making(desired, observed, now)).Concat(Spawning(wanted.Where(w => !IsUnbuilt(desired.App, w.Rollout, observed)), observed)).ToImmutableArray();
        return Blocked(desired, observed) is { } blocker ? new Plan([.. start, blocker], Soon("the journal is told first"))
            : Judged(desired, observed, now) is { } failed ? new Plan([.. start, failed], Soon("the failed processes are taken away"))
            : Dying(desired, observed) is { } dying ? new Plan([.. start, dying], Soon("the former release comes back"))
            : Questions(desired, observed, now) is { IsEmpty: false } questions ? new Plan([.. start, .. questions], Soon("the answers are looked at"))
            : Waiting(desired, observed, now) is { } waiting ? new Plan([.. start, .. Knocks(desired, observed, now)], waiting)
            : AskingCloudflareAt(desired, observed) <= now ? new Plan([.. start, new Step.AskCloudflare()], Soon("Cloudflare's answer is looked at"))
            : Settled(desired, observed, start, wanted, now);
    }

    /// <summary>Everything that has to run is up: send visitors there, and take away what is left over.</summary>
    private Plan Settled(
        DesiredApp desired, ObservedApp observed, ImmutableArray<Step> start, ImmutableArray<(Vassal Vassal, Rollout Rollout)> wanted, DateTimeOffset now)
    {
        var candidate = desired.Candidate;
        var rollout = candidate ?? desired.Live;
        var site = candidate is null ? desired.Site : candidate.Site;
        ImmutableArray<Step> steps =
        [
            .. start,
            .. Opening(rollout, observed, areNew: true),
            .. Serving(site, rollout?.SiteFiles ?? [], desired, observed, isRemade: CertificateSteps.Making(desired, observed, now).Any()),
            .. Opening(candidate, observed, areNew: false),
            .. Closing(rollout, observed),
            .. Linking(rollout, desired, observed),
            .. candidate is null ? Array.Empty<Step>() : [new Step.ReportLive(candidate.Rollout.Generation, candidate.Rollout.Release)],
            .. Dismissing([.. wanted.Select(w => w.Vassal)], DrainingNow(desired, now), observed),
            .. candidate is null ? Sweeping(desired, observed).Concat(CertificateSteps.Sweeping(root, desired, observed, now)).Concat(CertificateSteps.Ordering(desired, now)) : [],
        ];
        return new Plan(steps, candidate is null ? (Verdict?)Shut(desired, observed) ?? Converged(steps, desired, now) : Soon("what is left over is looked at"));
    }

    private static Verdict.Converged Converged(ImmutableArray<Step> steps, DesiredApp desired, DateTimeOffset now) => new(
        desired.App.Draining.Where(d => d.Lasts(now)).Select(d => (DateTimeOffset?)d.Until).Append(steps.Any(step => step is Step.Sweep) ? now + EndOfPush : null).Min());

    /// <summary>The app was destroyed, or never was: nothing bears its mark but what it kept in its data folder.</summary>
    private Plan Absent(DesiredApp desired, ObservedApp observed, DateTimeOffset now)
    {
        var app = desired.App.Name;
        var doomed = new[] { root.Slugs(app), root.Environments(app), root.Cache(app), root.Logs(app), root.SiteFiles(app), root.Certificates(app), root.Replaced(app) }.Where(observed.Folders.Contains);
        ImmutableArray<Step> steps =
        [
            .. Mending.Of(root, desired, observed, now),
            .. Serving(null, [], desired, observed),
            .. Closing(null, observed),
            .. Dismissing([], [], observed),
            .. observed.Link is null ? Array.Empty<Step>() : [new Step.DeleteFile(root.Link(app))],
            .. doomed.Select(folder => new Step.DeleteFolder(folder)),
            .. desired.App.Version > 0 && observed.Folders.Contains(root.Repository(app)) ? new Step[] { new Step.Sweep(root.Repository(app)) } : [],
        ];
        return new Plan(steps, Converged(steps, desired, now));
    }

    /// <summary>What should run: the live one until the next one is known to be up, unless the next one cannot start before it has ended.</summary>
    private static ImmutableArray<(Vassal Vassal, Rollout Rollout)> Wanted(DesiredApp desired, ObservedApp observed) =>
        [.. (Alone(desired, observed) is { } alone ? [alone] : new[] { desired.Live, desired.Candidate }.OfType<DesiredRollout>()).SelectMany(r => r.Vassals.Select(v => (v, r.Rollout)))];

    /// <summary>The rollout beside which nothing else may run; null when there is none, or it cannot start yet.</summary>
    private static DesiredRollout? Alone(DesiredApp desired, ObservedApp observed) =>
        (desired.App.Candidate is null ? desired.Live : desired.Candidate) is { WhyRecreate: not null, WithoutPort.IsEmpty: true } rollout && !IsUnbuilt(desired.App, rollout.Rollout, observed) ? rollout : null;

    /// <summary>Memory was looked at because nothing of the next rollout runs yet.</summary>
    private static Step.ReportNoRoom? NoRoom(DesiredApp desired, ObservedApp observed) =>
        desired.Unweighed is { } generation && observed.Memory is { } memory && memory.Available < memory.Used
            ? new Step.ReportNoRoom(generation, $"{memory.Available / MB} MB of memory are free, and the live release uses {memory.Used / MB} MB")
            : null;

    /// <summary>Ends what may not run beside the rollout, and waits until it has ended.</summary>
    private static Plan? MakingRoom(DesiredApp desired, ImmutableArray<(Vassal Vassal, Rollout Rollout)> wanted, ObservedApp observed, DateTimeOffset now)
    {
        if (Alone(desired, observed) is not { } alone) return null;
        var generation = alone.Rollout.Generation;
        var former = Dismissing([.. alone.Vassals], DrainingNow(desired, now).Remove(generation), observed).ToImmutableArray();
        return former.IsEmpty
            ? !observed.Ending.IsEmpty && wanted.Any(w => !IsThere(w.Vassal, observed)) ? new Plan([], new Verdict.RecheckAfter(AtOnce + DelayAt(TimeSpan.Zero), $"waiting for {observed.Ending[0]} to end")) : null
            : new Plan([new Step.Tell(generation, $"the former processes of '{desired.App.Name}' end before the new ones start: {alone.WhyRecreate}"), .. former], Soon("what has ended is looked at"));
    }

    /// <summary>The generations whose processes stay as they are for a while, and are not started again.</summary>
    private static ImmutableHashSet<int> DrainingNow(DesiredApp desired, DateTimeOffset now) =>
        [.. desired.App.Draining.Where(d => d.Lasts(now)).Select(d => d.Rollout.Generation)];

    private IEnumerable<Step> Folders(DesiredApp desired, ObservedApp observed) =>
        new[] { root.Data(desired.App.Name), root.Logs(desired.App.Name) }
            .Concat(desired.Live?.Folders ?? []).Concat(desired.Candidate?.Folders ?? []).Distinct()
            .Where(folder => !observed.Folders.Contains(folder))
            .Select(folder => new Step.MakeFolder(folder));

    private static IEnumerable<Step> Spawning(IEnumerable<(Vassal Vassal, Rollout Rollout)> wanted, ObservedApp observed)
    {
        var spawned = wanted.Where(w => !IsThere(w.Vassal, observed)).Select(w => new Step.Spawn(w.Vassal, w.Rollout.Generation)).ToList();
        return spawned.Count == 0 ? [] : [.. spawned, new Step.WakeEmperor()];
    }

    private static bool IsThere(Vassal vassal, ObservedApp observed) =>
        observed.Vassals.TryGetValue(vassal.Name, out var seen)
        && seen.Ini == vassal.Ini.Content
        && seen.OnDemand == vassal.OnDemand?.Content
        && seen.Environment is { } environment
        && environment.Count == vassal.Environment.Count
        && vassal.Environment.All(v => environment.TryGetValue(v.Key, out var value) && value == v.Value);

    /// <summary>What only the world can answer, and has to be recorded before anything can be rendered from it.</summary>
    private static Step? Blocked(DesiredApp desired, ObservedApp observed) => (desired, desired.App.Candidate) switch
    {
        (_, { } candidate) when desired.App.Release(candidate.Release).State == ReleaseState.Building => new Step.Build(candidate.Release, candidate.Generation),
        ({ Candidate: { } candidate }, _) when IsGone(desired.App, candidate.Rollout, observed) => new Step.FetchSlug(desired.App.Release(candidate.Rollout.Release).Slug),
        ({ Candidate: { } candidate }, _) when IsUnbuilt(desired.App, candidate.Rollout, observed) => new Step.Build(candidate.Rollout.Release, candidate.Rollout.Generation),
        ({ Candidate: { WithoutPort.IsEmpty: false } candidate }, _) => new Step.AllotPorts(candidate.Rollout.Generation, candidate.WithoutPort),
        ({ Candidate: { UnreadInclude: { } file } candidate }, _) => new Step.ReadInclude(candidate.Rollout.Generation, desired.App.Release(candidate.Rollout.Release).Slug, file),
        ({ Live: { } live }, _) when IsGone(desired.App, live.Rollout, observed) => new Step.FetchSlug(desired.App.Release(live.Rollout.Release).Slug),
        ({ Live: { } live }, _) when IsUnbuilt(desired.App, live.Rollout, observed) => new Step.Build(live.Rollout.Release, live.Rollout.Generation),
        ({ Live: { WithoutPort.IsEmpty: false } live }, _) => new Step.AllotPorts(live.Rollout.Generation, live.WithoutPort),
        ({ Live: { UnreadInclude: { } file } live }, _) => new Step.ReadInclude(live.Rollout.Generation, desired.App.Release(live.Rollout.Release).Slug, file),
        _ => null,
    };

    /// <summary>Its code is gone.</summary>
    private static bool IsGone(App app, Rollout rollout, ObservedApp observed) => !observed.Slugs.Contains(app.Release(rollout.Release).Slug);

    /// <summary>What was built for it once is gone: nothing starts without it.</summary>
    private static bool IsUnbuilt(App app, Rollout rollout, ObservedApp observed) =>
        app.Release(rollout.Release) is var release && new[] { release.Environment, release.Tree }.OfType<string>().Any(built => !observed.BuiltEnvironments.Contains(built));

    private static Step.ReportFailed? Judged(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        desired.Candidate?.Vassals
            .Select(v => (Vassal: v, Health: Health.Of(v, observed, now) as Health.Down))
            .Where(v => v.Health is not null)
            .Select(v => new Step.ReportFailed(desired.Candidate.Rollout.Generation, v.Vassal, $"{v.Vassal.Process} {v.Health!.Reason}"))
            .FirstOrDefault();

    /// <summary>The first of the live processes that ends again and again, if it began to do so soon after its release had gone live.</summary>
    private static Step.ReportDying? Dying(DesiredApp desired, ObservedApp observed) => Fallback.Until(desired.App) is { } until
        ? desired.Live?.Vassals
            .Select(vassal => (Vassal: vassal, Seen: observed.Vassal(vassal.Name)))
            .Where(process => process.Seen.LastStart <= until && Health.Dying(process.Vassal, process.Seen, observed.EmperorAnswers) is not null)
            .Select(process => new Step.ReportDying(desired.Live.Rollout.Generation, process.Vassal, $"{process.Vassal.Process} {Health.Dying(process.Vassal, process.Seen, observed.EmperorAnswers)!.Reason}"))
            .FirstOrDefault()
        : null;

    /// <summary>To the processes that listen and have to be asked now.</summary>
    private static ImmutableArray<Step> Questions(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
    [
        .. from awaited in Awaited(desired, observed, now)
        where awaited.Health is Health.Questioned
        let seen = observed.Vassal(awaited.Vassal.Name)
        where DueIn(awaited.Vassal, seen, now) <= AtOnce
        select new Step.Check(awaited.Vassal, (desired.Candidate ?? desired.Live)!.Rollout.Generation, (seen.Check?.Attempts ?? 0) + 1),
    ];

    /// <summary>Whether it can be started shows only once it is; and whether it can again after it could not.</summary>
    private static IEnumerable<Step> Knocks(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        Awaited(desired, observed, now).Where(awaited => awaited.Health is not Health.Up && observed.Vassal(awaited.Vassal.Name).IsAsleep).Select(awaited => new Step.Knock(awaited.Vassal));

    private static TimeSpan DueIn(Vassal vassal, ObservedVassal seen, DateTimeOffset now) =>
        seen is { Check: not null, Checked: { } last } ? last.AddSeconds(vassal.Check!.IntervalSeconds) - now : AtOnce;

    private static Verdict? Waiting(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        Awaited(desired, observed, now).FirstOrDefault(v => v.Health is not Health.Up) switch
        {
            { Vassal: null } => null,
            { } when !observed.EmperorAnswers => new Verdict.Stuck("uWSGI's Emperor does not answer, so no process can be started; is it running?"),
            { Health: Health.Down(var reason) } down => new Verdict.Stuck($"{down.Vassal.Process} {reason}"),
            { Health: Health.Questioned } asked => new Verdict.RecheckAfter(
                DueIn(asked.Vassal, observed.Vassal(asked.Vassal.Name), now), $"waiting to ask {asked.Vassal.Process} again"),
            var (vassal, _) => new Verdict.RecheckAfter(
                DelayAt(now - (observed.Vassal(vassal.Name).Written ?? now)), $"waiting for {vassal.Process}"),
        };

    /// <summary>All of a candidate, or what a site that is about to change sends visitors to. One that nginx serves, and of which only the file was lost or edited, does not change.</summary>
    private static IEnumerable<(Vassal Vassal, Health Health)> Awaited(DesiredApp desired, ObservedApp observed, DateTimeOffset now) => desired switch
    {
        { Candidate: { } candidate } => candidate.Vassals.Select(v => (v, Health.Of(v, observed, now))),
        { Live: { } live, App.Maintenance: null, Site: { } site } when site.Content != observed.Site && NginxSite.MarkOf(site) != observed.SiteMark => live.Vassals.Where(v => v.Probe is not Probe.StaysUp).Select(v => (v, Health.OfLive(v, observed, now))),
        _ => [],
    };

    /// <summary>Most processes are up within half a second, and a look costs a millisecond; a slow one need not be looked at so often.</summary>
    private static TimeSpan DelayAt(TimeSpan age) => TimeSpan.FromMilliseconds(age.TotalSeconds switch
    {
        < 1 => 15,
        < 5 => 100,
        _ => 500,
    });

    private IEnumerable<Step> Linking(DesiredRollout? rollout, DesiredApp desired, ObservedApp observed) =>
        rollout is not null && rollout.Folder != observed.Link ? [new Step.Link(root.Link(desired.App.Name), rollout.Folder)] : [];

    private static IEnumerable<Step> Dismissing(ImmutableArray<Vassal> wanted, ImmutableHashSet<int> draining, ObservedApp observed)
    {
        var names = wanted.Select(v => v.Name).ToHashSet();
        var surplus = observed.Vassals.Keys.Where(v => !names.Contains(v) && !(VassalName.TryParse(v) is { } name && draining.Contains(name.Generation))).Select(v => new Step.Dismiss(v)).ToList();
        return surplus.Count == 0 ? [] : [.. surplus, new Step.WakeEmperor()];
    }

    private IEnumerable<Step> Sweeping(DesiredApp desired, ObservedApp observed) =>
    [
        .. Surplus.Folders(root, desired, observed).Select(folder => new Step.Sweep(folder)),
        .. Surplus.Logs(root, desired, observed).Select(log => new Step.DeleteFile(log)),
    ];

    private static Verdict.RecheckAfter Soon(string reason) => new(AtOnce, reason);
}
