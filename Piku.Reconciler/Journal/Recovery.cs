using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>
/// Makes a new journal of what can still be read of a damaged one, and sets the damaged files aside in <c>damaged-1</c>, <c>damaged-2</c> … as they were.
/// </summary>
/// <remarks>
/// Of each app the events up to its first loss are kept. Where its stored state has seen more, it is told again by new events (<see cref="Retelling"/>). What can be
/// read but not kept is left out into a file. See <c>docs/adr/0009-recovery-reads-pages-and-trusts-hashes.md</c>.
/// </remarks>
/// <param name="Folder">Where the damaged files are.</param>
/// <param name="Report">What was kept and what was lost, in lines.</param>
public sealed record Recovery(string Folder, ImmutableArray<string> Report)
{
    private const int Page = 1000;

    private static readonly Provenance By = new("piku", "", "journal recover");

    /// <summary>Does all of it. The journal is one that is not whole, which another process has found: LiteDB never sees the damaged files here.</summary>
    /// <exception cref="JournalException">Nothing could be read, or it cannot be done now; nothing was changed.</exception>
    public static Recovery Of(string folder, TimeProvider time)
    {
        var files = new JournalFolder(folder);
        return JournalTrouble.AsSentence(files, () =>
        {
            using var held = JournalLock.Take(files.Lock);
            if (!RecoveryFolder.IsReady(folder)) Prepare(folder, time);
            var last = RecoveryFolder.Install(folder).Last();
            return new Recovery(last, [.. File.ReadAllLines(RecoveryFolder.ReportIn(last))]);
        });
    }

    /// <summary>Makes all that <see cref="RecoveryFolder.Install"/> puts in place. The journal stays as it is; the lock is the caller's business.</summary>
    /// <exception cref="JournalException">Neither an event nor a state could be read.</exception>
    public static void Prepare(string folder, TimeProvider time)
    {
        var files = new JournalFolder(folder);
        var sifted = Sift(files);
        var retold = Retold(sifted, time.GetUtcNow());
        if (sifted.Kept.IsEmpty && retold.IsEmpty)
            throw new JournalException($"{WhyNothing(sifted, files)}, and nothing was changed; move it, 'journal-log.db' and 'head' out of '{folder}', and import a backup: piku import FILE.");
        var made = RecoveryFolder.Begin(folder);
        Write(made, [.. Linked([.. sifted.Kept, .. retold])]);
        var damaged = RecoveryFolder.DamagedIn(made);
        File.WriteAllLines(Path.Combine(damaged, "left-out.jsonl"), sifted.LeftOut.Select(record => System.Text.Encoding.UTF8.GetString(record.Line().Span)));
        File.WriteAllLines(RecoveryFolder.ReportIn(damaged), RecoveryReport.Of(sifted, retold, time.GetUtcNow()));
        foreach (var (app, key) in files.Keys.All) new KeyFolder(Path.Combine(damaged, "keys")).Put(app, key);
        RecoveryFolder.MakeReady(folder);
    }

    private static string WhyNothing(Sifting sifted, JournalFolder files) => sifted.LeftOut.IsEmpty
        ? $"nothing in the journal '{files.Data}' can be read"
        : string.Create(CultureInfo.InvariantCulture, $"of no app in the journal '{files.Data}' the first event or a state can be read, though {sifted.LeftOut.Length:N0} later events can");

    private static Sifting Sift(JournalFolder files)
    {
        var (data, log) = (RawLog.Read(files.Data), RawLog.Read(files.Log));
        var doubtful = Remains.Of(RawLog.OverByForce(data, log, out var isGapless));
        return Sifting.Of(Remains.Of(RawLog.Over(data, log)), isGapless ? doubtful : doubtful with { States = [] }, files.ReadHead());
    }

    /// <summary>The newer states as events that lead there; a state that none lead to is itself damaged, and passed over.</summary>
    private static ImmutableArray<StoredRecord> Retold(Sifting sifted, DateTimeOffset now) =>
    [
        .. from wanted in sifted.Newer
           let app = sifted.Apps.GetValueOrDefault(wanted.Name.Value) ?? App.Absent(wanted.Name)
           from one in Retold(app, wanted).Index()
           select new StoredRecord(0, app.Name.Value, app.Version + 1 + one.Index, now.ToUnixTimeMilliseconds(), By, EventCodec.Write(one.Item), Before: null),
    ];

    private static ImmutableArray<AppEvent> Retold(App app, App wanted)
    {
        try
        {
            var events = Retelling.Of(app, wanted);
            return IsSame(events.Aggregate(app, (told, happened) => AppDecider.Evolve(told, happened, DateTimeOffset.UnixEpoch)), wanted) ? events : [];
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NullReferenceException)
        {
            return [];
        }
    }

    private static bool IsSame(App one, App other) =>
        AppCodec.Write(Retelling.Essence(one)) is var (ours, values) && AppCodec.Write(Retelling.Essence(other)) is var (theirs, others) && ours.AsSpan().SequenceEqual(theirs) && values.AsSpan().SequenceEqual(others);

    /// <summary>As they are up to the first loss, and from there on with new numbers and hashes.</summary>
    private static IEnumerable<StoredRecord> Linked(ImmutableArray<StoredRecord> records)
    {
        var chain = new Chain();
        StoredRecord[] untouched = [.. records.TakeWhile(record => chain.WhyBroken(record) is null)];
        return [.. untouched, .. Chain.Link(untouched.LastOrDefault(), records.Skip(untouched.Length).Select((record, i) => record with { Seq = untouched.Length + 1 + i }))];
    }

    private static void Write(string folder, StoredRecord[] records)
    {
        var files = new JournalFolder(folder);
        foreach (var page in records.Chunk(Page)) JournalImport.Add(files, page);
        files.WriteHead(records[^1]);
        if (Verification.Of(new LiteDbJournal(folder, TimeProvider.System)).Fault is { } fault) throw new JournalException($"what was recovered is not whole, and nothing was changed: {fault}");
        File.Delete(files.Lock);
        File.Delete(files.Log);
    }
}
