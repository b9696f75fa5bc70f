using System.Collections.Immutable;
using Piku.Domain.Journal;

namespace Piku.Domain.Releases;

/// <summary>A release, whether or not it is kept: what made it, and what became of it.</summary>
/// <param name="Made">When, and by whom.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="Generations">Under which it was rolled out, the first one first: when it was made, and at each restart and start while it was live.</param>
public sealed record ReleaseRow(
    int Number,
    ReleaseState State,
    ReleaseCause Cause,
    string Note,
    string Slug,
    string? Environment,
    string? Tree,
    int? Restores,
    (DateTimeOffset At, Provenance By) Made,
    DateTimeOffset? Built,
    DateTimeOffset? WentLive,
    string? Failure,
    ImmutableArray<int> Generations)
{
    /// <summary>From when it was asked for; a wait for other builds is part of it.</summary>
    public TimeSpan? BuildTime => Built - Made.At;

    /// <summary>From the end of its build until visitors were sent to it.</summary>
    public TimeSpan? SwitchTime => WentLive - Built;
}
