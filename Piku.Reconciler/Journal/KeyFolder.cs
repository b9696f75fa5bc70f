using Piku.Domain.Apps;

namespace Piku.Reconciler.Journal;

/// <summary>
/// The keys of the apps' values, a file each: 64 hexadecimal digits, for the owner only. Whoever drops one makes all that it sealed
/// unreadable for good.
/// </summary>
/// <remarks>Changed only by who holds the journal's lock.</remarks>
public sealed class KeyFolder(string path)
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    /// <summary>The names of the apps that have one, and the keys as text.</summary>
    public IReadOnlyList<(AppName App, string Key)> All => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path)
            .Select(file => AppName.TryParse(Path.GetFileName(file), out _))
            .OfType<AppName>()
            .OrderBy(app => app.Value, StringComparer.Ordinal)
            .Select(app => (app, Read(app)))
            .Where(one => one.Item2 is not null)
            .Select(one => (one.app, Convert.ToHexStringLower(one.Item2!)))]
        : [];

    public bool Has(AppName app) => File.Exists(FileOf(app));

    /// <summary>Null where there is no key, or none that is of use.</summary>
    internal Seal? Of(AppName app) => Read(app) is { } key ? new Seal(app, key) : null;

    /// <summary>A new key, which is on the disk when this returns; a former one is gone.</summary>
    internal Seal Make(AppName app)
    {
        var key = new byte[Seal.KeySize];
        using (var random = File.OpenRead("/dev/urandom")) random.ReadExactly(key);
        Put(app, Convert.ToHexStringLower(key));
        return new Seal(app, key);
    }

    /// <param name="key">As <see cref="All"/> has it.</param>
    public void Put(AppName app, string key)
    {
        Directory.CreateDirectory(path, OwnFolder);
        var next = $"{FileOf(app)}.tmp";
        File.Delete(next);
        using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnFile }))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(key + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, FileOf(app), overwrite: true);
        Posix.SyncFolder(path);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Doing it twice is doing it once.</summary>
    public void Drop(AppName app)
    {
        if (!Has(app)) return;
        File.Delete(FileOf(app));
        Posix.SyncFolder(path);
    }

    private string FileOf(AppName app) => Path.Combine(path, app.Value);

    private byte[]? Read(AppName app)
    {
        try
        {
            return Has(app) && Convert.FromHexString(File.ReadAllText(FileOf(app)).Trim()) is { Length: Seal.KeySize } key ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
