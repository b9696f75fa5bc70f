using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>One process, as it should be and as it is.</summary>
/// <param name="Process">Kind and ordinal, such as "web.1".</param>
/// <param name="Since">When it was started last; null when it has not been.</param>
/// <param name="Restarts">How often it was started again since it was set up.</param>
/// <param name="Pid">Of its uWSGI master; null when the Emperor has none.</param>
public sealed record ProcessRow(string Process, ProcessState State, int? Pid, DateTimeOffset? Since, long Restarts, int? Port, int Release, int Generation)
{
    public string Kind => Process[..Process.LastIndexOf('.')];

    public int Ordinal => int.Parse(Process.AsSpan(Process.LastIndexOf('.') + 1), CultureInfo.InvariantCulture);
}

public enum ProcessState
{
    /// <summary>It accepts, listens, or has stayed up, as its kind demands.</summary>
    Up,

    Starting,

    /// <summary>Nobody has come for a while, so it has ended; the next request starts it.</summary>
    Asleep,

    /// <summary>It has ended several times in short order, and is started again after longer and longer waits.</summary>
    BackingOff,

    /// <summary>It does not do what its kind demands, although there was time enough.</summary>
    Down,

    /// <summary>Of a former release, and still answers what it had in hand.</summary>
    Draining,

    /// <summary>The Emperor does not answer, so nobody knows.</summary>
    Unknown,
}

/// <summary>Every process of an app that should run or does. Pure.</summary>
public static class ProcessTable
{
    /// <summary>As many starts as this without coming up are no accident.</summary>
    private const int Struggling = 3;

    /// <summary>In the order of the Procfile's kinds; what is live first, then what is on its way, then what drains.</summary>
    public static ImmutableArray<ProcessRow> Of(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
    [
        .. Rows(desired.App, desired.Live, observed, now, isLive: true),
        .. Rows(desired.App, desired.Candidate, observed, now, isLive: false),
        .. desired.App.Draining.Where(d => d.Lasts(now)).SelectMany(d => Draining(d.Rollout, observed)),
    ];

    private static IEnumerable<ProcessRow> Rows(App app, DesiredRollout? rollout, ObservedApp observed, DateTimeOffset now, bool isLive) =>
        rollout is null ? [] : rollout.Vassals
            .Select(vassal => Row(rollout.Rollout, vassal, observed, isLive ? Health.OfLive(vassal, observed, now) : Health.Of(vassal, observed, now)))
            .Concat(rollout.WithoutPort.Select(process => new ProcessRow(process, ProcessState.Starting, null, null, 0, null, rollout.Rollout.Release, rollout.Rollout.Generation)))
            .OrderBy(row => app.Slug(app.Release(row.Release)).Processes.Keys.ToList().IndexOf(row.Kind))
            .ThenBy(row => row.Ordinal);

    private static ProcessRow Row(Rollout rollout, Vassal vassal, ObservedApp observed, Health health)
    {
        var seen = observed.Vassal(vassal.Name);
        return Row(rollout, vassal.Process, seen, health switch
        {
            _ when !observed.EmperorAnswers => ProcessState.Unknown,
            Health.Up or Health.Asleep when seen.IsAsleep => ProcessState.Asleep,
            Health.Up => ProcessState.Up,
            _ when seen.Ends?.Waits is not null || seen.Starts >= Struggling => ProcessState.BackingOff,
            Health.Down => ProcessState.Down,
            _ => ProcessState.Starting,
        });
    }

    /// <summary>Their vassals are not rendered any more, so their names tell.</summary>
    private static IEnumerable<ProcessRow> Draining(Rollout rollout, ObservedApp observed) =>
        from vassal in observed.Vassals
        let name = VassalName.TryParse(vassal.Key)
        where name?.Generation == rollout.Generation
        select Row(rollout, name.Process, vassal.Value, ProcessState.Draining);

    private static ProcessRow Row(Rollout rollout, string process, ObservedVassal seen, ProcessState state) => new(
        process,
        state,
        seen.Emperor?.Pid,
        seen.LastStart,
        Math.Max(0, seen.Starts - 1),
        rollout.Ports.TryGetValue(process, out var port) ? port : null,
        rollout.Release,
        rollout.Generation);
}
