namespace Piku.Ssh.Verbs;

/// <summary>Wakes a waiting verb when something changes in a few folders.</summary>
public sealed class Watch : IDisposable
{
    private readonly AutoResetEvent _changed = new(false);
    private readonly FileSystemWatcher[] _watchers;

    public Watch(params ReadOnlySpan<string> folders)
    {
        _watchers = [.. folders.ToArray().Where(Directory.Exists).Select(Watching)];
    }

    /// <summary>Returns after a change, or after so long in any case.</summary>
    public void Wait(TimeSpan most) => _changed.WaitOne(most);

    public void Dispose()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
        _changed.Dispose();
    }

    private FileSystemWatcher Watching(string folder)
    {
        var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        watcher.Changed += (_, _) => _changed.Set();
        watcher.Created += (_, _) => _changed.Set();
        watcher.Renamed += (_, _) => _changed.Set();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
