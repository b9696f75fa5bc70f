using Piku.Reconciler.Journal;

namespace Piku.Specs.Journal;

/// <summary>The process was ended by the spec, in the middle of a write.</summary>
internal sealed class KilledException : Exception;

/// <summary>
/// Two files on a disk that remembers every write and sync, so that the power can be cut after any of them.
/// </summary>
internal sealed class RecordingDisk
{
    private readonly List<Operation> _operations = [];

    public RecordingDisk()
    {
        Data = new RecordedFile(this);
        Log = new RecordedFile(this);
    }

    public RecordedFile Data { get; }

    public RecordedFile Log { get; }

    /// <summary>How many there were.</summary>
    public int Operations => _operations.Count;

    /// <summary>The operation at which the writer dies, half of its bytes written; none when null. The dead do nothing more until it is set again.</summary>
    public int? KillAt { get; set; }

    /// <summary>What the disk may hold if power goes after so many operations: of what was not synced, any part in any order.</summary>
    public (MemoryFile Data, MemoryFile Log) Cut(int operations, Random chance)
    {
        var (mode, before) = ((Fate)chance.Next(4), _operations.Take(operations).ToList());
        return (Remains(Data, before, mode, chance), Remains(Log, before, mode, chance));
    }

    private static MemoryFile Remains(RecordedFile file, List<Operation> before, Fate mode, Random chance)
    {
        var own = before.Where(o => o.File == file).ToList();
        var synced = own.FindLastIndex(o => o is Operation.Synced) + 1;
        var disk = new MemoryFile();
        foreach (var operation in own.Take(synced)) operation.ApplyTo(disk);
        var pending = own.Skip(synced).ToArray();
        if (mode == Fate.AnyOrder) chance.Shuffle(pending);
        foreach (var operation in pending)
        {
            if (mode == Fate.AllLost || (mode != Fate.AllThere && chance.Next(3) == 0)) continue;
            if (mode == Fate.AllThere) operation.ApplyTo(disk);
            else operation.ApplyTornTo(disk, chance);
        }

        return disk;
    }

    private void Happen(Operation operation, MemoryFile now)
    {
        if (KillAt < _operations.Count) throw new KilledException();
        var dies = KillAt == _operations.Count;
        if (dies && operation is not Operation.Written) throw new KilledException();
        if (dies && operation is Operation.Written written) operation = written with { Bytes = written.Bytes[..(written.Bytes.Length / 1024 * 512)] };
        operation.ApplyTo(now);
        _operations.Add(operation);
        if (dies) throw new KilledException();
    }

    private enum Fate
    {
        AllLost,
        AllThere,
        InOrder,
        AnyOrder,
    }

    internal sealed class RecordedFile(RecordingDisk disk) : IDiskFile
    {
        private readonly MemoryFile _now = new();

        public long Length => _now.Length;

        public void Read(long offset, Span<byte> into) => _now.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => disk.Happen(new Operation.Written(this, offset, bytes.ToArray()), _now);

        public void SetLength(long length) => disk.Happen(new Operation.Resized(this, length), _now);

        public void Sync() => disk.Happen(new Operation.Synced(this), _now);

        public void Dispose()
        {
        }
    }

    private abstract record Operation(RecordedFile File)
    {
        public abstract void ApplyTo(MemoryFile disk);

        public virtual void ApplyTornTo(MemoryFile disk, Random chance) => ApplyTo(disk);

        public sealed record Written(RecordedFile File, long Offset, byte[] Bytes) : Operation(File)
        {
            public override void ApplyTo(MemoryFile disk) => disk.Write(Offset, Bytes);

            public override void ApplyTornTo(MemoryFile disk, Random chance)
            {
                var sectors = (Bytes.Length + CommittedFile.SectorSize - 1) / CommittedFile.SectorSize;
                var (middle, share, tear) = (chance.Next(sectors + 1), chance.Next(1, 5), (Tear)chance.Next(3));
                for (var i = 0; i < sectors; i++)
                    if (IsKept(tear, i < middle, chance.Next(4) < share)) disk.Write(Offset + (i * CommittedFile.SectorSize), Sector(i));
            }

            private static bool IsKept(Tear tear, bool isFirst, bool byChance) => tear switch
            {
                Tear.KeepsItsStart => isFirst,
                Tear.KeepsItsEnd => !isFirst,
                Tear.KeepsAnything => byChance,
            };

            private ReadOnlySpan<byte> Sector(int i) =>
                Bytes.AsSpan(i * CommittedFile.SectorSize, Math.Min(CommittedFile.SectorSize, Bytes.Length - (i * CommittedFile.SectorSize)));

            private enum Tear
            {
                KeepsItsStart,
                KeepsItsEnd,
                KeepsAnything,
            }
        }

        public sealed record Resized(RecordedFile File, long Length) : Operation(File)
        {
            public override void ApplyTo(MemoryFile disk) => disk.SetLength(Length);
        }

        public sealed record Synced(RecordedFile File) : Operation(File)
        {
            public override void ApplyTo(MemoryFile disk)
            {
            }
        }
    }
}

/// <summary>A file in memory.</summary>
internal sealed class MemoryFile : IDiskFile
{
    private byte[] _bytes = [];

    public byte[] Bytes => _bytes[..(int)Length];

    /// <summary>With the content of a file; empty when there is none.</summary>
    public static MemoryFile Of(string path)
    {
        var file = new MemoryFile();
        if (File.Exists(path)) file.Write(0, File.ReadAllBytes(path));
        return file;
    }

    public long Length { get; private set; }

    public void Read(long offset, Span<byte> into)
    {
        into.Clear();
        if (offset < Length) _bytes.AsSpan((int)offset, (int)Math.Min(into.Length, Length - offset)).CopyTo(into);
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset + bytes.Length > Length) SetLength(offset + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
    }

    public void SetLength(long length)
    {
        if (length > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Max(length, _bytes.Length * 2L));
        if (length < Length) _bytes.AsSpan((int)length, (int)(Length - length)).Clear();
        Length = length;
    }

    public void Sync()
    {
    }

    public void Dispose()
    {
    }
}
