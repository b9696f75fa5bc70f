using Piku.Domain.Apps;

namespace Piku.Domain.Journal;

/// <summary>An event as the journal holds it.</summary>
/// <param name="Seq">Its place among all events of the box: 1, 2, 3 … without gaps.</param>
/// <param name="Version">Its place among those of its app: 1, 2, 3 … without gaps.</param>
/// <param name="At">In UTC, to the millisecond.</param>
public sealed record Recorded(long Seq, AppName App, long Version, DateTimeOffset At, Provenance By, AppEvent Event);

/// <summary>Who caused an event, and with which words.</summary>
/// <param name="Actor">The name of an ssh key, or of a local user; "pikud" for what the reconciler reports.</param>
/// <param name="Fingerprint">Of the ssh key; empty for a local user.</param>
/// <param name="Verb">The verb line as it was given, values of settings left out.</param>
public sealed record Provenance(string Actor, string Fingerprint, string Verb);
