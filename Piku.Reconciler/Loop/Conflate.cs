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
    /// <param name="isFaint">Of a value that counts for nothing during and after a run whose <see cref="Pause"/> is deaf to it.</param>
    /// <param name="delay">Made once per subscription, so that it may count.</param>
    public static IObservable<TResult> Conflate<T, TResult>(
        this IObservable<T> source, Func<T, Task<TResult>> work, Func<T, bool> isFaint, Func<Func<TResult, Pause>> delay, IScheduler scheduler) =>
        Observable.Create<TResult>(observer =>
        {
            var run = new Conflation<T, TResult>(observer, work, isFaint, delay(), scheduler);
            return new CompositeDisposable(source.Subscribe(run.Next, observer.OnError, run.Complete), run);
        });

    private sealed class Conflation<T, TResult>(
        IObserver<TResult> observer, Func<T, Task<TResult>> work, Func<T, bool> isFaint, Func<TResult, Pause> delay, IScheduler scheduler) : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly SerialDisposable _timer = new();
        private bool _busy;
        private bool _marked;
        private bool _markedFaintly;
        private bool _deaf;
        private bool _completed;
        private bool _left;
        private T _newest = default!;

        public void Next(T value)
        {
            lock (_gate)
            {
                if (_completed || (isFaint(value) && _deaf && !_busy)) return;
                _newest = value;
                if (_busy && isFaint(value)) _markedFaintly = true;
                else if (_busy) _marked = true;
                else Begin();
            }
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

        /// <summary>Under the gate.</summary>
        private void Begin()
        {
            _timer.Disposable = null;
            (_busy, _marked, _markedFaintly) = (true, false, false);
            scheduler.Schedule(Run);
        }

        private async void Run()
        {
            lock (_gate)
            {
                if (_left) return;
            }

            var result = await work(_newest).ConfigureAwait(false);
            observer.OnNext(result);
            lock (_gate)
            {
                _busy = false;
                (var wait, _deaf) = delay(result);
                if (_completed) observer.OnCompleted();
                else if (_marked || (_markedFaintly && !_deaf)) Begin();
                else if (wait is { } time) _timer.Disposable = scheduler.Schedule(time, Due);
            }
        }

        private void Due()
        {
            lock (_gate)
            {
                if (!_busy && !_completed) Begin();
            }
        }
    }
}

/// <summary>What is to follow a run.</summary>
/// <param name="Time">After which another one follows by itself; null for never.</param>
/// <param name="IsDeaf">Whether faint values count for nothing until then.</param>
public readonly record struct Pause(TimeSpan? Time, bool IsDeaf = false);
