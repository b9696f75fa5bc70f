using Microsoft.Win32.SafeHandles;

namespace Piku.Reconciler.Journal;

/// <summary>A file of the operating system.</summary>
internal sealed class DiskFile : IDiskFile
{
    private readonly SafeFileHandle _handle;

    private DiskFile(SafeFileHandle handle) => _handle = handle;

    public static DiskFile ToRead(string path) => new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

    /// <summary>Makes an empty file where there is none.</summary>
    public static DiskFile ToWrite(string path) => new(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));

    public long Length => RandomAccess.GetLength(_handle);

    public void Read(long offset, Span<byte> into)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_handle, into, offset);
            if (read == 0) break;
            into = into[read..];
            offset += read;
        }

        into.Clear();
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();
}

/// <summary>A file that is not there, for those who only read.</summary>
internal sealed class NoFile : IDiskFile
{
    public long Length => 0;

    public void Read(long offset, Span<byte> into) => into.Clear();

    public void Write(long offset, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public void SetLength(long length) => throw new NotSupportedException();

    public void Sync() => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
