using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Loop;

/// <summary>What wakes the loop: the journal's head, changes in the folders that we write and in sshd's file of keys, processes that start or wait to be started again, and the clock.</summary>
/// <remarks>The watchers only shorten the wait: whatever they miss, the full look finds.</remarks>
/// <param name="heard">Is told of each app of which something was recorded, before its name is.</param>
/// <param name="looked">Is told whenever all apps are about to be looked at.</param>
public sealed class Triggers(RootLayout root, IJournal journal, Action<AppName> heard, Action looked)
{
    private static readonly TimeSpan BetweenFullLooks = TimeSpan.FromSeconds(60);

    private const int Page = 500;

    private long _seen;

    /// <summary>Begins with every app. Ends in an error only if the journal cannot be read at the start.</summary>
    public IObservable<AppName> All(IScheduler scheduler) => Observable.Defer(() =>
    {
        Interlocked.Exchange(ref _seen, journal.Head);
        return Observable.Merge(FullLooks(scheduler), Appended(scheduler), Drifted());
    });

    private IObservable<AppName> FullLooks(IScheduler scheduler) =>
        Observable.Timer(TimeSpan.Zero, BetweenFullLooks, scheduler)
            .SelectMany((_, number) => Attempt(Everyone).Spread(number == 0 ? TimeSpan.Zero : BetweenFullLooks, scheduler));

    private IObservable<AppName> Appended(IScheduler scheduler) =>
        Changes(root.State, "head").ObserveOn(scheduler).SelectMany(_ => Attempt(NewlyRecorded));

    private IObservable<AppName> Drifted() =>
        Observable.Merge(OfApps(), Changes(Path.GetDirectoryName(root.AuthorizedKeys)!, Path.GetFileName(root.AuthorizedKeys)).Select(_ => AppName.Box));

    private IObservable<AppName> OfApps() =>
        Observable.Merge(
                Changes(root.Vassals, "*.ini").Select(file => file[..Math.Max(0, file.IndexOf('_', StringComparison.Ordinal))]),
                Changes(root.Doors, "*").Select(file => file[..Math.Max(0, file.IndexOf('.', StringComparison.Ordinal))]),
                Changes(root.Sites, "*.conf").Select(file => file[..^".conf".Length]),
                Observable.Merge(VassalFiles.StartNotes.Select(ending => Changes(root.Run, $"*{ending}").Select(file => VassalName.TryParse(file[..^ending.Length])?.App ?? ""))))
            .Select(name => AppName.TryParse(name, out _))
            .OfType<AppName>();

    /// <summary>What is new is read even if nobody has told.</summary>
    private List<AppName> Everyone()
    {
        NewlyRecorded();
        List<AppName> names = [AppName.Box, .. journal.Names];
        looked();
        return names;
    }

    private List<AppName> NewlyRecorded()
    {
        var names = new HashSet<AppName>();
        while (journal.After(Interlocked.Read(ref _seen), Page) is { Count: > 0 } page)
        {
            names.UnionWith(page.Select(recorded => recorded.App));
            foreach (var app in page.Select(recorded => recorded.App).Distinct()) heard(app);
            Interlocked.Exchange(ref _seen, page[^1].Seq);
        }

        return [.. names];
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

    private static IObservable<string> Changes(string folder, string filter) => !Directory.Exists(folder) ? Observable.Empty<string>() : Observable.Create<string>(observer =>
    {
        var watcher = new FileSystemWatcher(folder, filter) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        watcher.Changed += (_, e) => Tell(e.Name);
        watcher.Created += (_, e) => Tell(e.Name);
        watcher.Deleted += (_, e) => Tell(e.Name);
        watcher.Renamed += (_, e) => Tell(e.Name);
        watcher.EnableRaisingEvents = true;
        return watcher;

        void Tell(string? name)
        {
            if (name is not null) observer.OnNext(name);
        }
    });
}
