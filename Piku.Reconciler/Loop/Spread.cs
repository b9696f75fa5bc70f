using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Piku.Reconciler.Loop;

/// <summary>How many apps are looked at without anything else having to wait for it.</summary>
public static class SpreadExtensions
{
    /// <summary>To wake up costs more than to look at some apps that have not changed; and so often at most the Emperor is asked for all of them.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    /// <summary>
    /// All of them in their order, the first at once and the others evenly over the time, which ends after the last one; as many together as come within five seconds. With no
    /// time, all at once.
    /// </summary>
    public static IObservable<T> Spread<T>(this IReadOnlyList<T> all, TimeSpan over, IScheduler scheduler)
    {
        if (over == TimeSpan.Zero || all.Count == 0) return all.ToObservable();
        var turns = Math.Clamp((int)(over / Least), 1, all.Count);
        return Observable.Generate(0, turn => turn < turns, turn => turn + 1, turn => turn, turn => turn == 0 ? TimeSpan.Zero : over / turns, scheduler)
            .SelectMany(turn => all.Skip(all.Count * turn / turns).Take((all.Count * (turn + 1) / turns) - (all.Count * turn / turns)));
    }
}
