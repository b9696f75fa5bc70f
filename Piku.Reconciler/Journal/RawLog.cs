namespace Piku.Reconciler.Journal;

/// <summary>A journal's file as its log lies over it, in memory, for where <see cref="CommittedFile"/> refuses to.</summary>
internal static class RawLog
{
    /// <summary>What a disk is asked for at once; where it cannot read that much, there are zeros.</summary>
    private const int Piece = 4096;

    /// <summary>With each commit that is whole and follows the one before.</summary>
    public static byte[] Over(byte[] data, byte[] log)
    {
        byte[] file = [.. data];
        var sum = 0u;
        for (var at = 0; CommitFrame.Decode(log.AsMemory(at), sum) is { } frame; at += CommitFrame.SizeOf(frame.Sectors.Count))
        {
            Put(ref file, frame, data.Length + log.Length);
            sum = frame.Sum;
        }

        return file;
    }

    /// <summary>With every commit that there is a mark of, as it stands there, right or wrong; and with those of which only the mark or the count is wrong.</summary>
    /// <param name="isGapless">Whether none of them was left out, as far as it can be seen.</param>
    public static byte[] OverByForce(byte[] data, byte[] log, out bool isGapless)
    {
        byte[] file = [.. data];
        isGapless = true;
        for (var at = 0; at < log.Length;)
        {
            var here = log.AsMemory(at..NextMark(log, at));
            if ((CommitFrame.Mended(here) ?? CommitFrame.Glimpse(here)) is { } frame)
            {
                Put(ref file, frame, data.Length + log.Length);
                at += CommitFrame.SizeOf(frame.Sectors.Count);
            }
            else
            {
                isGapless = false;
                at += Math.Min(CommitFrame.Block, log.Length - at);
            }
        }

        return file;
    }

    /// <summary>Where the commit after this one begins, which no count of this one has to say; or the end.</summary>
    private static int NextMark(byte[] log, int at)
    {
        do at = Math.Min(log.Length, at + CommitFrame.Block);
        while (at < log.Length && CommitFrame.Glimpse(log.AsMemory(at)) is null);
        return at;
    }

    /// <summary>All of a file that can be read; nothing when there is none.</summary>
    public static byte[] Read(string path)
    {
        if (!File.Exists(path)) return [];
        using var file = DiskFile.ToRead(path);
        var bytes = new byte[file.Length];
        for (var at = 0; at < bytes.Length; at += Piece)
        {
            try
            {
                file.Read(at, bytes.AsSpan(at, Math.Min(Piece, bytes.Length - at)));
            }
            catch (IOException)
            {
            }
        }

        return bytes;
    }

    /// <param name="most">No file of ours can be longer; a sector beyond that has a wrong number.</param>
    private static void Put(ref byte[] file, CommitFrame frame, long most)
    {
        foreach (var (number, bytes) in frame.Sectors)
        {
            var end = (number + 1L) * CommitFrame.SectorSize;
            if (end > most) continue;
            if (end > file.Length) Array.Resize(ref file, (int)Math.Min(most, end + (1 << 16)));
            bytes.Span.CopyTo(file.AsSpan((int)end - CommitFrame.SectorSize));
        }
    }
}
