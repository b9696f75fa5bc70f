using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Piku.Reconciler.Journal;

/// <summary>
/// One commit as it stands in the log: which sectors of the file it changes, and to what. Valid as a whole or not at all.
/// </summary>
/// <remarks>
/// Little-endian: mark, checksum of the frame before (0 for the first), length of the file afterwards, length of the file on disk when
/// the log began, count of sectors, checksum of everything else; the sectors' numbers; their bytes; zeros up to
/// a multiple of <see cref="Block"/>, so that no later write touches a block of this one. The checksum of the frame before
/// keeps what is left of a former log from being read as part of this one.
/// </remarks>
/// <param name="Before">The checksum of the frame before; 0 for the first.</param>
/// <param name="Sum">This frame's own checksum.</param>
internal sealed record CommitFrame(uint Before, uint Sum, long FileLength, long LengthOnDisk, IReadOnlyList<(uint Number, ReadOnlyMemory<byte> Bytes)> Sectors)
{
    public const int SectorSize = 512;

    public const int Block = 4096;

    private const uint Mark = 0x314A4B50;

    /// <summary>A gigabyte.</summary>
    private const int MostSectors = 1 << 21;

    private const int HeadSize = 32;

    private const int CountAt = 24;

    private const int SumAt = 28;

    public static int SizeOf(int sectors) => (HeadSize + (sectors * (sizeof(uint) + SectorSize)) + Block - 1) / Block * Block;

    /// <summary>How long the frame at the start of the bytes says that it is; 0 when there is none.</summary>
    public static long SizeAt(ReadOnlySpan<byte> log) =>
        log.Length >= Block && BinaryPrimitives.ReadUInt32LittleEndian(log) == Mark && BinaryPrimitives.ReadInt32LittleEndian(log[CountAt..]) is >= 0 and < MostSectors and var count ? SizeOf(count) : 0;

    /// <summary>The frame as bytes, and its checksum, which the next one names.</summary>
    public static (byte[] Bytes, uint Sum) Encode(uint before, long fileLength, long lengthOnDisk, IReadOnlyCollection<KeyValuePair<long, byte[]>> sectors)
    {
        var frame = new byte[SizeOf(sectors.Count)];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Mark);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), before);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(8), fileLength);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(16), lengthOnDisk);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(CountAt), sectors.Count);
        var number = frame.AsSpan(HeadSize);
        var bytes = frame.AsSpan(HeadSize + (sectors.Count * sizeof(uint)));
        foreach (var sector in sectors)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, checked((uint)sector.Key));
            sector.Value.CopyTo(bytes);
            number = number[sizeof(uint)..];
            bytes = bytes[SectorSize..];
        }

        var sum = Checksum(frame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(SumAt), sum);
        return (frame, sum);
    }

    /// <summary>The frame at the start of the bytes; null when there is no whole one that follows <paramref name="before"/>.</summary>
    public static CommitFrame? Decode(ReadOnlyMemory<byte> log, uint before)
    {
        var head = log.Span;
        if (CountOf(head) is not { } count || BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) != before) return null;
        return Checksum(head[..SizeOf(count)]) == BinaryPrimitives.ReadUInt32LittleEndian(head[SumAt..]) ? Read(log, count) : null;
    }

    /// <summary>The frame at the start of the bytes, whatever its checksums say; null when there is none.</summary>
    public static CommitFrame? Glimpse(ReadOnlyMemory<byte> log) => CountOf(log.Span) is { } count ? Read(log, count) : null;

    /// <summary>The frame that fills the bytes, where nothing of it is damaged but its mark or its count: the checksum tells which count it was. Null when more is.</summary>
    public static CommitFrame? Mended(ReadOnlyMemory<byte> frame)
    {
        var mended = frame.ToArray();
        for (var count = Math.Max(0, frame.Length - Block - HeadSize) / (sizeof(uint) + SectorSize); SizeOf(count) <= mended.Length; count++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(mended, Mark);
            BinaryPrimitives.WriteInt32LittleEndian(mended.AsSpan(CountAt), count);
            if (SizeOf(count) == mended.Length && Checksum(mended) == BinaryPrimitives.ReadUInt32LittleEndian(mended.AsSpan(SumAt))) return Read(mended, count);
        }

        return null;
    }

    /// <summary>How many sectors the frame at the start of the bytes has; null when there is none, or not all of it.</summary>
    private static int? CountOf(ReadOnlySpan<byte> log)
    {
        if (log.Length < Block || BinaryPrimitives.ReadUInt32LittleEndian(log) != Mark) return null;
        var count = BinaryPrimitives.ReadInt32LittleEndian(log[CountAt..]);
        return count < 0 || count > log.Length / SectorSize || SizeOf(count) > log.Length ? null : count;
    }

    private static CommitFrame Read(ReadOnlyMemory<byte> log, int count)
    {
        var head = log.Span;
        var bytes = log[(HeadSize + (count * sizeof(uint)))..];
        var sectors = new (uint, ReadOnlyMemory<byte>)[count];
        for (var i = 0; i < count; i++)
            sectors[i] = (BinaryPrimitives.ReadUInt32LittleEndian(head[(HeadSize + (i * sizeof(uint)))..]), bytes.Slice(i * SectorSize, SectorSize));
        return new CommitFrame(
            BinaryPrimitives.ReadUInt32LittleEndian(head[4..]), BinaryPrimitives.ReadUInt32LittleEndian(head[SumAt..]), BinaryPrimitives.ReadInt64LittleEndian(head[8..]), BinaryPrimitives.ReadInt64LittleEndian(head[16..]), sectors);
    }

    /// <summary>CRC-32C of the frame without the checksum itself; never 0, which stands for "no frame before".</summary>
    private static uint Checksum(ReadOnlySpan<byte> frame)
    {
        var sum = BitOperations.Crc32C(~0u, BinaryPrimitives.ReadUInt32LittleEndian(frame[CountAt..]));
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(frame[..CountAt])) sum = BitOperations.Crc32C(sum, word);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(frame[HeadSize..])) sum = BitOperations.Crc32C(sum, word);
        return ~sum == 0 ? 1 : ~sum;
    }
}
