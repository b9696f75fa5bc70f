using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>
/// The chain of all events: each is numbered one more than the one before and carries its hash, so that none can be changed, taken out or put
/// in without breaking every later link.
/// </summary>
public sealed class Chain
{
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private string? _hash;

    /// <summary>The number of the event that was seen last.</summary>
    public long Seq { get; private set; }

    /// <summary>The hash of the event that was seen last.</summary>
    public string Hash => _hash ?? StoredRecord.Genesis;

    /// <summary>How many events at the beginning are from before there were hashes.</summary>
    public long Unlinked { get; private set; }

    /// <summary>The events, each with the hash of the one before it.</summary>
    /// <param name="last">The newest event of the journal; null when there is none.</param>
    public static IReadOnlyList<StoredRecord> Link(StoredRecord? last, IEnumerable<StoredRecord> records)
    {
        var linked = new List<StoredRecord>();
        var before = last?.Hash ?? StoredRecord.Genesis;
        foreach (var record in records)
        {
            linked.Add(record with { Before = before });
            before = linked[^1].Hash;
        }

        return linked;
    }

    /// <summary>Takes the next event.</summary>
    /// <returns>What is wrong with it, as a sentence that names the first bad event; null when it is as it should be.</returns>
    public string? WhyBroken(StoredRecord next)
    {
        var version = _versions.GetValueOrDefault(next.App) + 1;
        if (next.Seq != Seq + 1) return next.Seq <= Seq ? $"event #{next.Seq} stands after #{Seq}." : $"event #{Seq + 1} is missing.";
        if (next.Before is null && Unlinked == Seq) Unlinked = next.Seq;
        else if (next.Before is null) return $"event #{next.Seq} does not carry the hash of the one before it.";
        else if (next.Before != Hash) return Seq == 0 ? "event #1 is not the first of its chain." : $"event #{Seq} was changed after it was recorded: #{next.Seq} carries another hash of it.";
        if (next.Version != version) return $"event #{next.Seq} is version {next.Version} of '{next.App}', and version {version} is next.";
        (_versions[next.App], Seq, _hash) = (version, next.Seq, next.Hash);
        return null;
    }

    /// <exception cref="JournalException">The event is not the next one.</exception>
    public StoredRecord Next(StoredRecord next) => WhyBroken(next) is { } why ? throw new JournalException(why) : next;
}
