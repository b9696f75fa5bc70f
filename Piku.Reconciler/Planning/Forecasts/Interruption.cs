using System.Collections.Immutable;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>What visitors would notice.</summary>
/// <param name="What">One word for programs.</param>
/// <param name="Told">A sentence without its full stop.</param>
public sealed record Interruption(Interrupted What, string Told)
{
    /// <param name="course">What visitors get, at first and after each step.</param>
    /// <param name="why">Why former processes end before new ones are up, where they do.</param>
    public static Interruption Of(ImmutableArray<Visitors> course, string app, string? why) => (course[0], HasGap(course), course[^1]) switch
    {
        (_, _, Visitors.Unknown) => new(Interrupted.Unknown, "nobody can tell, because uWSGI's Emperor does not answer"),
        (Visitors.Answered, true, Visitors.Answered) => new(Interrupted.Gap, $"visitors get an error with status 503 from when the former processes end until the new ones are up: {why ?? "what runs is started again in its place"}"),
        (Visitors.Answered, false, Visitors.Answered) => new(Interrupted.None, "none"),
        (Visitors.NoSite, _, Visitors.NoSite) => new(Interrupted.None, "none; the app has no site"),
        (_, _, Visitors.Answered) => new(Interrupted.None, "none; the app answers visitors from then on"),
        (var first, _, var last) when first == last => new(Interrupted.None, $"none; {Gets(last, app)}, as before"),
        (_, _, Visitors.NoSite) => new(Interrupted.NoSite, $"from then on, {Gets(Visitors.NoSite, app)}"),
        (_, _, Visitors.Unanswered) => new(Interrupted.Error, $"from then on, {Gets(Visitors.Unanswered, app)}"),
        (_, _, var last) => new(Interrupted.Page, $"from then on, {Gets(last, app)}"),
    };

    private static bool HasGap(ImmutableArray<Visitors> course) => course.Zip(course.Skip(1)).Any(pair => pair is (Visitors.Answered, Visitors.Unanswered));

    private static string Gets(Visitors visitors, string app) => visitors switch
    {
        Visitors.Answered => "the app answers visitors",
        Visitors.Unanswered => "visitors get an error with status 503, because no process answers them",
        Visitors.Stopped => $"visitors get a page with status 503, until start {app}",
        Visitors.Maintenance => $"visitors get the page of maintenance with status 503, until maintenance:off {app}",
        Visitors.ScaledAway => "visitors get a page with status 503, because no process that listens is asked for",
        Visitors.NoSite => "visitors find no site",
        Visitors.Unknown => "nobody can tell what visitors get",
    };
}

/// <summary>The kinds of interruption.</summary>
public enum Interrupted
{
    None,

    /// <summary>An error for as long as new processes take to start.</summary>
    Gap,

    /// <summary>A page in the place of the app, until somebody asks for the app again.</summary>
    Page,

    /// <summary>An error until something is done about it.</summary>
    Error,

    NoSite,

    Unknown,
}
