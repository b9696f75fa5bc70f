using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;
using Piku.Domain.Settings;

namespace Piku.Reconciler.Journal;

/// <summary>The journal of a folder while its lock is held: opened when it is first asked, with its values unsealed.</summary>
/// <remarks>What is found damaged is noted before the lock goes, so that no other thread appends after it.</remarks>
/// <param name="toAppend">Whether an append may follow; then files that are there are opened for it at once.</param>
internal sealed class OpenJournal(JournalFolder folder, TimeProvider time, TaskCompletionSource<string> damage, bool toAppend) : IJournal, IDisposable
{
    private readonly Dictionary<AppName, Seal?> _seals = [];
    private JournalSession? _session;
    private byte[]? _table;

    public long Head => Use(session => session.Head);

    public App Read(AppName app) => Use(session => Opened(session.Read(app)));

    public IReadOnlyList<App> ReadAll() => Use(session => (IReadOnlyList<App>)[.. session.ReadAll().Where(app => app.Name != AppName.Box).Select(Opened)]);

    public IReadOnlyList<AppName> Names => Use(session => (IReadOnlyList<AppName>)[.. session.Names.Where(name => name != AppName.Box)]);

    /// <remarks>Where the journal has no table, the states are asked, and the next append stores it.</remarks>
    public Host Host => Host.Of(HostTable.Read(Use(session => session.Host ?? (_table = HostTable.Write(session.ReadAll().Select(HoldingOf))))));

    public IReadOnlyList<Recorded> After(long after, int limit) => Use(session => Opened(session.After(after, limit)));

    public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null) => Use(session => Opened(session.Newest(app, limit, before)));

    public T Alone<T>(Func<IJournal, T> work) => work(this);

    public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null)
    {
        if (damage.Task.IsCompleted) throw new JournalException(JournalTrouble.Refusal(folder));
        if (!folder.HasJournal) Close();
        return Use(
            session =>
            {
                if (!session.IsStillAt(expected, expectedHead)) return null;
                var recorded = session.Append(expected, Sealed(expected, events), by, expectedHead, time.GetUtcNow(), Table)!;
                if (recorded.Count == 0) return recorded;
                folder.WriteHead(session.Last!);
                if (events[^1] is AppEvent.Destroyed) DropKey(expected.Name);
                return [.. recorded.Zip(events, (one, happened) => one with { Event = happened })];
            },
            makes: true);
    }

    /// <exception cref="JournalException">In place of whatever it throws; what is read next is read from the files again.</exception>
    /// <param name="makes">Whether files that are missing are made.</param>
    public T Use<T>(Func<JournalSession, T> use, bool makes = false) => JournalTrouble.AsSentence(folder, () =>
    {
        try
        {
            return use(_session ??= folder.Open(makes || (toAppend && folder.HasJournal) ? folder.OpenToAppend : folder.OpenToRead));
        }
        catch (Exception e)
        {
            if (JournalTrouble.IsDamage(e)) damage.TrySetResult(JournalTrouble.Sentence(folder, e));
            Close();
            throw;
        }
    });

    /// <summary>The first app of which the table says something else than its state. Names of an app whose key is gone are believed.</summary>
    public AppName? WrongHolding(IReadOnlyList<App> apps)
    {
        if (Use(session => session.Host) is not { } table) return null;
        var told = HostTable.Read(table).ToDictionary(one => one.App);
        var wrong = apps.Select(HoldingOf).FirstOrDefault(one => Line(one) != Line(told.GetValueOrDefault(one.App) ?? one with { Ports = [], ServerNames = [] }));
        return wrong?.App ?? told.Keys.FirstOrDefault(app => apps.All(one => one.Name != app));

        string Line(Holding one) => HostTable.Line(SealOf(one.App) is null ? one with { ServerNames = [] } : one);
    }

    public void Dispose() => Close();

    private void Close()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <summary>The key is on the disk before anything that it has sealed. A new app gets a new one, whatever an app of its name has left.</summary>
    private List<AppEvent> Sealed(App expected, IReadOnlyList<AppEvent> events)
    {
        if (!expected.Exists) DropKey(expected.Name);
        return [.. events.Select(happened => SettingValues.Map(happened, (setting, value) => (SealOf(expected.Name) ?? (_seals[expected.Name] = folder.Keys.Make(expected.Name))!).Close(setting, value)))];
    }

    private App Opened(App app)
    {
        var opened = new Dictionary<(string, string), string>();
        return SettingValues.Map(app, (setting, text) =>
        {
            if (!opened.TryGetValue((setting, text), out var value)) opened[(setting, text)] = value = Seal.Open(SealOf(app.Name), setting, text);
            return value;
        });
    }

    private IReadOnlyList<Recorded> Opened(IReadOnlyList<StoredRecord> records) =>
    [
        .. records.Select(EventCodec.Read).Select(one => one with { Event = SettingValues.Map(one.Event, (setting, text) => Seal.Open(SealOf(one.App), setting, text)) }),
    ];

    private byte[]? Table(App after, byte[]? before) => (before ?? _table) is { } table ? HostTable.With(table, HoldingOf(after)) : null;

    /// <summary>Of an app as it is stored: no more is unsealed than its host names.</summary>
    private Holding HoldingOf(App app) => Holding.Of(SettingValues.Map(app, (setting, text) => setting == EffectiveSettings.ServerNameSetting ? Seal.Open(SealOf(app.Name), setting, text) : text));

    private Seal? SealOf(AppName app)
    {
        if (!_seals.TryGetValue(app, out var seal)) _seals[app] = seal = folder.Keys.Of(app);
        return seal;
    }

    private void DropKey(AppName app)
    {
        folder.Keys.Drop(app);
        _seals.Remove(app);
    }
}
