using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Piku.Domain.Apps;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>From names that something may have happened to, to passes: one at a time per app, side by side for several.</summary>
/// <remarks>
/// A trigger carries a name and nothing else, and triggers during a pass are worth one more pass however many they were.
/// A verdict that asks for another look is a trigger of its own, by the scheduler's clock.
/// </remarks>
public static class ReconcileLoop
{
    /// <summary>Runs until it is cancelled; then no pass begins any more, and those under way end.</summary>
    public static Task Run(Triggers triggers, Func<AppName, Task<Verdict>> pass, Action<AppName, Verdict> tell, CancellationToken cancel) => Run(triggers.All, pass, tell, cancel);

    internal static async Task Run(Func<IScheduler, IObservable<AppName>> triggers, Func<AppName, Task<Verdict>> pass, Action<AppName, Verdict> tell, CancellationToken cancel)
    {
        var scheduler = TaskPoolScheduler.Default;
        var stopped = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        using var registration = cancel.Register(stopped.SetResult);
        using var loop = Over(triggers(scheduler).TakeUntil(Observable.FromAsync(() => stopped.Task)), pass, scheduler)
            .Where(_ => !cancel.IsCancellationRequested)
            .Subscribe(end => tell(end.App, end.Verdict), ended.SetException, ended.SetResult);
        await ended.Task.ConfigureAwait(false);
    }

    /// <returns>Every verdict, with its app. Ends after <paramref name="triggers"/> has, and the passes that it started.</returns>
    public static IObservable<(AppName App, Verdict Verdict)> Over(
        IObservable<AppName> triggers, Func<AppName, Task<Verdict>> pass, IScheduler scheduler) =>
        triggers
            .GroupBy(app => app)
            .SelectMany(app => app.Conflate(name => Safely(pass, name), DelayOf(scheduler), scheduler).Select(verdict => (app.Key, verdict)));

    private static async Task<Verdict> Safely(Func<AppName, Task<Verdict>> pass, AppName name)
    {
        try
        {
            return await pass(name).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            return new Verdict.Stuck(failure.Message);
        }
    }

    /// <summary>When to look again by itself; counts failures in a row.</summary>
    private static Func<Func<Verdict, TimeSpan?>> DelayOf(IScheduler scheduler) => () =>
    {
        var failures = 0;
        return verdict =>
        {
            failures = verdict is Verdict.Stuck ? failures + 1 : 0;
            return verdict switch
            {
                Verdict.Converged(var again) => again - scheduler.Now,
                Verdict.Drifted => null,
                Verdict.RecheckAfter(var delay, _) => delay,
                _ => Backoff.After(failures),
            };
        };
    };
}
