namespace Piku.Reconciler.Hosts;

/// <summary>Tells one state of a file or folder from the next one without reading it; of what is not there, the default.</summary>
/// <param name="Changed">Set by the kernel at every change, of content, name or rights; nobody can set it back. A folder changes with each name in it.</param>
public readonly record struct FileStamp(ulong Inode, long Size, DateTimeOffset Changed)
{
    /// <summary>The kernel's clock of changes goes in steps of up to 10 ms: two within one leave the same stamp.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether what is read from <paramref name="moment"/> on is all that this stamp will ever stand for.</summary>
    public bool IsSettled(DateTimeOffset moment) => Changed + Step < moment;
}
