using Piku.Domain.Journal;
using Piku.Domain.Releases;

namespace Piku.Domain.Apps;

/// <summary>A release with its code, both of some moment.</summary>
public sealed record Former(Release Release, Slug Slug)
{
    /// <summary>Null when the app has no release of that number at hand.</summary>
    public static Former? Of(App app, int number) =>
        app.Releases.FirstOrDefault(release => release.Number == number) is { } release ? new Former(release, app.Slug(release)) : null;
}

/// <summary>An app at each moment of its life, from its events. Of an app that was destroyed and made again, only the new one's life counts.</summary>
/// <param name="events">All of the app's, oldest first.</param>
public sealed class Past(AppName name, IReadOnlyList<Recorded> events)
{
    private readonly IReadOnlyList<Recorded> _life = [.. events.Skip(1 + events.ToList().FindLastIndex(recorded => recorded.Event is AppEvent.Destroyed))];

    /// <summary>As it was once the event of that number had happened, and before the next one.</summary>
    public App At(long seq) => Fold(recorded => recorded.Seq <= seq);

    public App At(DateTimeOffset time) => Fold(recorded => recorded.At <= time);

    /// <summary>As it was last known, however long ago that is; null when there was no such release.</summary>
    public Former? Release(int number)
    {
        var (app, former) = (Begun, (Former?)null);
        foreach (var recorded in _life)
        {
            app = AppDecider.Evolve(app, recorded.Event, recorded.At);
            former = Former.Of(app, number) ?? former;
        }

        return former;
    }

    /// <summary>What happened to it after an event, oldest first.</summary>
    public IEnumerable<Recorded> After(long seq) => _life.Where(recorded => recorded.Seq > seq);

    /// <summary>Null when no event of the app has that number.</summary>
    public Recorded? Event(long seq) => _life.FirstOrDefault(recorded => recorded.Seq == seq);

    /// <summary>What an app of that name has left when it was destroyed: its numbers.</summary>
    private App Begun => events.Take(events.Count - _life.Count).Aggregate(App.Absent(name), Evolve);

    private App Fold(Func<Recorded, bool> isPast) => _life.TakeWhile(isPast).Aggregate(Begun, Evolve);

    private static App Evolve(App app, Recorded recorded) => AppDecider.Evolve(app, recorded.Event, recorded.At);
}
