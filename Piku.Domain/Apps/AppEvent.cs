using System.Collections.Immutable;
using Piku.Domain.Releases;

namespace Piku.Domain.Apps;

/// <summary>
/// What can have happened to an app; each name completes "it happened that the app …".
/// </summary>
/// <remarks>
/// Stored under the names of the event table in <c>EventCodec</c>, never under these type names. A release is rolled out under a
/// <em>generation</em>, a number that only grows within an app: a release, a restart and a start each take the next one,
/// so a vassal of one generation is never mistaken for that of another.
/// </remarks>
public abstract partial record AppEvent
{
    private AppEvent()
    {
    }

    /// <summary>One of the box itself, in the stream of <see cref="AppName.Box"/>.</summary>
    public abstract record OfBox : AppEvent
    {
        private protected OfBox()
        {
        }
    }

    public sealed record Created : AppEvent;

    public sealed record SlugReceived(Slug Slug) : AppEvent;

    /// <summary>The app was taken over from elsewhere.</summary>
    /// <param name="From">The folder that it comes from.</param>
    /// <param name="Slug">The code that ran there, which the repository has: until something of the app is live, this can be rolled out.</param>
    public sealed record TakenOver(string From, string Slug) : AppEvent;

    public sealed record ConfigChanged(ImmutableSortedDictionary<string, string> Set, ImmutableArray<string> Unset) : AppEvent;

    /// <param name="Number">v1, v2 …: without gaps within an app, never used twice.</param>
    /// <param name="Slug">The fingerprint of a slug that was received before.</param>
    /// <param name="Note">What made it, for people: a commit and its subject, "config: FOO, BAR".</param>
    /// <param name="Restores">The number of the release that it brings back; null where it brings none.</param>
    /// <param name="BuildSalt">That of the release which it brings back, so that its environment is found again; null for the app's.</param>
    /// <param name="Keeps">How many of the newest releases are kept from then on, where a setting says otherwise than usual: events are folded without knowing the values of settings.</param>
    public sealed record ReleaseCreated(
        int Number, int Generation, string Slug, ReleaseCause Cause, string Note, int? Restores = null, int? BuildSalt = null, int? Keeps = null) : AppEvent;

    /// <param name="Environment">The fingerprint of its dependencies' folder; null where the runtime has none.</param>
    /// <param name="Tree">The fingerprint of the folder in which something was made of its files; null where its processes run in the slug.</param>
    public sealed record ReleaseBuilt(int Number, string? Environment, string? Tree = null) : AppEvent;

    /// <param name="Ports">Per process, such as "web.1".</param>
    public sealed record PortsAllotted(int Generation, ImmutableSortedDictionary<string, int> Ports) : AppEvent;

    /// <summary>The processes before it have to end first.</summary>
    /// <param name="Reason">What was measured.</param>
    public sealed record RecreateChosen(int Generation, string Reason) : AppEvent;

    /// <param name="DrainSeconds">How long the generation before it is kept for the requests that it still answers.</param>
    public sealed record WentLive(int Generation, int DrainSeconds) : AppEvent;

    /// <param name="Environment">The fingerprint of the dependencies that were installed before it failed, so that the next attempt finds them; null where there are none, or it is known of the release.</param>
    public sealed record RolloutFailed(int Generation, string Reason, string? Environment = null) : AppEvent;

    public sealed record RolloutSuperseded(int Generation, int By) : AppEvent;

    /// <param name="Counts">Only the kinds that changed.</param>
    public sealed record Scaled(ImmutableSortedDictionary<string, int> Counts) : AppEvent;

    public sealed record Restarted(int Generation) : AppEvent;

    public sealed record Stopped : AppEvent;

    public sealed record Started(int Generation) : AppEvent;

    /// <param name="Page">What visitors get; empty for piku's own words.</param>
    public sealed record MaintenanceBegan(string Page) : AppEvent;

    public sealed record MaintenanceEnded : AppEvent;

    /// <param name="At">When Cloudflare was asked for the ranges that it comes from.</param>
    public sealed record CloudflareAsked(DateTimeOffset At, ImmutableArray<string> Ranges) : AppEvent;

    /// <summary>A file of a slug that a setting names for nginx was read.</summary>
    /// <param name="Path">Below the slug's folder.</param>
    public sealed record IncludeRead(string Slug, string Path, string Text) : AppEvent;

    /// <summary>Something that piku had written was not as it should be, and was written again; or it was left so, as a setting asks for. Of an app, or of the box.</summary>
    /// <param name="At">When it was written again.</param>
    /// <param name="What">Processes, and paths below the root.</param>
    /// <param name="Difference">From what was found to what has to be there, as <c>diff -u</c> tells it, without values of settings and keys; null where nobody noted it.</param>
    /// <param name="Mark">Tells one difference from another.</param>
    /// <param name="Kept">The folder below the root with what was found; null where nothing was.</param>
    public sealed record Repaired(DateTimeOffset At, ImmutableArray<string> What, string? Difference = null, string? Mark = null, string? Kept = null, bool IsLeft = false) : AppEvent;

    /// <summary>A run of a cron line failed, and the one before it had not. Single runs are no events: there are too many of them.</summary>
    public sealed record CronFailed(string Kind, string Reason) : AppEvent;

    /// <summary>A run of a cron line ended well, and the one before it had failed.</summary>
    public sealed record CronRecovered(string Kind) : AppEvent;

    public sealed record Destroyed : AppEvent;
}
