using System.Collections.Immutable;
using System.Diagnostics;
using Piku.Domain.Certificates;
using Piku.Domain.Hosts;
using Piku.Domain.Keys;
using Piku.Domain.Releases;

namespace Piku.Domain.Apps;

/// <content>What an event makes of the app.</content>
public static partial class AppDecider
{
    /// <summary>The app after one more event of its stream.</summary>
    /// <param name="at">When it was recorded: draining is counted from there.</param>
    public static App Evolve(App app, AppEvent happened, DateTimeOffset at) => Changed(app with { Version = app.Version + 1 }, happened, at);

    private static App Changed(App app, AppEvent happened, DateTimeOffset at) => happened switch
    {
        AppEvent.Created => app with { State = AppLifecycle.Table.Next(app.State, AppTrigger.Create) },
        AppEvent.SlugReceived(var slug) => app with { Slugs = app.Slugs.RemoveAll(s => s.Fingerprint == slug.Fingerprint).Add(slug) },
        AppEvent.TakenOver(_, var slug) => app with { Adopted = slug },
        AppEvent.ConfigChanged(var set, var unset) => app with { Config = app.Config.RemoveRange(unset).SetItems(set) },
        AppEvent.ReleaseCreated created => Kept(app with
        {
            Releases = app.Releases.Add(Made(app, created)),
            Candidate = new Rollout(created.Generation, created.Number, NoPorts),
            LastRelease = created.Number,
            LastGeneration = created.Generation,
            BuildSalt = SaltOf(app, created),
        }),
        AppEvent.ReleaseBuilt(var number, var environment, var tree) => Moved(app, number, ReleaseTrigger.Build, r => r with { Environment = environment, Tree = tree }),
        AppEvent.PortsAllotted(var generation, var ports) => app with
        {
            Live = Given(app.Live, generation, ports),
            Candidate = Given(app.Candidate, generation, ports),
        },
        AppEvent.RecreateChosen => app with { Candidate = app.Candidate! with { Recreates = true } },
        AppEvent.WentLive(_, var drain) => Switched(app, at, drain),
        AppEvent.RolloutFailed(_, var reason, var environment) => Ended(app, ReleaseTrigger.Fail, reason, environment),
        AppEvent.RolloutSuperseded(_, var by) => Ended(app, ReleaseTrigger.Supersede, $"a newer one took its place (generation {by})"),
        AppEvent.Scaled(var counts) => app with { Scale = app.Scale.SetItems(counts) },
        AppEvent.Restarted(var generation) => Again(app, generation),
        AppEvent.Stopped => app with { State = AppLifecycle.Table.Next(app.State, AppTrigger.Stop), Draining = [] },
        AppEvent.Started(var generation) => Again(app, generation),
        AppEvent.MaintenanceBegan(var page) => app with { Maintenance = page },
        AppEvent.MaintenanceEnded => app with { Maintenance = null },
        AppEvent.CloudflareAsked(var asked, var ranges) => app with { Cloudflare = new CloudflareRanges(asked, ranges) },
        AppEvent.IncludeRead(var slug, var path, var text) => app with { Includes = (app.Includes ?? NoValues).SetItem(App.IncludeKey(slug, path), text) },
        AppEvent.Repaired repaired => app with { Repaired = new Repair(repaired.At, repaired.Mark) },
        AppEvent.CronFailed(var kind, var reason) => app with { FailingCrons = (app.FailingCrons ?? NoValues).SetItem(kind, reason) },
        AppEvent.CronRecovered(var kind) => app with { FailingCrons = app.FailingCrons?.Remove(kind) is { IsEmpty: false } failing ? failing : null },
        AppEvent.OfCertificate certificate => app with { Certificate = CertificateDecider.Evolve(app.Certificate ?? Certificate.None, certificate, at) },
        KeyEvent keys => app with { Keys = KeyDecider.Evolve(app.Keys ?? KeyRing.Empty, keys) },
        AppEvent.Destroyed => App.Absent(app.Name) with { Version = app.Version, LastRelease = app.LastRelease, LastGeneration = app.LastGeneration, Certificate = app.Certificate?.AfterDestroy },
        _ => throw new UnreachableException($"No rule folds {happened.GetType().Name}."),
    };

    private static Release Made(App app, AppEvent.ReleaseCreated created) => new(
        created.Number,
        ReleaseState.Building,
        created.Cause,
        created.Note,
        created.Slug,
        app.Config,
        Environment: null,
        SaltOf(app, created),
        Failure: null,
        WentLive: null,
        created.Restores,
        created.Keeps);

    private static int SaltOf(App app, AppEvent.ReleaseCreated created) => created.Cause == ReleaseCause.Deploy ? created.Number : created.BuildSalt ?? app.BuildSalt;

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
        if (app.Live is { } former && former.Release != live.Release) next = Left(next, former.Release);
        return Kept(app.Live?.Release == live.Release ? next : Moved(next, live.Release, ReleaseTrigger.GoLive, release => release with { WentLive = at }));
    }

    /// <summary>What died has failed, whatever has replaced it in the end.</summary>
    private static App Left(App app, int former) => Fallback.From(app, former) is { } fallback
        ? Moved(app, former, ReleaseTrigger.Fail, release => release with { Failure = fallback.Note })
        : Moved(app, former, ReleaseTrigger.Retire);

    private static App Ended(App app, ReleaseTrigger trigger, string reason, string? environment = null)
    {
        var candidate = app.Candidate!;
        var salt = trigger == ReleaseTrigger.Fail && app.Live is { } live ? app.Release(live.Release).BuildSalt : app.BuildSalt;
        var config = trigger == ReleaseTrigger.Fail && app.Live is { } serving && app.Release(candidate.Release).Restores is not null ? app.Release(serving.Release).Config : app.Config;
        var without = app with { Candidate = null, BuildSalt = salt, Config = config };
        return candidate.Release == app.Live?.Release ? without : Moved(without, candidate.Release, trigger, r => r with { Failure = reason, Environment = environment ?? r.Environment });
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
        var kept = app.NewestRelease?.Keeps ?? Release.UsuallyKept;
        var former = app.Releases.LastOrDefault(r => r.State == ReleaseState.Retired)?.Number;
        var fallback = app.Live is { } live ? Fallback.From(app, live.Release)?.Number : null;
        var releases = app.Releases
            .Where((r, i) => i >= app.Releases.Length - kept || running.Contains(r.Number) || r.Number == former || r.Number == fallback)
            .ToImmutableArray();
        var slugs = releases.Select(r => r.Slug).ToHashSet();
        if (app is { Live: null, Adopted: { } waiting }) slugs.Add(waiting);
        return app with { Releases = releases, Slugs = app.Slugs.RemoveAll(s => !slugs.Contains(s.Fingerprint)), Includes = app.Includes?.RemoveRange(app.Includes.Keys.Where(key => !slugs.Contains(key.Split('/')[0]))) };
    }
}
