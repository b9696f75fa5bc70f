using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>What a look at the whole journal has found.</summary>
/// <param name="Events">How many were read; up to the first bad one.</param>
/// <param name="Unlinked">How many of them are from before there were hashes.</param>
/// <param name="Fault">The first thing that is wrong, as a sentence; null when all is as it was recorded.</param>
public sealed record Verification(long Events, long Unlinked, int Apps, string? Fault)
{
    /// <summary>
    /// Reads every event once: the chain of hashes, the order, the versions of each app; folds each app again and compares it with its stored state.
    /// Needs no keys, and the memory of one page.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be opened at all.</exception>
    public static Verification Of(LiteDbJournal journal)
    {
        var fold = new Refolding();
        var witness = journal.Witness;
        while (true)
        {
            var page = Read(journal, fold.Chain.Seq, out var unreadable);
            foreach (var record in page.Records)
                if (fold.WhyBroken(record, witness) is { } why) return fold.End(why);
            if (unreadable is not null) return fold.End(unreadable);
            if (page.Apps is { } states) return fold.End(fold.WhyOther(states) ?? (page.WrongHolding is { } app ? $"the stored table of ports and host names says of '{app}' what its state does not." : null));
        }
    }

    /// <summary>A page; where one cannot be read, as much of it as can, with the sentence about the first event that cannot.</summary>
    private static StoredPage Read(LiteDbJournal journal, long after, out string? unreadable)
    {
        unreadable = null;
        try
        {
            return journal.Stored(after, LiteDbJournal.Page);
        }
        catch (JournalException)
        {
            var records = new List<StoredRecord>();
            while (One(journal, after + records.Count, out unreadable) is { } record) records.Add(record);
            return new StoredPage(records, null);
        }
    }

    private static StoredRecord? One(LiteDbJournal journal, long after, out string? unreadable)
    {
        unreadable = null;
        try
        {
            if (journal.Stored(after, 1).Records is [var record]) return record;
            unreadable = "the apps' stored states cannot be read.";
        }
        catch (JournalException trouble)
        {
            unreadable = $"event #{after + 1} cannot be read: {Why(trouble)}.";
        }

        return null;
    }

    /// <summary>Without the advice that goes with the whole sentence.</summary>
    private static string Why(JournalException trouble) => trouble.InnerException switch
    {
        null => trouble.Message.TrimEnd('.'),
        InvalidDataException found => $"the journal {found.Message}",
        var other => other.Message.TrimEnd('.'),
    };

    /// <summary>The chain and the apps so far.</summary>
    private sealed class Refolding
    {
        private readonly Dictionary<AppName, App> _apps = [];

        public Chain Chain { get; } = new();

        public Verification End(string? fault) => new(Chain.Seq, Chain.Unlinked, _apps.Keys.Count(name => name != AppName.Box), fault);

        public string? WhyBroken(StoredRecord record, (long Seq, string? Hash) witness)
        {
            if (Chain.WhyBroken(record) is { } why) return why;
            if (record.Seq == witness.Seq && witness.Hash is { } hash && hash != record.Hash) return $"event #{record.Seq} was changed after it was recorded: the file 'head' has another hash of it.";
            try
            {
                var read = EventCodec.Read(record);
                _apps[read.App] = AppDecider.Evolve(_apps.GetValueOrDefault(read.App) ?? App.Absent(read.App), read.Event, read.At);
                return null;
            }
            catch (Exception e) when (e is JournalException or InvalidOperationException or ArgumentException or NullReferenceException)
            {
                return $"event #{record.Seq} does not follow from those before it: {e.Message}";
            }
        }

        /// <summary>The states are disposable, but one that tells another story than the events was changed by somebody.</summary>
        public string? WhyOther(IReadOnlyList<App> states) =>
            states.Count != _apps.Count ? $"there are events of {_apps.Count} apps, and {states.Count} stored states."
            : states.FirstOrDefault(state => !IsSame(state)) is { } other ? $"the stored state of '{other.Name}' is not what its {other.Version} events come to."
            : null;

        private bool IsSame(App state) =>
            _apps.TryGetValue(state.Name, out var folded)
            && AppCodec.Write(folded) is var (ours, values)
            && AppCodec.Write(state) is var (theirs, others)
            && ours.AsSpan().SequenceEqual(theirs) && values.AsSpan().SequenceEqual(others);
    }
}
