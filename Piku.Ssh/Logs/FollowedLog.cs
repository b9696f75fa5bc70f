using Microsoft.Win32.SafeHandles;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Logs;

/// <summary>A log as it grows, across its being put aside: no line is lost or comes twice.</summary>
/// <remarks>
/// What is followed are files and not names. When uWSGI puts a log aside, the file has another name and may get more lines, of a process of before perhaps; and the file that had that name
/// before has none, but is open here, and read to its end. Only what is cut off before it was read is lost: a file that has become shorter is read from its beginning.
/// </remarks>
public sealed class FollowedLog(IHostView host, Logbook log) : IDisposable
{
    /// <summary>In the order of their age.</summary>
    private List<OpenFile> _files = [];

    /// <summary>Skips the whole lines that are there.</summary>
    public FollowedLog AtEnd()
    {
        foreach (var file in Present()) file.SkipLines();
        return this;
    }

    /// <summary>The whole lines since the last call.</summary>
    public IEnumerable<LogLine> NewLines()
    {
        var known = _files.ToList();
        var present = Present();
        var isCopy = present.Count > 1 && !known.Contains(present[0]) && known.Contains(present[1]);
        if (isCopy) present[0].SkipLines();
        foreach (var file in _files.ToList())
            foreach (var line in file.NewLines(log.Process, isLast: !present.Contains(file))) yield return line;
        foreach (var gone in _files.Except(present).ToList())
        {
            gone.Dispose();
            _files.Remove(gone);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    /// <summary>The files that have the log's names now, the former one first; those that were not known are opened.</summary>
    /// <remarks>The newer name is looked at first: a file that is put aside meanwhile is seen twice, and not missed.</remarks>
    private List<OpenFile> Present()
    {
        List<OpenFile> present = [.. new[] { log.Path, RootLayout.Former(log.Path) }.Select(Named).OfType<OpenFile>().Distinct().Reverse()];
        _files = [.. _files.Except(present), .. present];
        return present;
    }

    private OpenFile? Named(string path)
    {
        var inode = host.Stamp(path).Inode;
        if (inode == 0) return null;
        if (_files.Find(file => file.Inode == inode) is { } known) return known;
        if (Logbook.Open(path) is not { } handle) return null;
        // Somebody may have put another one there in between.
        var opened = new OpenFile(handle, host.Stamp($"/proc/self/fd/{handle.DangerousGetHandle()}").Inode);
        if (_files.Find(file => file.Inode == opened.Inode) is { } same)
        {
            opened.Dispose();
            return same;
        }

        _files.Add(opened);
        return opened;
    }

    private sealed class OpenFile(SafeFileHandle handle, ulong inode) : IDisposable
    {
        private const int Block = 64 * 1024;

        private byte[] _partial = [];
        private long _at;
        private DateTimeOffset? _time;

        public ulong Inode => inode;

        public void SkipLines() => _at = FileFromEnd.EndOfLines(handle, RandomAccess.GetLength(handle));

        /// <param name="isLast">No more comes of it, so what has no end is a line too.</param>
        public IEnumerable<LogLine> NewLines(string process, bool isLast)
        {
            if (RandomAccess.GetLength(handle) < _at) (_at, _partial) = (0, []);
            var block = new byte[Block];
            while (RandomAccess.Read(handle, block, _at) is var read and > 0)
            {
                _at += read;
                byte[] bytes = [.. _partial, .. block.AsSpan(0, read)];
                var from = 0;
                for (int cut; (cut = bytes.AsSpan(from).IndexOf((byte)'\n')) >= 0; from += cut + 1)
                    if (Read(process, bytes.AsSpan(from, cut)) is { } line) yield return line;
                _partial = bytes[from..];
                if (_partial.Length >= FileFromEnd.MostOfLine && TakePartial(process) is { } piece) yield return piece;
            }

            if (isLast && TakePartial(process) is { } end) yield return end;
        }

        public void Dispose() => handle.Dispose();

        private LogLine? TakePartial(string process)
        {
            var line = Read(process, _partial);
            _partial = [];
            return line;
        }

        private LogLine? Read(string process, ReadOnlySpan<byte> raw)
        {
            var line = LogTimes.Read(process, raw, _time);
            _time = line.Last;
            return line.Text == "" ? null : new LogLine(process, line.At, line.Text);
        }
    }
}
