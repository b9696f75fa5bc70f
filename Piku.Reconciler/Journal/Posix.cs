using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Piku.Reconciler.Journal;

/// <summary>The calls of the operating system that .NET does not offer.</summary>
internal static partial class Posix
{
    public const int NoSpace = 28;

    public const int QuotaExceeded = 122;

    public const int ReadOnlyFileSystem = 30;

    private const int NotPermitted = 1;

    private const int NoAccess = 13;

    private const int WouldBlock = 11;

    private const int Interrupted = 4;

    private const int CreateFlag = 0x40;

    private const int CloseOnExec = 0x80000;

    private const int Exclusive = 2;

    private const int DoNotWait = 4;

    private const int LockFileMode = 0x1A4;

    /// <summary>The file for reading, made where there is none; nobody's lock keeps it from being opened.</summary>
    public static SafeFileHandle OpenLockFile(string path) => Opened(path, CreateFlag | CloseOnExec, LockFileMode);

    /// <summary>Waits until the lock is ours.</summary>
    public static void Lock(SafeFileHandle file) => TryLock(file, Exclusive);

    /// <summary>Whether the lock is ours now; it is until the handle is closed or the process ends, in whatever way.</summary>
    public static bool TryLock(SafeFileHandle file) => TryLock(file, Exclusive | DoNotWait);

    private static bool TryLock(SafeFileHandle file, int operation)
    {
        while (Flock(file, operation) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock) return false;
            if (error != Interrupted) throw Trouble("the lock file", error);
        }

        return true;
    }

    /// <summary>Returns when the names in the folder are on the disk, those of new files among them.</summary>
    public static void SyncFolder(string path)
    {
        using var folder = Opened(path, CloseOnExec, 0);
        if (Fsync(folder) != 0) throw Trouble(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>Returns when all that was written to the disk that the folder is on has reached it, by whomever; one call costs less than one for each file.</summary>
    public static void SyncDisk(string folder)
    {
        using var handle = Opened(folder, CloseOnExec, 0);
        if (Syncfs(handle) != 0) throw Trouble(folder, Marshal.GetLastPInvokeError());
    }

    private static SafeFileHandle Opened(string path, int flags, int mode)
    {
        var file = Open(path, flags, mode);
        if (!file.IsInvalid) return file;
        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw Trouble(path, error);
    }

    private static Exception Trouble(string path, int error)
    {
        var message = $"{path}: {new Win32Exception(error).Message}";
        return error is NoAccess or NotPermitted ? new UnauthorizedAccessException(message) : new IOException(message, error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int Syncfs(SafeFileHandle file);
}
