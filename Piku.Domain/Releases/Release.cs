using System.Collections.Immutable;

namespace Piku.Domain.Releases;

/// <summary>A slug and the config that it runs with; numbered per app and never changed, but for where it stands.</summary>
/// <param name="Config">What verbs had set when it was made, without the slug's ENV file.</param>
/// <param name="Environment">The fingerprint of its dependencies' folder, once built, where the runtime has one.</param>
/// <param name="Tree">The fingerprint of the folder in which its build made something of its files; null where its processes run in the slug as it was pushed.</param>
/// <param name="BuildSalt">The number of the newest release made by <c>deploy</c> that has not failed: part of the environment's fingerprint, so that a rebuild never touches what runs.</param>
/// <param name="WentLive">When visitors were first sent to it; null when they never were.</param>
/// <param name="Keeps">How many of the newest releases are kept, this one among them; null for as many as usual.</param>
/// <param name="Restores">The number of the release of which it has the slug and the config; null where it brings none back.</param>
public sealed record Release(
    int Number,
    ReleaseState State,
    ReleaseCause Cause,
    string Note,
    string Slug,
    ImmutableSortedDictionary<string, string> Config,
    string? Environment,
    int BuildSalt,
    string? Failure,
    DateTimeOffset? WentLive = null,
    int? Restores = null,
    int? Keeps = null,
    string? Tree = null)
{
    /// <summary>How many of the newest releases are kept where <see cref="Keeps"/> does not say.</summary>
    public const int UsuallyKept = 5;
}
