using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Piku.Reconciler.Loop;

/// <summary>The operator that the loop is made of.</summary>
public static class ConflateExtensions
{
    /// <summary>
    /// Runs <paramref name="work"/> for the newest value, never twice at once. Values that arrive meanwhile leave a mark and
    /// not a queue: one more run follows, whatever their number. After a result, one more run follows by itself once the
    /// delay that <paramref name="delay"/> asks for has passed, unless a value comes before. Once the source has ended no run
    /// follows another, and once the subscription is disposed of none begins.
    /// </summary>
    /// <param name="delay">Made once per subscription, so that it may count.</param>
    public static IObservable<TResult> Conflate<T, TResult>(
        this IObservable<T> source, Func<T, Task<TResult>> work, Func<Func<TResult, TimeSpan?>> delay, IScheduler scheduler) =>
        Observable.Create<TResult>(observer =>
        {
            var run = new Conflation<T, TResult>(observer, work, delay(), scheduler);
            return new CompositeDisposable(source.Subscribe(run.Next, observer.OnError, run.Complete), run);
        });

    private sealed class Conflation<T, TResult>(
        IObserver<TResult> observer, Func<T, Task<TResult>> work, Func<TResult, TimeSpan?> delay, IScheduler scheduler) : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly SerialDisposable _timer = new();
        private bool _busy;
        private bool _marked;
        private bool _completed;
        private bool _left;
        private T _newest = default!;

        public void Next(T value)
        {
            lock (_gate)
            {
                if (_completed) return;
                _newest = value;
                _timer.Disposable = null;
                if (_busy)
                {
                    _marked = true;
                    return;
                }

                _busy = true;
            }

            scheduler.Schedule(Run);
        }

        public void Complete()
        {
            lock (_gate)
            {
                _completed = true;
                _timer.Dispose();
                if (_busy) return;
            }

            observer.OnCompleted();
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _completed = true;
                _left = true;
                _timer.Dispose();
            }
        }

        private async void Run()
        {
            lock (_gate)
            {
                if (_left) return;
            }

            var result = await work(_newest).ConfigureAwait(false);
            observer.OnNext(result);
            bool again;
            lock (_gate)
            {
                again = _marked && !_completed;
                _marked = false;
                _busy = again;
                if (!again && !_completed && delay(result) is { } wait) _timer.Disposable = scheduler.Schedule(wait, () => Next(_newest));
                if (!again && _completed) observer.OnCompleted();
            }

            if (again) scheduler.Schedule(Run);
        }
    }
}
