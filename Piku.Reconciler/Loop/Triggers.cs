using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Loop;

/// <summary>What wakes the loop: the journal's head, changes in the folders that we write, processes that start or wait to be started again, and the clock.</summary>
/// <remarks>What is watched only shortens the wait: whatever is missed, the full look finds. An app of which nothing was ever recorded is not named, whatever bears its name.</remarks>
/// <param name="heard">Is told of each app of which something was recorded or seen, before its name is.</param>
/// <param name="looked">Is told whenever all apps are about to be looked at.</param>
public sealed class Triggers(RootLayout root, IJournal journal, BeginWatch watch, Action<AppName> heard, Action looked)
{
    private static readonly TimeSpan BetweenFullLooks = TimeSpan.FromSeconds(60);

    /// <summary>Much is written at once where something is written, by us most of the time: five looks in a second are enough, the first of them at once.</summary>
    private static readonly TimeSpan BetweenDrifts = TimeSpan.FromMilliseconds(200);

    private const int Page = 500;

    private readonly WatchTable _table = new(root);
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<AppName, bool> _known = [];
    private long _seen;

    /// <summary>Begins with every app. Ends in an error only if the journal cannot be read at the start.</summary>
    public IObservable<Trigger> All(IScheduler scheduler) => Observable.Defer(() =>
    {
        _seen = journal.Head;
        return Observable.Merge(Changed(scheduler), FullLooks(scheduler));
    });

    private IObservable<Trigger> FullLooks(IScheduler scheduler) =>
        Observable.Timer(TimeSpan.Zero, BetweenFullLooks, scheduler)
            .SelectMany((_, number) => Attempt(Everyone).Spread(number == 0 ? TimeSpan.Zero : BetweenFullLooks, scheduler))
            .Select(app => new Trigger(app));

    private IObservable<Trigger> Changed(IScheduler scheduler) => Observable.Defer(() =>
    {
        var concerns = Changes(scheduler).Select(_table.Of).Publish();
        var aside = scheduler.DisableOptimizations(typeof(ISchedulerLongRunning)); // A thread of its own would wait most of the time.
        return concerns.Where(concern => concern.Kind == ConcernKind.Record).ObserveOn(aside).SelectMany(_ => Attempt(NewlyRecorded)).Select(app => new Trigger(app))
            .Merge(concerns.Where(concern => concern.Kind == ConcernKind.Everybody).Gathered(BetweenDrifts, scheduler).ObserveOn(aside).SelectMany(_ => Attempt(Everyone)).Select(app => new Trigger(app)))
            .Merge(concerns.Where(concern => concern.App is { } app && _known.ContainsKey(app)).Do(concern => heard(concern.App!)).Gathered(BetweenDrifts, scheduler).Select(concern => new Trigger(concern.App!, concern.Kind == ConcernKind.Drift)))
            .Merge(Observable.Create<Trigger>(_ => concerns.Connect()));
    });

    /// <summary>A watch that has died is replaced, and what happened meanwhile is not known. Why is said once, however often it dies of it.</summary>
    private IObservable<FolderChange> Changes(IScheduler scheduler)
    {
        var begun = 0;
        string? said = null;
        return Observable.Create<FolderChange>(observer =>
            {
                var watching = watch(observer.OnNext, observer.OnError);
                if (begun++ > 0) observer.OnNext(FolderChange.Any);
                return watching;
            })
            .RetryWhen(deaths => deaths.Do(Tell).SelectMany((_, number) => Observable.Timer(Backoff.After(number + 1), scheduler)));

        void Tell(Exception death)
        {
            if (death.Message != said) Console.Error.WriteLine(said = death.Message);
        }
    }

    /// <summary>What is new is read even if nobody has told.</summary>
    private List<AppName> Everyone()
    {
        NewlyRecorded();
        List<AppName> names = [AppName.Box, .. journal.Names];
        foreach (var name in names) _known.TryAdd(name, true);
        looked();
        return names;
    }

    private List<AppName> NewlyRecorded()
    {
        lock (_gate)
        {
            var names = new HashSet<AppName>();
            if (journal.Head < _seen)
            {
                // What is recorded is another history now: somebody has put back an earlier one, or mended it.
                names.UnionWith([AppName.Box, .. journal.Names]);
                foreach (var app in names) heard(app);
                _seen = journal.Head;
            }

            while (journal.After(_seen, Page) is { Count: > 0 } page)
            {
                names.UnionWith(page.Select(recorded => recorded.App));
                foreach (var app in page.Select(recorded => recorded.App).Distinct()) heard(app);
                _seen = page[^1].Seq;
            }

            foreach (var name in names) _known.TryAdd(name, true);
            return [.. names];
        }
    }

    /// <summary>A journal that cannot be read now is read at the next trigger.</summary>
    private static List<AppName> Attempt(Func<List<AppName>> read)
    {
        try
        {
            return read();
        }
        catch (JournalException trouble)
        {
            Console.Error.WriteLine(trouble.Message);
            return [];
        }
    }
}
