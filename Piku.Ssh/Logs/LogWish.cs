namespace Piku.Ssh.Logs;

/// <summary>Which lines somebody wants to see.</summary>
/// <param name="Since">None of before.</param>
/// <param name="Words">Each has this in it, in large or small letters; plain text, so nothing that is sent here can take long.</param>
/// <param name="Most">So many of the newest, counted when the others are out.</param>
public sealed record LogWish(DateTimeOffset? Since, string? Words, int Most)
{
    /// <summary>Characters that are kept in mind at most, so that a few thousand lines of a megabyte do not need the memory of the box.</summary>
    private const long MostText = 64_000_000;

    public bool Has(LogLine line) => Words is null || line.Text.Contains(Words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The newest of them, in the order in which they were said.</summary>
    public IReadOnlyList<LogLine> Newest(IEnumerable<Logbook> logs, bool wholeOnly)
    {
        var text = 0L;
        var newest = LogMerge.NewestFirst(logs.Select(log => log.Backwards(wholeOnly).TakeWhile(IsRecent).Where(Has)))
            .Take(Most).TakeWhile(line => (text += line.Text.Length) <= MostText).ToList();
        newest.Reverse();
        return newest;
    }

    /// <summary>A line without a time may be.</summary>
    private bool IsRecent(LogLine line) => Since is null || line.At is null || line.At >= Since;
}
