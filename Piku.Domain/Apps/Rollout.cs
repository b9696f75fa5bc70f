using System.Collections.Immutable;

namespace Piku.Domain.Apps;

/// <summary>The processes of one generation: which release they run and which ports they were given.</summary>
/// <param name="Ports">Per process, such as "web.1".</param>
/// <param name="Recreates">Memory was too short for it beside the one before it.</param>
public sealed record Rollout(int Generation, int Release, ImmutableSortedDictionary<string, int> Ports, bool Recreates = false);

/// <summary>A generation that is live no longer and answers what it still has in hand until <paramref name="Until"/>.</summary>
public sealed record Draining(Rollout Rollout, DateTimeOffset Until)
{
    /// <summary>The most that PIKU_DRAIN_SECONDS can be.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Whether it still does. One that would end later than any can was recorded before the clock was set back, and is over.</summary>
    public bool Lasts(DateTimeOffset now) => Until > now && Until <= now + Longest;
}
