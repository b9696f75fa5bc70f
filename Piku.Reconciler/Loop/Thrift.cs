namespace Piku.Reconciler.Loop;

/// <summary>Gives memory back that passes have used and need no more.</summary>
/// <remarks>
/// Each pass opens the journal, and LiteDB leaves some hundred kilobytes that have to be finalized before they are free; .NET then waits for a reason to look at what is
/// that old. On a machine with much memory it finds none, and a daemon that needs 20 MB comes to hold 90. So all is looked at when passes have allocated as much as this.
/// </remarks>
internal sealed class Thrift
{
    private const long Most = 8 * 1024 * 1024;

    private long _seen = GC.GetTotalAllocatedBytes();

    public void AfterPass()
    {
        var (now, seen) = (GC.GetTotalAllocatedBytes(), Interlocked.Read(ref _seen));
        if (now - seen < Most || Interlocked.CompareExchange(ref _seen, now, seen) != seen) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
