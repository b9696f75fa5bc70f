namespace Piku.Ssh.Logs;

/// <summary>Lines of several processes as one story, by their times. Those of one process stay in the order in which they were written, whatever its clock did.</summary>
public static class LogMerge
{
    /// <summary>From the newest line to the oldest. A line without a time comes after those that have one.</summary>
    public static IEnumerable<LogLine> NewestFirst(IEnumerable<IEnumerable<LogLine>> processes) =>
        Merged(processes.Reverse(), (a, b) => (a.At ?? DateTimeOffset.MinValue) > (b.At ?? DateTimeOffset.MinValue));

    /// <summary>From the oldest to the newest.</summary>
    public static IEnumerable<LogLine> OldestFirst(IEnumerable<IEnumerable<LogLine>> processes) =>
        Merged(processes, (a, b) => (a.At ?? DateTimeOffset.MinValue) < (b.At ?? DateTimeOffset.MinValue));

    private static IEnumerable<LogLine> Merged(IEnumerable<IEnumerable<LogLine>> processes, Func<LogLine, LogLine, bool> comesBefore)
    {
        var heads = processes.Select(lines => lines.GetEnumerator()).ToList();
        try
        {
            heads.RemoveAll(Ended);
            while (heads.Count > 0)
            {
                var next = heads.Aggregate((first, head) => comesBefore(head.Current, first.Current) ? head : first);
                yield return next.Current;
                if (Ended(next)) heads.Remove(next);
            }
        }
        finally
        {
            foreach (var head in heads) head.Dispose();
        }
    }

    private static bool Ended(IEnumerator<LogLine> head)
    {
        if (head.MoveNext()) return false;
        head.Dispose();
        return true;
    }
}
