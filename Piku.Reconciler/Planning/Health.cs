using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>Whether a process is up, from one look at it.</summary>
public abstract record Health
{
    /// <summary>The Emperor looks at its folder every few seconds; on a small box that is busy it takes some more.</summary>
    private const int StartSeconds = 60;

    /// <summary>Once may be an accident, and twice the fault of what it needs.</summary>
    private const int MostEnds = 3;

    private Health()
    {
    }

    public sealed record Up : Health;

    public sealed record Pending : Health;

    /// <summary>Nobody has come yet, so it has never been started.</summary>
    public sealed record Asleep : Health;

    /// <summary>It listens, and has not yet answered as it should.</summary>
    public sealed record Questioned : Health;

    /// <param name="Reason">Completes "web.1 …".</param>
    public sealed record Down(string Reason) : Health;

    /// <summary>Of a process that visitors are to be sent to for the first time: it has to stay up from its first start on.</summary>
    public static Health Of(Vassal vassal, ObservedApp observed, DateTimeOffset now)
    {
        var seen = observed.Vassal(vassal.Name);
        return (IsUp(vassal, seen, observed, now), vassal.Check) switch
        {
            (Up, { } check) => Answering(check, seen.Check),
            var (health, _) => health,
        };
    }

    /// <summary>Of one that is live: it may have been started again at any time since, and counts as it is now.</summary>
    public static Health OfLive(Vassal vassal, ObservedApp observed, DateTimeOffset now)
    {
        var seen = observed.Vassal(vassal.Name);
        return (vassal.Probe, seen) switch
        {
            (Probe.AcceptingOnDemand, _) => IsUp(vassal, seen, observed, now) is var health and not Asleep ? health : new Up(),
            (_, { Ends: { InARow: var ends, Waits: { } seconds } }) => new Down($"has ended soon after its start {ends} times in a row, and waits {seconds} s before the next one"),
            _ => IsUp(vassal, seen with { Starts = Math.Min(seen.Starts, 1) }, observed, now),
        };
    }

    /// <summary>Why a live process, which has been up, cannot be called alive any more; null while it can. What sleeps until somebody comes is not judged, nor anything without the one that starts it.</summary>
    public static Down? Dying(Vassal vassal, ObservedVassal seen, bool emperorAnswers) => (vassal.Probe, seen) switch
    {
        _ when !emperorAnswers => null,
        (Probe.Listening or Probe.StaysUp, { Ends: { InARow: >= MostEnds and var ends, Waits: not null } }) => new Down($"ended soon after its start {ends} times in a row"),
        (Probe.Accepting, { Starts: > MostEnds and var starts, Emperor: null or { Accepting: false } }) => new Down($"was started {starts} times and accepts no requests"),
        _ => null,
    };

    private static Health Answering(HttpCheck check, CheckResult? result) => result switch
    {
        { IsWell: true } => new Up(),
        { Attempts: var attempts } when attempts >= check.Retries => new Down($"answered GET {check.Path} with {result.Answer} at the last of {attempts} attempts, and {check.Expected} is expected"),
        _ => new Questioned(),
    };

    private static Health IsUp(Vassal vassal, ObservedVassal seen, ObservedApp observed, DateTimeOffset now)
    {
        var age = now - (seen.Written ?? now);
        return (vassal.Probe, seen) switch
        {
            // What cannot have been started cannot have failed.
            _ when !observed.EmperorAnswers => new Pending(),

            (Probe.Accepting, { Emperor: { Accepting: true, Cursed: false } }) => new Up(),
            (Probe.Accepting, { Starts: >= 1, Emperor: null or { Cursed: true } }) => new Down("could not load the app"),
            (Probe.Accepting, { Starts: >= 2 }) => new Down("exited before it accepted a request"),
            (Probe.Accepting(_, var timeout), _) when age.TotalSeconds > timeout => new Down($"did not accept requests within {timeout} s"),

            (Probe.AcceptingOnDemand, { Emperor: { Accepting: true, Cursed: false } }) => new Up(),
            (Probe.AcceptingOnDemand, { CameUp: true }) => new Up(),
            (Probe.AcceptingOnDemand, { Starts: >= 1, Emperor: null or { Pid: null } or { Cursed: true } }) => new Down("could not load the app"),
            (Probe.AcceptingOnDemand, { Starts: 0, IsAsleep: true }) => new Asleep(),
            (Probe.AcceptingOnDemand(_, var timeout), _) when age.TotalSeconds > timeout => new Down($"did not accept requests within {timeout} s"),

            (Probe.Listening or Probe.StaysUp, { Starts: >= 2 }) => new Down("exited as soon as it was started"),
            (Probe.Listening(_, var port, _), { Starts: 1 }) when observed.ListeningPorts.Contains(port) => new Up(),
            (Probe.Listening(var address, var port, var timeout), _) when age.TotalSeconds > timeout =>
                new Down($"does not listen on {address}:{port} after {timeout} s; let it use the variables BIND_ADDRESS and PORT"),

            (Probe.StaysUp, { Starts: 0 }) when age.TotalSeconds > StartSeconds => new Down($"was not started within {StartSeconds} s"),
            (Probe.StaysUp(var grace), { Starts: 1, LastStart: { } start }) when (now - start).TotalSeconds >= grace => new Up(),
            _ => new Pending(),
        };
    }
}
