using System.Buffers.Binary;
using System.Text;
using LiteDB;

namespace Piku.Reconciler.Journal;

/// <summary>
/// The documents in a LiteDB file by its data pages alone, whatever its indexes and the heads of its pages say. What is not a whole document is passed over.
/// </summary>
/// <remarks>
/// A page has 8 KiB. From its end downwards stand the slots of its blocks, length and place in two bytes each. A block has a mark whether it goes on with
/// another's document, the page and slot of the block that goes on with it, and its bytes.
/// </remarks>
internal static class RawPages
{
    private const int PageSize = 8192;

    private const int PageHead = 32;

    private const int BlockHead = 6;

    private const int SlotSize = 4;

    private const int Slots = 255;

    private const uint NoPage = uint.MaxValue;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IEnumerable<BsonDocument> Documents(ReadOnlyMemory<byte> file)
    {
        for (var page = 0u; (page + 1L) * PageSize <= file.Length; page++)
            for (var slot = 0; slot < Slots; slot++)
                if (Block(file, page, slot) is { Span: [0, ..] } block && Whole(file, block) is { } bytes && Document(bytes) is { } document) yield return document;
    }

    private static ReadOnlyMemory<byte>? Block(ReadOnlyMemory<byte> file, uint page, int slot)
    {
        if ((page + 1L) * PageSize > file.Length) return null;
        var bytes = file.Slice((int)page * PageSize, PageSize);
        var slots = PageSize - ((slot + 1) * SlotSize);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[slots..]);
        var at = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[(slots + 2)..]);
        return at >= PageHead && length > BlockHead && at + length <= slots ? bytes.Slice(at, length) : null;
    }

    /// <summary>The bytes of a document, from its first block on; null when they go nowhere, or round and round.</summary>
    private static ReadOnlyMemory<byte>? Whole(ReadOnlyMemory<byte> file, ReadOnlyMemory<byte> first)
    {
        var (all, wanted) = (first[BlockHead..].ToArray(), first.Length < BlockHead + sizeof(int) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(first.Span[BlockHead..]));
        if (wanted < sizeof(int) || wanted > file.Length) return null;
        for (var block = first; all.Length < wanted; all = [.. all, .. block.Span[BlockHead..]])
        {
            var page = BinaryPrimitives.ReadUInt32LittleEndian(block.Span[1..]);
            if (page == NoPage || Block(file, page, block.Span[5]) is not { Span: [not 0, ..] } next) return null;
            block = next;
        }

        return all.AsMemory(0, wanted);
    }

    /// <summary>Only the types that our documents have; null where there is another, or anything does not fit.</summary>
    private static BsonDocument? Document(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var document = new BsonDocument();
            var rest = bytes.Span[sizeof(int)..];
            while (rest[0] != 0)
            {
                var end = rest.IndexOf((byte)0);
                var name = Strict.GetString(rest[1..end]);
                if (Value(rest[0], rest[(end + 1)..], out var size) is not { } value) return null;
                document[name] = value;
                rest = rest[(end + 1 + size)..];
            }

            return rest.Length == 1 ? document : null;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static BsonValue? Value(byte type, ReadOnlySpan<byte> rest, out int size)
    {
        var length = type is 2 or 5 ? BinaryPrimitives.ReadInt32LittleEndian(rest) : 0;
        (size, var value) = type switch
        {
            2 => (4 + length, new BsonValue(Strict.GetString(rest.Slice(4, length - 1)))),
            5 => (5 + length, new BsonValue(rest.Slice(5, length).ToArray())),
            10 => (0, BsonValue.Null),
            16 => (4, new BsonValue(BinaryPrimitives.ReadInt32LittleEndian(rest))),
            18 => (8, new BsonValue(BinaryPrimitives.ReadInt64LittleEndian(rest))),
            _ => (0, null),
        };
        return value;
    }
}
