using System.Runtime.InteropServices;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Hosts;

/// <summary>Whom we act as: whoever owns the root folder, and never root.</summary>
public static partial class Identity
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint UserAndGroup = 0x18; // STATX_UID | STATX_GID

    /// <summary>
    /// Called by root, becomes the owner of the folder for good, so that no file in it comes to belong to root and no app runs as
    /// root. For others, and for a folder that is not there or is root's own, nothing changes.
    /// </summary>
    /// <exception cref="RootException">The kernel does not let us.</exception>
    public static void BecomeOwnerOf(string folder)
    {
        if (!Environment.IsPrivilegedProcess || Statx(CurrentFolder, folder, 0, UserAndGroup, out var found) != 0 || found.User == 0) return;
        if (SetGroups(0, 0) != 0 || SetGroup(found.Group) != 0 || SetUser(found.User) != 0)
            throw new RootException($"root cannot act as the owner of {folder}: {Marshal.GetLastPInvokeErrorMessage()}.");
        Environment.SetEnvironmentVariable("HOME", null);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxBuffer found);

    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    private static partial int SetGroups(nint count, nint groups);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    private static partial int SetGroup(uint group);

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    private static partial int SetUser(uint user);

    /// <summary>The kernel's struct statx, which is the same on every processor; only what is read here has a name.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;
    }
}
