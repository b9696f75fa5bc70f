namespace Piku.Reconciler.Journal;

/// <summary>
/// A file that changes by whole commits: after a crash or a power cut it is as some commit left it, and never older than the last
/// one that returned.
/// </summary>
/// <remarks>
/// A commit is one frame at the end of a log and one sync. What the log holds lies over the file; a <see cref="Checkpoint"/> now and
/// then copies it there. Each order of syncs below answers one way to lose data: see
/// <c>docs/adr/0002-acknowledged-means-durable.md</c>. One process at a time may have it open to commit.
/// </remarks>
public sealed class CommittedFile : IDisposable
{
    public const int SectorSize = CommitFrame.SectorSize;

    /// <summary>Of the log, read at once: small enough that .NET does not keep it apart with what is large and seldom collected.</summary>
    private const int Piece = 64 * 1024;

    private readonly IDiskFile _data;
    private readonly IDiskFile _log;
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _committed = [];
    private readonly SortedDictionary<long, byte[]> _changed = [];
    private long _committedLength;

    /// <summary>When the log began. What an unfinished checkpoint has added since is not sure to stay.</summary>
    private long _lengthOnDisk;

    private uint _lastSum;

    private CommittedFile(IDiskFile data, IDiskFile log)
    {
        _data = data;
        _log = log;
        _lengthOnDisk = data.Length;
        Length = _committedLength = _lengthOnDisk;
    }

    /// <summary>With what was written since the last commit.</summary>
    public long Length { get; private set; }

    /// <summary>Nothing was ever copied into the file itself: all there is is in the log.</summary>
    public bool IsAllInLog => _lengthOnDisk == 0;

    /// <summary>How many bytes of the log count; what a checkpoint would copy.</summary>
    public long LogLength { get; private set; }

    /// <summary>Reads the log; changes neither file.</summary>
    /// <exception cref="InvalidDataException">The file is shorter than it was when the log began.</exception>
    public static CommittedFile Open(IDiskFile data, IDiskFile log)
    {
        var file = new CommittedFile(data, log);
        file.ReadLog();
        return file;
    }

    /// <summary>Fills from <paramref name="offset"/>, a multiple of the sector's size, with zeros after the end.</summary>
    public void Read(long offset, Span<byte> into)
    {
        ReadCommitted(offset, into);
        if (_changed.Count == 0) return;
        for (var at = 0; at < into.Length; at += SectorSize)
            if (_changed.TryGetValue((offset + at) / SectorSize, out var bytes)) Put(bytes, into[at..]);
    }

    /// <summary>Is held in memory until <see cref="Commit"/>; whole sectors only.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset % SectorSize != 0 || bytes.Length % SectorSize != 0) throw new ArgumentException("only whole sectors can be written.", nameof(offset));
        var before = new byte[bytes.Length];
        ReadCommitted(offset, before);
        for (var at = 0; at < bytes.Length; at += SectorSize)
        {
            var sector = bytes.Slice(at, SectorSize);
            if (sector.SequenceEqual(before.AsSpan(at, SectorSize))) _changed.Remove((offset + at) / SectorSize);
            else _changed[(offset + at) / SectorSize] = sector.ToArray();
        }

        Length = Math.Max(Length, offset + bytes.Length);
    }

    /// <summary>Only grows: nothing that we keep in such a file ever shrinks it.</summary>
    public void SetLength(long length)
    {
        if (length < Length) throw new NotSupportedException("a committed file does not shrink.");
        Length = length;
    }

    /// <summary>All that was written since the last commit, durably; when it throws, nothing of it counts.</summary>
    public void Commit()
    {
        if (_changed.Count == 0 && Length == _committedLength) return;
        var (frame, sum) = CommitFrame.Encode(_lastSum, Length, _lengthOnDisk, _changed);
        var end = LogLength;
        try
        {
            if (_log.Length != end) _log.SetLength(end);
            if (end == 0) _log.Sync();
            _log.Write(end, frame);
            _log.Sync();
        }
        catch
        {
            TakeBack(end);
            throw;
        }

        foreach (var (number, bytes) in _changed) _committed[number] = bytes;
        _changed.Clear();
        _committedLength = Length;
        _lastSum = sum;
        LogLength = end + frame.Length;
    }

    /// <summary>Copies what the log holds into the file, and empties the log. Changes nothing that can be read.</summary>
    public void Checkpoint()
    {
        if (LogLength == 0) return;
        _log.Sync();
        foreach (var (offset, bytes) in Runs()) _data.Write(offset, bytes);
        if (_data.Length < _committedLength) _data.SetLength(_committedLength);
        _data.Sync();
        _log.SetLength(0);
        _committed.Clear();
        _lengthOnDisk = _data.Length;
        _lastSum = 0;
        LogLength = 0;
    }

    public void Dispose()
    {
        _data.Dispose();
        _log.Dispose();
    }

    private static void Put(ReadOnlySpan<byte> sector, Span<byte> into) => sector[..Math.Min(sector.Length, into.Length)].CopyTo(into);

    private void ReadLog()
    {
        var (onDisk, end) = (_data.Length, _log.Length);
        for (var piece = ReadOnlyMemory<byte>.Empty; Next(ref piece, end) is { } frame; piece = piece[CommitFrame.SizeOf(frame.Sectors.Count)..])
        {
            if (onDisk < frame.LengthOnDisk) throw new InvalidDataException($"has {onDisk} bytes and had {frame.LengthOnDisk}");
            _lengthOnDisk = frame.LengthOnDisk;
            foreach (var (number, bytes) in frame.Sectors) _committed[number] = bytes;
            _lastSum = frame.Sum;
            LogLength += CommitFrame.SizeOf(frame.Sectors.Count);
            Length = _committedLength = frame.FileLength;
        }
    }

    /// <summary>The next commit of the log; where the piece at hand does not hold all of it, another is read from there on.</summary>
    private CommitFrame? Next(ref ReadOnlyMemory<byte> piece, long end)
    {
        if (CommitFrame.Decode(piece, _lastSum) is { } frame) return frame;
        piece = OfLog(Math.Min(Piece, end - LogLength));
        if (CommitFrame.SizeAt(piece.Span) is var size && size > piece.Length && size <= end - LogLength) piece = OfLog(size);
        return CommitFrame.Decode(piece, _lastSum);
    }

    private byte[] OfLog(long size)
    {
        var bytes = new byte[size];
        _log.Read(LogLength, bytes);
        return bytes;
    }

    private void ReadCommitted(long offset, Span<byte> into)
    {
        _data.Read(offset, into);
        if (_committed.Count == 0) return;
        for (var at = 0; at < into.Length; at += SectorSize)
            if (_committed.TryGetValue((offset + at) / SectorSize, out var bytes)) Put(bytes.Span, into[at..]);
    }

    /// <summary>What a failed commit left in the log must not be read as one; when even that fails, its checksum or the next commit does.</summary>
    private void TakeBack(long end)
    {
        try
        {
            _log.SetLength(end);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>The log's sectors in the order of the file, neighbours together.</summary>
    private IEnumerable<(long Offset, byte[] Bytes)> Runs()
    {
        var numbers = _committed.Keys.Order().ToList();
        for (var first = 0; first < numbers.Count;)
        {
            var next = first + 1;
            while (next < numbers.Count && numbers[next] == numbers[next - 1] + 1) next++;
            yield return (numbers[first] * SectorSize, [.. numbers[first..next].SelectMany(n => _committed[n].ToArray())]);
            first = next;
        }
    }
}
