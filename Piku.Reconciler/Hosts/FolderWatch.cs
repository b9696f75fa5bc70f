using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Piku.Reconciler.Hosts;

/// <summary>Watches folders through one inotify of the kernel's, with one thread; see inotify(7).</summary>
/// <remarks>
/// A folder that is not there is looked for until it is, and one that was deleted, moved or replaced is taken for another one: whatever is in it may have changed then.
/// It is a help, and no more: whoever is told looks at everything from time to time as well.
/// </remarks>
public sealed partial class FolderWatch : IDisposable
{
    private const int StackSize = 256 * 1024;

    /// <summary>Several hundred changes; what does not fit waits in the kernel.</summary>
    private const int Most = 16 * 1024;

    private static readonly TimeSpan BetweenSearches = TimeSpan.FromSeconds(1);

    /// <summary>The kernel has no more watches for us; somebody has to allow more of them first.</summary>
    private static readonly TimeSpan BetweenTrials = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<WatchedFolder> _folders;
    private readonly Action<FolderChange> _tell;
    private readonly Action<string> _warn;
    private readonly SafeFileHandle _inotify;
    private readonly SafeFileHandle _end;
    private readonly Thread _thread;
    private readonly byte[] _events = new byte[Most];
    private readonly Dictionary<int, (WatchedFolder Folder, string? Within)> _watched = [];
    private readonly HashSet<WatchedFolder> _missing = [];
    private readonly Stopwatch _searched = Stopwatch.StartNew();
    private bool _isFull;
    private bool _isWarned;

    private FolderWatch(IReadOnlyList<WatchedFolder> folders, Action<FolderChange> tell, Action<Exception> died, Action<string> warn)
    {
        (_folders, _tell, _warn) = (folders, tell, warn);
        _inotify = Made(Init(NonBlocking | CloseOnExec));
        _end = Made(EventFile(0, CloseOnExec));
        _thread = new Thread(() => Run(died), StackSize) { IsBackground = true, Name = "watch" };
    }

    /// <summary>What happens from now on is told.</summary>
    /// <param name="warn">Is told, once, why some of it is not.</param>
    /// <exception cref="IOException">The kernel gives none of what it takes.</exception>
    public static FolderWatch Start(IReadOnlyList<WatchedFolder> folders, Action<FolderChange> tell, Action<Exception> died, Action<string> warn)
    {
        var watch = new FolderWatch(folders, tell, died, warn);
        watch.Renew();
        watch._thread.Start();
        return watch;
    }

    /// <summary>Nothing is told any more when this returns, unless it is called by what is told.</summary>
    public void Dispose()
    {
        if (_end.IsClosed) return;
        _ = Write(_end, 1, sizeof(long));
        if (Thread.CurrentThread != _thread) _thread.Join();
    }

    private void Run(Action<Exception> died)
    {
        try
        {
            while (Wait() is var woken and not Woken.ToEnd)
            {
                if (woken == Woken.ByChange) Read();
                if (_missing.Count > 0 && _searched.Elapsed >= Patience) Search();
            }
        }
        catch (Exception failure)
        {
            died(failure);
        }
        finally
        {
            _inotify.Dispose();
            _end.Dispose();
        }
    }

    private Woken Wait()
    {
        PollFile[] files = [PollFile.Of(_inotify), PollFile.Of(_end)];
        var patience = _missing.Count == 0 ? -1 : (int)Math.Ceiling(Math.Max(0, (Patience - _searched.Elapsed).TotalMilliseconds));
        var ready = Poll(files, (nuint)files.Length, patience);
        if (ready < 0 && Marshal.GetLastPInvokeError() != Interrupted) throw Trouble("it cannot be waited for");
        return files[1].Seen != 0 ? Woken.ToEnd : ready == 0 ? Woken.ByTime : Woken.ByChange;
    }

    private void Read()
    {
        var read = Read(_inotify, _events, Most);
        if (read < 0 && Marshal.GetLastPInvokeError() is Interrupted or WouldBlock) return;
        if (read <= 0) throw Trouble("it cannot be read");
        var changes = new List<FolderChange>();
        for (var rest = _events.AsSpan(0, (int)read); rest.Length >= Happened.Size;)
        {
            var happened = MemoryMarshal.Read<Happened>(rest);
            var name = Encoding.UTF8.GetString(rest.Slice(Happened.Size, (int)happened.Length)).TrimEnd('\0');
            if (Seen(happened.Watch, (Mask)happened.Mask, name) is { } change) changes.Add(change);
            rest = rest[(Happened.Size + (int)happened.Length)..];
        }

        foreach (var change in changes.Distinct()) _tell(change);
    }

    private FolderChange? Seen(int watch, Mask mask, string name)
    {
        if (mask.HasFlag(Mask.Overflow)) return Renewed();
        if (!_watched.TryGetValue(watch, out var at)) return null;
        var (folder, within) = at;
        if ((mask & (Mask.Ignored | Mask.MovedItself)) != 0) return within is null ? Renewed() : Left(watch, folder, within, mask);
        if (name.Length == 0) return mask.HasFlag(Mask.DeletedItself) ? null : within is null ? FolderChange.Any : new FolderChange(folder.Path, within);
        var isNewFolder = mask.HasFlag(Mask.OfFolder) && (mask & (Mask.Created | Mask.MovedIn)) != 0;
        if (isNewFolder && within is null && folder.IsDeep && !Add(folder, name) && _isFull) _missing.Add(folder);
        return new FolderChange(folder.Path, within ?? name);
    }

    /// <summary>A folder in a deep one is gone, or has another name, which its watch has followed.</summary>
    private FolderChange Left(int watch, WatchedFolder folder, string within, Mask mask)
    {
        _watched.Remove(watch);
        if (mask.HasFlag(Mask.MovedItself))
        {
            _ = Remove(_inotify, watch);
            Add(folder);
        }

        return new FolderChange(folder.Path, within);
    }

    private FolderChange Renewed()
    {
        Renew();
        return FolderChange.Any;
    }

    /// <summary>All of them anew: where one was replaced, those below it were.</summary>
    private void Renew()
    {
        foreach (var watch in _watched.Keys) _ = Remove(_inotify, watch);
        _watched.Clear();
        _missing.Clear();
        foreach (var folder in _folders) Add(folder);
    }

    /// <summary>Between two searches for what is missing, whatever else happens meanwhile.</summary>
    private TimeSpan Patience => _isFull ? BetweenTrials : BetweenSearches;

    private void Search()
    {
        _searched.Restart();
        _isFull = false;
        var found = false;
        foreach (var folder in _missing.ToList())
        {
            _missing.Remove(folder);
            Add(folder);
            found |= !_missing.Contains(folder);
        }

        if (found) _tell(FolderChange.Any);
    }

    private void Add(WatchedFolder folder)
    {
        if (!Add(folder, null)) _missing.Add(folder);
        else if (folder.IsDeep && !Within(folder.Path).All(name => Add(folder, name) || !_isFull)) _missing.Add(folder);
    }

    private static string[] Within(string path)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)!)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A folder, or one in it.</summary>
    /// <returns>Whether it is watched.</returns>
    private bool Add(WatchedFolder folder, string? within)
    {
        var mask = Mask.Names | Mask.OnlyFolders | (folder.Contents ? Mask.Contents : 0) | (within is null ? 0 : Mask.NoLinks);
        var watch = AddWatch(_inotify, within is null ? folder.Path : $"{folder.Path}/{within}", (uint)mask);
        if (watch >= 0) _watched[watch] = (folder, within);
        else if (Marshal.GetLastPInvokeError() == NoSpace) Full();
        return watch >= 0;
    }

    private void Full()
    {
        _isFull = true;
        if (_isWarned) return;
        _isWarned = true;
        _warn("Warning: the kernel gives no more watches of folders, so some changes are noticed a minute later; allow more of them: sysctl fs.inotify.max_user_watches.");
    }

    private enum Woken
    {
        ByChange,
        ByTime,
        ToEnd,
    }
}
