using Microsoft.Win32.SafeHandles;

namespace Piku.Ssh.Logs;

/// <summary>A file's lines from its end, read by blocks, however large it is.</summary>
public static class FileFromEnd
{
    /// <summary>What is longer comes in pieces.</summary>
    public const int MostOfLine = 256 * 1024;

    private const int Block = 64 * 1024;

    private const byte NewLine = (byte)'\n';

    /// <param name="end">What stands behind it is left out. A line that has not ended there comes first; it is empty where all have.</param>
    public static IEnumerable<byte[]> Lines(SafeFileHandle file, long end)
    {
        byte[] rest = [];
        for (var at = end; at > 0;)
        {
            var size = (int)Math.Min(Block, at);
            at -= size;
            var bytes = new byte[size + rest.Length];
            if (RandomAccess.Read(file, bytes.AsSpan(0, size), at) < size) yield break;
            rest.CopyTo(bytes, size);
            var to = bytes.Length;
            for (int cut; (cut = bytes.AsSpan(0, to).LastIndexOf(NewLine)) >= 0; to = cut) yield return bytes[(cut + 1)..to];
            rest = bytes[..to];
            if (rest.Length < MostOfLine) continue;
            yield return rest;
            rest = [];
        }

        yield return rest;
    }

    /// <summary>Where the last whole line ends.</summary>
    public static long EndOfLines(SafeFileHandle file, long end)
    {
        for (var at = end; at > 0;)
        {
            var bytes = new byte[Math.Min(Block, at)];
            at -= bytes.Length;
            if (RandomAccess.Read(file, bytes, at) < bytes.Length) return 0;
            if (bytes.AsSpan().LastIndexOf(NewLine) is var cut and >= 0) return at + cut + 1;
        }

        return 0;
    }
}
