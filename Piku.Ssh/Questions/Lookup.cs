using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Questions;

/// <summary>An app at a moment that somebody has named: what it ran then, and with how many processes.</summary>
/// <param name="Name">Of the moment, with the release: "v3", or "#57 (v3)".</param>
/// <param name="App">As it was then; as it is now where a release was named, which has no scale of its own.</param>
public sealed record Found(string Name, App App, Former Former);

/// <summary>Finds moments in an app's life. Reads its events only where what is at hand does not tell.</summary>
public sealed class Lookup(Session session, App app)
{
    private Past? _past;

    public Past Past => _past ??= new Past(app.Name, [.. Backwards.Of(session.Journal, app.Name).Reverse()]);

    /// <exception cref="RefusedException">The text names no moment, or one at which nothing of the app was live.</exception>
    public Found At(string text) => At(Point.TryParse(text) ?? new Point.Time(Moment.Parse(text, session.Clock.GetUtcNow(), session.Clock.LocalTimeZone)));

    /// <exception cref="RefusedException">As above.</exception>
    public Found At(Point point) => point switch
    {
        Point.Release(var number) => new Found(point.Name, app, Former.Of(app, number) ?? Past.Release(number) ?? throw new RefusedException($"'{app.Name}' has no release v{number}; see: releases {app.Name}.")),
        Point.Event(var seq) when seq > session.Journal.Head => throw new RefusedException($"there is no event #{seq} yet; see: history {app.Name}."),
        Point.Event(var seq) => Live(point, Past.At(seq)),
        Point.Time(var at) when at > session.Clock.GetUtcNow() => throw new RefusedException($"{point.Name} is yet to come; name a time that has passed."),
        Point.Time(var at) => Live(point, Past.At(at)),
        _ => throw new System.Diagnostics.UnreachableException(point.GetType().Name),
    };

    /// <summary>What is live now, or was when the app was stopped.</summary>
    /// <exception cref="RefusedException">Nothing has ever been.</exception>
    public Found Now => app.Live is { } live
        ? new Found($"v{live.Release}, which is live", app, Former.Of(app, live.Release)!)
        : throw new RefusedException($"'{app.Name}' has no live release; push one: git push piku main.");

    /// <summary>What was live before that which is live now.</summary>
    /// <exception cref="RefusedException">Nothing was.</exception>
    public Found Previous => app.Releases.LastOrDefault(release => release.State == ReleaseState.Retired) is { } former
        ? new Found($"v{former.Number}", app, new Former(former, app.Slug(former)))
        : throw new RefusedException($"'{app.Name}' has no former release that was live; see: releases {app.Name}.");

    private Found Live(Point point, App then) => then.Live is { } live
        ? new Found($"{point.Name} (v{live.Release})", then, Former.Of(then, live.Release)!)
        : throw new RefusedException($"at {point.Name} no release of '{app.Name}' had ever been live; see: history {app.Name}.");
}
