using Piku.Reconciler.Journal;

namespace Piku.Reconciler.Hosts;

/// <content>Folders that are whole or not there, whenever the power goes.</content>
public sealed partial class LinuxHost
{
    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public long Size(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*", WithoutLinks).Sum(file => file.Length)
        : 0;

    /// <remarks>Tools take the right to write away from what they keep, as go does with its modules.</remarks>
    public void DeleteFolder(string path)
    {
        if (!Directory.Exists(path)) return;
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            foreach (var folder in Directory.EnumerateDirectories(path, "*", WithoutLinks).Prepend(path)) File.SetUnixFileMode(folder, OwnerOnly | UnixFileMode.UserExecute);
            Directory.Delete(path, recursive: true);
        }
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
