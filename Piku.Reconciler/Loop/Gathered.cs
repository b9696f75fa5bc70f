using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Piku.Reconciler.Loop;

/// <summary>How many of the same come to one.</summary>
public static class GatheredExtensions
{
    /// <summary>The first of a kind at once; what comes of that kind within <paramref name="time"/> after it, as one at the end of that time, after which it goes on so.</summary>
    public static IObservable<T> Gathered<T>(this IObservable<T> source, TimeSpan time, IScheduler scheduler)
        where T : notnull =>
        Observable.Create<T>(observer =>
        {
            var came = new Dictionary<T, bool>(); // Whether another one came since.
            return source.Subscribe(Next, observer.OnError, observer.OnCompleted);

            void Next(T value)
            {
                lock (came)
                {
                    if (!came.TryAdd(value, false))
                    {
                        came[value] = true;
                        return;
                    }

                    scheduler.Schedule(time, () => Again(value));
                    observer.OnNext(value);
                }
            }

            void Again(T value)
            {
                lock (came)
                {
                    if (came.Remove(value, out var another) && another) Next(value);
                }
            }
        });
}
