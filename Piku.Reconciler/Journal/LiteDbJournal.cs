using System.Runtime.ExceptionServices;
using LiteDB;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;
using Piku.Domain.Settings;

namespace Piku.Reconciler.Journal;

/// <summary>Some events; and after the newest of all, every app as its stored state has it, with sealed values.</summary>
/// <param name="WrongHolding">The first app of which the stored table of ports and host names says something else than its state.</param>
public sealed record StoredPage(IReadOnlyList<StoredRecord> Records, IReadOnlyList<App>? Apps, AppName? WrongHolding = null);

/// <summary>
/// The journal in a folder: <c>journal.db</c>, a LiteDB file, its log <c>journal-log.db</c>, <c>journal.lock</c> and <c>head</c>; and <c>keys/</c>, with
/// which the values of settings are sealed.
/// </summary>
/// <remarks>
/// Each call takes the lock, opens, answers and closes, so no process owns the journal and a dead one leaves nothing behind.
/// Asking writes nothing, and makes no file but a missing lock. A value whose key is gone reads as <see cref="SettingValues.Unreadable"/>.
/// </remarks>
/// <param name="path">The folder; made by the first append.</param>
public sealed class LiteDbJournal(string path, TimeProvider time) : IJournal
{
    /// <summary>How many events are read at once where all are: what LiteDB then holds fits into the memory that it takes first.</summary>
    public const int Page = 800;

    /// <summary>That in which events are kept and exported.</summary>
    public const int Format = ExportHead.Known;

    private readonly JournalFolder _folder = new(path);

    /// <remarks>
    /// LiteDB has one pool of buffers for the whole process, and what it throws over damaged content can leave them in it with a wrong size, or twice. An append would
    /// then write into the journal what belongs elsewhere. So who has seen damage only reads; the next process has a new pool.
    /// </remarks>
    private readonly TaskCompletionSource<string> _damage = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// What LiteDB throws while it cleans up after damaged content does not end the process: its finalizers do that, where nobody can catch it, and whoever
    /// met the damage has had the sentence by then. Called once, at the start of a program.
    /// </summary>
    public static void OutliveFinalizers() => ExceptionHandling.SetUnhandledExceptionHandler(e => e is LiteException);

    /// <summary>The file that is replaced after every append, for those who wait for one.</summary>
    public string HeadFile => _folder.Head;

    /// <summary>Ends when the journal has been found damaged, with the sentence; from then on nothing is appended through this object, whatever becomes of the files.</summary>
    public Task<string> Damage => _damage.Task;

    public long Head => Ask(open => open.Head, 0);

    public App Read(AppName app) => Ask(open => open.Read(app), App.Absent(app));

    public IReadOnlyList<App> Read(IReadOnlyList<AppName> apps) => Ask<IReadOnlyList<App>>(open => [.. apps.Select(open.Read)], [.. apps.Select(App.Absent)]);

    public IReadOnlyList<App> ReadAll() => Ask(open => open.ReadAll(), []);

    public IReadOnlyList<AppName> Names => Ask(open => open.Names, []);

    public Host Host => Ask(open => open.Host, Host.Of(Array.Empty<App>()));

    public IReadOnlyList<Recorded> After(long after, int limit) => Ask(open => open.After(after, limit), []);

    public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null) => Ask(open => open.Newest(app, limit, before), []);

    public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null) =>
        Alone(journal => journal.Append(expected, events, by, expectedHead));

    public T Alone<T>(Func<IJournal, T> work)
    {
        using var held = JournalTrouble.AsSentence(_folder, () =>
        {
            Directory.CreateDirectory(_folder.Path);
            return JournalLock.Take(_folder.Lock);
        });
        using var open = new OpenJournal(_folder, time, _damage, toAppend: true);
        return work(open);
    }

    /// <summary>At most <paramref name="limit"/> events numbered above <paramref name="after"/> as they are stored; for reading all of them, page by page.</summary>
    /// <remarks>What the apps' states come to is given with the last page, and is of the same moment.</remarks>
    public StoredPage Stored(long after, int limit) => Ask(
        open => open.Use(session => session.After(after, limit)) is var records && records.Count < limit && open.Use(session => session.ReadAll()) is var apps
            ? new StoredPage(records, apps, open.WrongHolding(apps))
            : new StoredPage(records, null),
        new StoredPage([], []));

    /// <summary>The newest event, and the keys as they are at the same moment.</summary>
    public (StoredRecord? Last, IReadOnlyList<(AppName App, string Key)> Keys) Newest() => Ask(open => open.Use(session => (session.Last, _folder.Keys.All)), (null, []));

    /// <summary>What the head file says: the number and the hash of the newest event, or of one a little older.</summary>
    public (long Seq, string? Hash) Witness => _folder.ReadHead();

    public void Forget(AppName app)
    {
        if (!_folder.Keys.Has(app)) return;
        Ask(
            open => open.Use(session =>
            {
                if (!session.Read(app).Exists) _folder.Keys.Drop(app);
                return 0;
            }),
            0);
    }

    /// <summary>Puts a journal that was made in another folder of this disk in the place of one that has no app, with its keys.</summary>
    /// <exception cref="JournalException">This journal has events of apps; nothing was changed.</exception>
    public void Install(string folder, ImportedJournal imported) => JournalTrouble.AsSentence(_folder, () =>
    {
        Directory.CreateDirectory(_folder.Path);
        using var held = JournalLock.Take(_folder.Lock);
        if (_folder.WhyMissing() is not null || (_folder.HasJournal && !HasNoApp())) throw new JournalException($"there is a journal in '{_folder.Path}' already; nothing was imported.");
        foreach (var (app, key) in imported.Keys) _folder.Keys.Put(app, key);
        if (imported.Last is not { } last) return 0;
        File.Delete(_folder.Head); // It tells of the journal that goes.
        File.Move(new JournalFolder(folder).Data, _folder.Data, overwrite: true);
        Posix.SyncFolder(_folder.Path);
        _folder.WriteHead(last);
        return 0;
    });

    /// <summary>Of this journal, which has all in its first file then, so that it goes when that does.</summary>
    private bool HasNoApp()
    {
        using var session = _folder.Open(_folder.OpenToAppend);
        session.Settle();
        return session.Names.All(name => name == AppName.Box);
    }

    private T Ask<T>(Func<OpenJournal, T> ask, T empty)
    {
        using var held = JournalTrouble.AsSentence(_folder, () => !_folder.HasJournal && _folder.WhyMissing() is null && !File.Exists(_folder.Lock) ? null : JournalLock.Take(_folder.Lock));
        if (held is null) return empty;
        using var open = new OpenJournal(_folder, time, _damage, toAppend: false);
        return ask(open);
    }
}
