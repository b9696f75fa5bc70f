using System.Globalization;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Hosts;

/// <content>Folders that are whole or not there, whenever the power goes.</content>
public sealed partial class LinuxHost
{
    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public long Size(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*", WithoutLinks).Sum(file => file.Length)
        : 0;

    /// <remarks>Tools take the right to write away from what they keep, as go does with its modules; and the workers of the box's nginx keep caches that only they and root can delete.</remarks>
    public void DeleteFolder(string path)
    {
        if (!Directory.Exists(path)) return;
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            foreach (var folder in Directory.EnumerateDirectories(path, "*", WithoutLinks).Prepend(path)) AllowOwner(folder);
            if (!IsOfCaches(path)) Directory.Delete(path, recursive: true);
            else if (!TryDelete(path)) PutAside(path);
        }
    }

    private static void AllowOwner(string folder)
    {
        try
        {
            File.SetUnixFileMode(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (UnauthorizedAccessException)
        {
            // It is another user's.
        }
    }

    /// <summary>The workers of the box's nginx write nowhere else.</summary>
    private static bool IsOfCaches(string path) => Path.GetFileName(Path.GetDirectoryName(path)) == "cache";

    private static bool TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>In its folder, under a name by which <c>packaging/debian/tmpfiles.conf</c> knows what root has to empty of caches, and a later call what is empty.</summary>
    private void PutAside(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        foreach (var former in List(parent).Where(name => name.StartsWith(".left-", StringComparison.Ordinal))) TryDelete($"{parent}/{former}");
        var taken = List(parent).ToHashSet(StringComparer.Ordinal);
        var free = Enumerable.Range(1, int.MaxValue).Select(number => string.Create(CultureInfo.InvariantCulture, $".left-{number}")).First(name => !taken.Contains(name));
        Directory.Move(path, $"{parent}/{free}");
    }

    /// <remarks>A file that is another user's gives way to one of ours that says the same, and is as old; one that cannot be read is nobody's to keep.</remarks>
    public void SetRights(string path, int rights)
    {
        if (!File.Exists(path) && !Directory.Exists(path)) return;
        try
        {
            File.SetUnixFileMode(path, (UnixFileMode)rights);
        }
        catch (UnauthorizedAccessException) when (File.Exists(path))
        {
            if (!IsAnothers(path)) throw;
            if (ReadText(path) is not { } text) return;
            var written = File.GetLastWriteTimeUtc(path);
            WriteFile(path, text, rights: rights);
            File.SetLastWriteTimeUtc(path, written);
            if (IsAnothers(path)) throw; // Whoever has the disk gives them all to one user.
        }
    }

    private bool IsAnothers(string path) => Form(path) is { Rights: { } rights } && (rights & FileRights.Another) != 0;

    /// <remarks>A folder that is another user's can have another name where it is, and cannot be moved elsewhere.</remarks>
    public void PutAside(string path, string aside)
    {
        if (Form(path).Kind == FileKind.None) return;
        MakeSecretFolder(Path.GetDirectoryName(aside)!);
        if (RenameOver(path, aside) != 0) PutAside(path);
    }

    public void Keep(string path, string copy)
    {
        if (Form(path).Kind is not (FileKind.File or FileKind.Link)) return;
        MakeSecretFolder(Path.GetDirectoryName(copy)!);
        if (LinkTarget(path) is { } target) Link(copy, target);
        else if (TryReadBytes(path) is { } bytes) Write(copy, FileRights.Secret, file => file.Write(bytes));
    }

    public void Rename(string path, string other) => File.Move(path, other, overwrite: true);

    /// <remarks>The former copy goes first: on a full disk its room is what the next one has.</remarks>
    public void CutOff(string path, string copy)
    {
        try
        {
            File.Delete(copy);
            File.Copy(path, copy);
        }
        catch (IOException)
        {
            if (File.Exists(copy)) File.Delete(copy);
        }

        using var file = new FileStream(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    public void Sync(string folder) => Posix.SyncDisk(folder);

    public void PutFolder(string made, string path)
    {
        Posix.SyncDisk(made);
        Directory.Move(made, path);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    public string? TakeAway(string path)
    {
        if (!Directory.Exists(path)) return null;
        var aside = $"{Path.GetDirectoryName(path)}/.{Path.GetFileName(path)}.gone";
        DeleteFolder(aside);
        Directory.Move(path, aside);
        return aside;
    }
}
