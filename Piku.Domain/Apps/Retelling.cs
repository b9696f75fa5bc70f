using System.Collections.Immutable;
using Piku.Domain.Certificates;
using Piku.Domain.Keys;
using Piku.Domain.Releases;

namespace Piku.Domain.Apps;

/// <summary>
/// Ordinary events that lead an app to a state that is known, where those that once led there are lost. What they come to is
/// equivalent: it has the same <see cref="Essence"/>.
/// </summary>
/// <remarks>Releases that neither run nor are on their way are not told again, and no generation drains.</remarks>
public static class Retelling
{
    private delegate IEnumerable<AppEvent> Step(App told);

    /// <param name="now">The app that the events are to follow upon; whatever it is comes to an end first.</param>
    public static ImmutableArray<AppEvent> Of(App now, App wanted)
    {
        var events = ImmutableArray.CreateBuilder<AppEvent>();
        foreach (var step in Steps(wanted))
        {
            ImmutableArray<AppEvent> next = [.. step(now)];
            now = next.Aggregate(now, (app, happened) => AppDecider.Evolve(app, happened, DateTimeOffset.UnixEpoch));
            events.AddRange(next);
        }

        return events.ToImmutable();
    }

    /// <summary>
    /// What of an app decides what the box does for it: settings, scale, whether it is stopped, the live generation and the one on its way with their releases, code
    /// and ports, its certificate, the numbers that are used up; and of the box, its keys.
    /// </summary>
    public static App Essence(App app)
    {
        ImmutableArray<Release> releases = [.. app.Releases.Where(release => release.Number == app.Live?.Release || release.Number == app.Candidate?.Release).Select(release => release with { WentLive = null })];
        return app with
        {
            Version = 0,
            Repaired = null,
            FailingCrons = null,
            Keys = app.Keys is { Keys.IsEmpty: false } ? app.Keys : null,
            Certificate = app.Exists ? (app.Certificate ?? Certificate.None).Essence : null,
            Draining = [],
            Releases = releases,
            Adopted = app.Waiting?.Fingerprint,
            Slugs = [.. releases.Select(app.Slug).Concat(app.Waiting is { } waiting ? [waiting] : []).DistinctBy(slug => slug.Fingerprint)],
            Includes = app.Includes?.RemoveRange(app.Includes.Keys.Where(key => releases.All(release => release.Slug != key.Split('/')[0]))) is { IsEmpty: false } read ? read : null,
        };
    }

    private static ImmutableArray<Step> Steps(App wanted)
    {
        ImmutableArray<Step> first = [told => told.Exists ? [new AppEvent.Destroyed()] : [], told => Numbers(told, wanted), told => KeyDecider.Retold(told.Keys ?? KeyRing.Empty, wanted.Keys ?? KeyRing.Empty)];
        return !wanted.Exists ? first :
        [
            .. first,
            _ => [new AppEvent.Created(), .. wanted.Scale.IsEmpty ? [] : new AppEvent[] { new AppEvent.Scaled(wanted.Scale) }],
            _ => wanted.Waiting is { } slug ? [new AppEvent.SlugReceived(slug), new AppEvent.TakenOver("elsewhere", slug.Fingerprint)] : [],
            told => Live(told, wanted),
            _ => wanted.State == AppState.Stopped ? [new AppEvent.Stopped()] : [],
            told => Ended(told, wanted),
            told => Candidate(told, wanted),
            told => Restarted(told, wanted),
            told => Configured(told, wanted.Config),
            told => Seen(told, wanted),
            told => CertificateRetelling.Of(told.Certificate ?? Certificate.None, wanted.Certificate ?? Certificate.None),
            _ => wanted.Maintenance is { } page ? [new AppEvent.MaintenanceBegan(page)] : [],
        ];
    }

    /// <summary>Numbers that no release at hand has: those of an app of the same name, which was destroyed.</summary>
    private static IEnumerable<AppEvent> Numbers(App told, App wanted) => wanted.Releases.IsEmpty && wanted.LastGeneration > told.LastGeneration
        ? [new AppEvent.Created(), new AppEvent.ReleaseCreated(wanted.LastRelease, wanted.LastGeneration, "", ReleaseCause.Push, "retold"), new AppEvent.Destroyed()]
        : [];

    private static IEnumerable<AppEvent> Live(App told, App wanted) => wanted.Live is { } live
        ? [.. Begun(told, wanted, wanted.Release(live.Release), live.Generation), .. Ports(live), new AppEvent.WentLive(live.Generation, DrainSeconds: 0)]
        : [];

    /// <summary>The newest release when it never went live: it has used up its number.</summary>
    private static IEnumerable<AppEvent> Ended(App told, App wanted)
    {
        var generation = wanted.Candidate is { } candidate ? candidate.Generation - 1 : wanted.LastGeneration;
        return wanted.NewestRelease switch
        {
            { State: ReleaseState.Failed } failed => [.. Begun(told, wanted, failed, generation), new AppEvent.RolloutFailed(generation, failed.Failure ?? "")],
            { State: ReleaseState.Superseded } former => [.. Begun(told, wanted, former, generation), new AppEvent.RolloutSuperseded(generation, generation + 1)],
            _ => [],
        };
    }

    private static IEnumerable<AppEvent> Candidate(App told, App wanted) => wanted.Candidate switch
    {
        null => [],
        { } again when again.Release == wanted.Live?.Release => [wanted.State == AppState.Stopped ? new AppEvent.Started(again.Generation) : new AppEvent.Restarted(again.Generation), .. Ports(again)],
        { } candidate => [.. Begun(told, wanted, wanted.Release(candidate.Release), candidate.Generation), .. Ports(candidate)],
    };

    /// <summary>The newest generation when it was a restart that failed: it has used up its number.</summary>
    private static IEnumerable<AppEvent> Restarted(App told, App wanted) => told is { Live: not null, Candidate: null } && told.LastGeneration < wanted.LastGeneration
        ? [new AppEvent.Restarted(wanted.LastGeneration), new AppEvent.RolloutFailed(wanted.LastGeneration, "the processes did not come up")]
        : [];

    /// <summary>What was learned from Cloudflare and read for nginx.</summary>
    private static IEnumerable<AppEvent> Seen(App told, App wanted) =>
    [
        .. wanted.Cloudflare is { } cloudflare ? [new AppEvent.CloudflareAsked(cloudflare.At, cloudflare.Ranges)] : Array.Empty<AppEvent>(),
        .. from include in wanted.Includes ?? ImmutableSortedDictionary<string, string>.Empty
           let parts = include.Key.Split('/', 2)
           where told.Slugs.Any(slug => slug.Fingerprint == parts[0])
           select new AppEvent.IncludeRead(parts[0], parts[1], include.Value),
    ];

    /// <summary>A release as it was when it was made, as far as it has come.</summary>
    private static IEnumerable<AppEvent> Begun(App told, App wanted, Release release, int generation) =>
    [
        .. told.Slugs.Any(slug => slug.Fingerprint == release.Slug) ? [] : new AppEvent[] { new AppEvent.SlugReceived(wanted.Slug(release)) },
        .. Configured(told, release.Config),
        new AppEvent.ReleaseCreated(release.Number, generation, release.Slug, release.Cause, release.Note, release.Restores, release.BuildSalt, release.Keeps),
        .. release.State is ReleaseState.Starting or ReleaseState.Live || release.Environment is not null || release.Tree is not null ? new AppEvent[] { new AppEvent.ReleaseBuilt(release.Number, release.Environment, release.Tree) } : [],
    ];

    private static IEnumerable<AppEvent> Ports(Rollout rollout) =>
    [
        .. rollout.Ports.IsEmpty ? Array.Empty<AppEvent>() : [new AppEvent.PortsAllotted(rollout.Generation, rollout.Ports)],
        .. rollout.Recreates ? [new AppEvent.RecreateChosen(rollout.Generation, "retold")] : Array.Empty<AppEvent>(),
    ];

    private static IEnumerable<AppEvent> Configured(App told, ImmutableSortedDictionary<string, string> config)
    {
        var set = config.RemoveRange(config.Where(pair => told.Config.TryGetValue(pair.Key, out var value) && value == pair.Value).Select(pair => pair.Key));
        ImmutableArray<string> unset = [.. told.Config.Keys.Where(key => !config.ContainsKey(key))];
        return set.IsEmpty && unset.IsEmpty ? [] : [new AppEvent.ConfigChanged(set, unset)];
    }
}
