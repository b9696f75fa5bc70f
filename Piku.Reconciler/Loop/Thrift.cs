namespace Piku.Reconciler.Loop;

/// <summary>Gives memory back that passes have used and need no more.</summary>
/// <remarks>
/// Each pass opens the journal, and LiteDB leaves some hundred kilobytes that have to be finalized before they are free; .NET then waits for a reason to look at what is
/// that old. On a machine with much memory it finds none, and a daemon that needs 20 MB comes to hold 90. So all is looked at when passes have allocated as much as this. Pages
/// go back to the kernel only when that has not happened for a while: passes that follow would ask for them again, and each has to be cleared first.
/// </remarks>
internal sealed class Thrift : IDisposable
{
    private const long Most = 8 * 1024 * 1024;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Timer _quiet;
    private long _seen = GC.GetTotalAllocatedBytes();

    public Thrift() => _quiet = new Timer(_ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    public void AfterPass()
    {
        var (now, seen) = (GC.GetTotalAllocatedBytes(), Interlocked.Read(ref _seen));
        if (now - seen < Most || Interlocked.CompareExchange(ref _seen, now, seen) != seen) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        _quiet.Change(Quiet, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _quiet.Dispose();
}
