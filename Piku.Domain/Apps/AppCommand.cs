using System.Collections.Immutable;
using Piku.Domain.Certificates;
using Piku.Domain.Releases;

namespace Piku.Domain.Apps;

/// <summary>
/// What can be asked of an app, or reported of it by the reconciler: one door for both.
/// </summary>
/// <remarks>Deciding a command a second time, over its own events, records nothing: each names the level to reach, not a step.</remarks>
public abstract partial record AppCommand
{
    private AppCommand()
    {
    }

    /// <summary>One that is for the box itself, <see cref="AppName.Box"/>.</summary>
    public abstract record OfBox : AppCommand
    {
        private protected OfBox()
        {
        }
    }

    /// <summary>Roll this slug out. Does nothing when it is what runs already.</summary>
    public sealed record Push(Slug Slug) : AppCommand;

    /// <summary>Take over an app that runs elsewhere, with the settings and the scale that it has there. Does nothing when there is an app of the name.</summary>
    /// <param name="From">The folder that it comes from, for people.</param>
    /// <param name="Runs">Whether it is to be rolled out now, or to wait as a stopped app.</param>
    /// <param name="Port">What its first <c>web</c> process listens on to begin with; null where the box chooses.</param>
    /// <param name="Certificate">One that is in its place already; null where it brings none.</param>
    public sealed record TakeOver(
        string From, Slug Slug, ImmutableSortedDictionary<string, string> Config, ImmutableSortedDictionary<string, int> Counts, bool Runs, int? Port = null, CertificatePair? Certificate = null) : AppCommand;

    public sealed record SetConfig(ImmutableSortedDictionary<string, string> Values) : AppCommand;

    public sealed record UnsetConfig(ImmutableArray<string> Keys) : AppCommand;

    /// <summary>Build the slug that is on its way, or else the live one, anew and roll it out as release <paramref name="Number"/>, the next one of the app that the user saw.</summary>
    public sealed record Deploy(int Number) : AppCommand;

    /// <summary>Bring a former release's slug and config back as release <paramref name="Number"/>, the next one of the app that the user saw.</summary>
    /// <param name="Former">Of this app, from its events; it may be too old for <see cref="App.Releases"/>.</param>
    /// <param name="Slug">That of the former release.</param>
    public sealed record Rollback(int Number, Release Former, Slug Slug) : AppCommand;

    /// <summary>Take back what an event did to the config.</summary>
    /// <param name="Event">Its number, for people.</param>
    /// <param name="Set">Values as they were before it; with the keys in <paramref name="Unset"/>, which were not set.</param>
    public sealed record UndoConfig(long Event, ImmutableSortedDictionary<string, string> Set, ImmutableArray<string> Unset) : AppCommand;

    /// <summary>Run so many of each kind; kinds that are not named stay as they are.</summary>
    public sealed record Scale(ImmutableSortedDictionary<string, int> Counts) : AppCommand;

    /// <summary>Start fresh processes of the live release as <paramref name="Generation"/>, the next one of the app that the user saw.</summary>
    public sealed record Restart(int Generation) : AppCommand;

    public sealed record Stop : AppCommand;

    public sealed record Start : AppCommand;

    /// <summary>Show visitors a page instead of the app, which goes on running.</summary>
    public sealed record BeginMaintenance(string Page) : AppCommand;

    public sealed record EndMaintenance : AppCommand;

    public sealed record Destroy : AppCommand;

    public sealed record ReportBuilt(int Number, string? Environment, string? Tree = null) : AppCommand;

    public sealed record ReportPorts(int Generation, ImmutableSortedDictionary<string, int> Ports) : AppCommand;

    public sealed record ReportNoRoom(int Generation, string Reason) : AppCommand;

    /// <param name="At">When Cloudflare was asked.</param>
    public sealed record ReportCloudflare(DateTimeOffset At, ImmutableArray<string> Ranges) : AppCommand;

    public sealed record ReportInclude(string Slug, string Path, string Text) : AppCommand;

    /// <summary>For an app, and for the box.</summary>
    public sealed record ReportRepaired(AppEvent.Repaired Repair) : AppCommand;

    /// <summary>How the newest run of a cron line has ended.</summary>
    /// <param name="Failure">Why it failed; null when it ended well.</param>
    public sealed record ReportCron(string Kind, string? Failure) : AppCommand;

    public sealed record ReportLive(int Generation) : AppCommand;

    public sealed record ReportFailed(int Generation, string Reason, string? Environment = null) : AppCommand;

    /// <summary>The live generation ends again and again, soon after it has gone live.</summary>
    public sealed record ReportDying(int Generation, string Reason) : AppCommand;
}
