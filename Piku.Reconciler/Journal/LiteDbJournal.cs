using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>The journal in a folder: <c>journal.db</c>, a LiteDB file, its log <c>journal-log.db</c>, <c>journal.lock</c> and <c>head</c>.</summary>
/// <remarks>
/// Each call takes the lock, opens, answers and closes, so no process owns the journal and a dead one leaves nothing behind.
/// Asking writes nothing, and makes no file but a missing lock. <c>journal.db</c> and <c>journal-log.db</c> belong together: copy both, with the lock held.
/// </remarks>
/// <param name="path">The folder; made by the first append.</param>
public sealed class LiteDbJournal(string path, TimeProvider time) : IJournal
{
    private readonly JournalFolder _folder = new(path);

    /// <summary>The file that is replaced after every append, for those who wait for one.</summary>
    public string HeadFile => _folder.Head;

    public long Head => Ask(session => session.Head, 0);

    public App Read(AppName app) => Ask(session => session.Read(app), App.Absent(app));

    public IReadOnlyList<App> ReadAll() => Ask(session => session.ReadAll(), []);

    public IReadOnlyList<Recorded> After(long after, int limit) => Ask(session => session.After(after, limit), []);

    public IReadOnlyList<Recorded> Newest(AppName? app, int limit) => Ask(session => session.Newest(app, limit), []);

    public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null) =>
        JournalTrouble.AsSentence(_folder, () =>
        {
            if (WhyMissing() is { } why) throw new InvalidDataException(why);
            Directory.CreateDirectory(_folder.Path);
            using var held = JournalLock.Take(_folder.Lock);
            var recorded = Over(_folder.OpenToAppend, session => session.Append(expected, events, by, expectedHead, time.GetUtcNow()));
            if (recorded is [.., var newest]) _folder.WriteHead(newest.Seq);
            return recorded;
        });

    private T Ask<T>(Func<JournalSession, T> ask, T empty) => JournalTrouble.AsSentence(_folder, () =>
    {
        if (WhyMissing() is { } why) throw new InvalidDataException(why);
        if (!_folder.HasJournal) return empty;
        using var held = JournalLock.Take(_folder.Lock);
        return Over(_folder.OpenToRead, ask);
    });

    private T Over<T>(Func<(IDiskFile, IDiskFile)> open, Func<JournalSession, T> use)
    {
        var (data, log) = open();
        using (data)
        using (log)
        using (var session = JournalSession.Open(data, log))
        {
            if (WhyDamaged(data, session, _folder.ReadHead()) is { } why) throw new InvalidDataException(why);
            return use(session);
        }
    }

    private string? WhyMissing() =>
        !_folder.HasJournal && _folder.ReadHead() is var head and > 0 ? $"is missing although {head} events were recorded" : null;

    /// <summary>The head file is written after an append is durable, so the journal always reaches at least that far.</summary>
    private static string? WhyDamaged(IDiskFile data, JournalSession session, long head) => head == 0 || session.Head is var newest && newest >= head
        ? null
        : data.Length == 0
            ? $"is empty although {head} events were recorded"
            : $"ends at event #{session.Head} although {head} events were recorded";
}
