using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Piku.Reconciler.Loop;

/// <summary>What the daemon tells whoever has started it, in systemd's words: that it is ready once it has read the journal, and then again and again that it is well.</summary>
public static class Supervision
{
    public const string Ready = "READY=1";

    public const string Well = "WATCHDOG=1";

    public static IDisposable Of(Heartbeat heartbeat, TimeSpan? every, Action<string> tell) => Of(heartbeat, every, tell, TaskPoolScheduler.Default);

    /// <param name="every">From one word to the next; null where nobody waits for any.</param>
    /// <param name="tell">Never throws.</param>
    public static IDisposable Of(Heartbeat heartbeat, TimeSpan? every, Action<string> tell, IScheduler scheduler) =>
        Observable.FromAsync(() => heartbeat.HasLooked).Select(_ => Ready)
            .Concat(every is { } time ? Observable.Interval(time, scheduler).Where(_ => heartbeat.IsWell).Select(_ => Well) : Observable.Empty<string>())
            .Subscribe(tell);
}
