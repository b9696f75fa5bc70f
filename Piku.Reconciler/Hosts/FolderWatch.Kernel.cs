using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Piku.Reconciler.Hosts;

/// <content>The kernel's side of it.</content>
public sealed partial class FolderWatch
{
    private const int NonBlocking = 0x800;

    private const int CloseOnExec = 0x80000;

    private const int Interrupted = 4;

    private const int WouldBlock = 11;

    private const int NoSpace = 28;

    /// <summary>POLLIN.</summary>
    private const short ToRead = 1;

    [Flags]
    private enum Mask : uint
    {
        Modified = 0x2,
        Rights = 0x4,
        Written = 0x8,
        MovedOut = 0x40,
        MovedIn = 0x80,
        Created = 0x100,
        Deleted = 0x200,
        DeletedItself = 0x400,
        MovedItself = 0x800,
        Overflow = 0x4000,
        Ignored = 0x8000,
        OnlyFolders = 0x1000000,
        NoLinks = 0x2000000,
        OfFolder = 0x40000000,
        Names = Rights | MovedOut | MovedIn | Created | Deleted | DeletedItself | MovedItself,
        Contents = Modified | Written,
    }

    private static SafeFileHandle Made(int file) => file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw Trouble("it cannot be begun");

    private static IOException Trouble(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"Folders are not watched for the moment, {what}: {new Win32Exception(error).Message}.", error);
    }

    /// <summary><c>struct inotify_event</c>, without the name that follows it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Happened
    {
        public const int Size = 16;

        public int Watch;
        public uint Mask;
        public uint Cookie;
        public uint Length;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int File;
        public short Asked;
        public short Seen;

        public static PollFile Of(SafeFileHandle file) => new() { File = (int)file.DangerousGetHandle(), Asked = ToRead };
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Init(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int AddWatch(SafeFileHandle inotify, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static partial int Remove(SafeFileHandle inotify, int watch);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFile(uint first, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll([In, Out] PollFile[] files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, [Out] byte[] into, nint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, in long value, nint size);
}
