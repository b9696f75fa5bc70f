using System.Diagnostics;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Keys;

namespace Piku.Domain.Journal;

/// <summary>Reads, asks whether the key may, decides and appends, with nothing recorded in between.</summary>
public static class Transaction
{
    /// <param name="command">What to ask, given the app as it is; so that a number such as "the next generation" can be in it.</param>
    /// <returns>The app as it is afterwards, with what was recorded for it; or the refusal.</returns>
    public static Outcome Run(IJournal journal, AppName name, Func<App, AppCommand> command, Provenance by) => Run(journal, name, (app, _) => command(app), by);

    /// <param name="command">What to ask, given the app and the journal as they are.</param>
    /// <inheritdoc cref="Run(IJournal, AppName, Func{App, AppCommand}, Provenance)"/>
    public static Outcome Run(IJournal journal, AppName name, Func<App, IJournal, AppCommand> command, Provenance by) => journal.Alone(alone =>
    {
        var ring = by.Fingerprint == "" ? KeyRing.Empty : alone.Read(AppName.Box).Keys ?? KeyRing.Empty;
        var app = alone.Read(name);
        var asked = command(app, alone);
        if (Rights.WhyRefused(ring, by, Rights.Needed(asked), name == AppName.Box ? null : name) is { } missing) return new Outcome.Refused(missing);
        var decision = AppDecider.Decide(asked, app);
        if (decision is Decision.Refused(var refusal)) return new Outcome.Refused(refusal);
        var events = ((Decision.Accepted)decision).Events;
        if (events.IsEmpty) return new Outcome.Done(app, []);

        var after = events.Aggregate(app, (a, e) => AppDecider.Evolve(a, e, DateTimeOffset.UnixEpoch));
        var isSharing = events.Any(e => e is AppEvent.ReleaseCreated or AppEvent.PortsAllotted);
        if (isSharing && HostDecider.WhyRefused(alone.Host, after) is { } taken) return new Outcome.Refused(taken);
        var recorded = alone.Append(app, events, by) ?? throw new UnreachableException("Something was recorded while nobody else could.");
        return (Outcome)new Outcome.Done(recorded.Aggregate(app, (a, r) => AppDecider.Evolve(a, r.Event, r.At)), recorded);
    });
}

/// <summary>How a transaction ended.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    public sealed record Done(App App, IReadOnlyList<Recorded> Recorded) : Outcome;

    public sealed record Refused(Refusal Refusal) : Outcome;
}
