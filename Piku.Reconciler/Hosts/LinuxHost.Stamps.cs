using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Hosts;

/// <content>What is asked of many files, again and again.</content>
public sealed partial class LinuxHost
{
    private const int CurrentFolder = -100;

    /// <summary>STATX_TYPE, STATX_INO, STATX_SIZE and STATX_CTIME.</summary>
    private const uint Asked = 0x1 | 0x100 | 0x200 | 0x80;

    /// <summary>STATX_TYPE and STATX_SIZE.</summary>
    private const uint KindAndSize = 0x1 | 0x200;

    /// <summary>STATX_TYPE.</summary>
    private const uint OnlyKind = 0x1;

    /// <summary>S_IFMT, and of it S_IFREG.</summary>
    private const int Kind = 0xF000;

    private const int RegularFile = 0x8000;

    private const int Folder = 0x4000;

    private const int SymbolicLink = 0xA000;

    private const int AllRights = 0xFFF;

    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    private const int NotThrough = 0x100;

    /// <summary>STATX_TYPE, STATX_MODE and STATX_UID.</summary>
    private const uint KindAndRights = 0x1 | 0x2 | 0x8;

    private const int NanosecondsPerTick = 100;

    /// <summary>Whom we act as, from before the first question on.</summary>
    private readonly uint _user = User();

    private readonly ConcurrentDictionary<string, (FileStamp Stamp, string[] Names)> _listed = [];

    public FileStamp Stamp(string path)
    {
        if (Statx(CurrentFolder, path, NotThrough, Asked, out var found) != 0) return default;
        if ((found.Mode & Kind) == SymbolicLink && Statx(CurrentFolder, path, 0, Asked, out var target) == 0) found = target;
        return new FileStamp(found.Inode, (long)found.Size, DateTimeOffset.FromUnixTimeSeconds(found.ChangedSeconds).AddTicks(found.ChangedNanoseconds / NanosecondsPerTick));
    }

    public FileForm Form(string path) => Statx(CurrentFolder, path, NotThrough, KindAndRights, out var found) != 0 ? default : (found.Mode & Kind) switch
    {
        RegularFile => new FileForm(FileKind.File, Rights(found)),
        Folder => new FileForm(FileKind.Folder, Rights(found)),
        SymbolicLink => new FileForm(FileKind.Link),
        _ => new FileForm(FileKind.Other, Rights(found)),
    };

    private int Rights(Found found) => (found.Mode & AllRights) | (found.Owner == _user ? 0 : FileRights.Another);

    public bool FileExists(string path) => KindOf(path) is not (null or Folder);

    public bool FolderExists(string path) => KindOf(path) == Folder;

    /// <summary>Of that to which a link leads; null of what is not there.</summary>
    private static int? KindOf(string path) => Statx(CurrentFolder, path, 0, OnlyKind, out var found) == 0 ? found.Mode & Kind : null;

    /// <summary>The bytes of a file, or of that to which a link leads; null for a folder, a device, a pipe, and what is not there.</summary>
    private static long? LengthOfFile(string path) =>
        Statx(CurrentFolder, path, 0, KindAndSize, out var found) == 0 && (found.Mode & Kind) == RegularFile ? (long)found.Size : null;

    /// <summary>The path without any links; null when it leads nowhere.</summary>
    private static string? Resolved(string path)
    {
        var resolved = RealPath(path, 0);
        try
        {
            return Marshal.PtrToStringUTF8(resolved);
        }
        finally
        {
            Marshal.FreeHGlobal(resolved);
        }
    }

    public IReadOnlyList<string> Named(string folder, string prefix)
    {
        var names = Sorted(folder);
        var first = Array.BinarySearch(names, prefix, StringComparer.Ordinal);
        return [.. names.Skip(first < 0 ? ~first : first).TakeWhile(name => name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    /// <summary>The names in a folder that all apps share are read once and not for each of them, for as long as none comes or goes.</summary>
    private string[] Sorted(string folder)
    {
        var (moment, stamp) = (clock.GetUtcNow(), Stamp(folder));
        if (_listed.TryGetValue(folder, out var known) && known.Stamp == stamp) return known.Names;
        string[] names = [.. List(folder)];
        Array.Sort(names, StringComparer.Ordinal);
        if (stamp.IsSettled(moment)) _listed[folder] = (stamp, names);
        return names;
    }

    /// <summary>As the kernel has it on every machine: <c>struct statx</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Found
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint User();

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPath(string path, nint into);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Found found);
}
