using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Domain.Releases;

/// <summary>The releases of an app as its events tell them, those that are not kept any more among them. Pure.</summary>
public static class ReleaseTable
{
    /// <summary>The newest releases first, at most <paramref name="most"/>; those of an app of the same name that was destroyed are left out.</summary>
    /// <param name="newestFirst">All events of the app; no more of them are looked at than tell of these releases.</param>
    public static ImmutableArray<ReleaseRow> Of(IEnumerable<Recorded> newestFirst, int most)
    {
        var told = new Stack<Recorded>();
        var left = most;
        foreach (var recorded in newestFirst.TakeWhile(recorded => left > 0 && recorded.Event is not AppEvent.Destroyed))
        {
            if (Tells(recorded.Event)) told.Push(recorded);
            if (recorded.Event is AppEvent.ReleaseCreated made) left = made.Number == 1 ? 0 : left - 1;
        }

        return [.. told.Aggregate(Table.Empty, Evolve).Rows.Values.Reverse()];
    }

    /// <param name="Releases">Generation → the number of its release.</param>
    /// <param name="Live">The number of the live release; null when it is one of those before the first row.</param>
    private sealed record Table(ImmutableSortedDictionary<int, ReleaseRow> Rows, ImmutableDictionary<int, int> Releases, int? Live)
    {
        public static Table Empty { get; } = new(ImmutableSortedDictionary<int, ReleaseRow>.Empty, ImmutableDictionary<int, int>.Empty, null);

        public Table With(int? number, Func<ReleaseRow, ReleaseRow> change) =>
            number is { } known && Rows.TryGetValue(known, out var row) ? this with { Rows = Rows.SetItem(known, change(row)) } : this;

        public int? Of(int generation) => Releases.TryGetValue(generation, out var number) ? number : null;
    }

    private static bool Tells(AppEvent happened) => happened is
        AppEvent.ReleaseCreated or AppEvent.ReleaseBuilt or AppEvent.WentLive or AppEvent.RolloutFailed or AppEvent.RolloutSuperseded or AppEvent.Restarted or AppEvent.Started;

    /// <summary>What tells of a release that was made before the first row changes nothing.</summary>
    private static Table Evolve(Table table, Recorded recorded) => recorded.Event switch
    {
        AppEvent.ReleaseCreated made => table with
        {
            Rows = table.Rows.SetItem(made.Number, Made(made, recorded)),
            Releases = table.Releases.SetItem(made.Generation, made.Number),
        },
        AppEvent.ReleaseBuilt(var number, var environment, var tree) => table.With(number, row => Moved(row, ReleaseTrigger.Build) with { Environment = environment, Tree = tree, Built = recorded.At }),
        AppEvent.WentLive(var generation, _) => Switched(table, table.Of(generation), recorded.At),
        AppEvent.RolloutFailed(var generation, var reason, var environment) when table.Of(generation) != table.Live =>
            table.With(table.Of(generation), row => Moved(row, ReleaseTrigger.Fail) with { Failure = reason, Environment = environment ?? row.Environment }),
        AppEvent.RolloutSuperseded(var generation, _) when table.Of(generation) != table.Live => table.With(table.Of(generation), row => Moved(row, ReleaseTrigger.Supersede)),
        AppEvent.Restarted(var generation) => Again(table, generation),
        AppEvent.Started(var generation) => Again(table, generation),
        _ => table,
    };

    private static ReleaseRow Made(AppEvent.ReleaseCreated made, Recorded recorded) => new(
        made.Number, ReleaseState.Building, made.Cause, made.Note, made.Slug, null, null, made.Restores, (recorded.At, recorded.By), null, null, null, [made.Generation]);

    private static ReleaseRow Moved(ReleaseRow row, ReleaseTrigger trigger) => row with { State = ReleaseLifecycle.Table.Next(row.State, trigger) };

    private static Table Switched(Table table, int? live, DateTimeOffset at)
    {
        if (live == table.Live) return table;
        var next = table.With(live, row => Moved(row, ReleaseTrigger.GoLive) with { WentLive = at });
        var dies = next.Rows.Values.FirstOrDefault(row => row.Number > table.Live && row.Cause == ReleaseCause.Fallback)?.Note;
        return next.With(table.Live, row => dies is null ? Moved(row, ReleaseTrigger.Retire) : Moved(row, ReleaseTrigger.Fail) with { Failure = dies }) with { Live = live };
    }

    private static Table Again(Table table, int generation) => table.Live is { } live
        ? table.With(live, row => row with { Generations = row.Generations.Add(generation) }) with { Releases = table.Releases.SetItem(generation, live) }
        : table;
}
