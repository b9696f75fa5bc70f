using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Piku.Reconciler.Loop;

/// <summary>How many apps are looked at without anything else having to wait for it.</summary>
public static class SpreadExtensions
{
    /// <summary>All of them in their order, the first at once and the others evenly over the time, which ends after the last one; with no time, all at once.</summary>
    public static IObservable<T> Spread<T>(this IReadOnlyList<T> all, TimeSpan over, IScheduler scheduler) => over == TimeSpan.Zero || all.Count == 0
        ? all.ToObservable()
        : Observable.Generate(0, i => i < all.Count, i => i + 1, i => all[i], i => i == 0 ? TimeSpan.Zero : over / all.Count, scheduler);
}
