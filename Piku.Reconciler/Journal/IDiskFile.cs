namespace Piku.Reconciler.Journal;

/// <summary>
/// A file as a disk keeps it: what was written is seen at once, but outlives a power cut only after <see cref="Sync"/>; until then
/// writes may be lost, torn or reach the disk in another order.
/// </summary>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills what there is from <paramref name="offset"/> on, and zeros after the end of the file.</summary>
    void Read(long offset, Span<byte> into);

    void Write(long offset, ReadOnlySpan<byte> bytes);

    void SetLength(long length);

    /// <summary>Returns when all that was written before is on the disk.</summary>
    void Sync();
}
