using System.Buffers.Binary;
using LiteDB;
using LiteDB.Engine;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>The journal while it is open: questions and appends over two files, which no one else may change meanwhile.</summary>
/// <remarks>
/// LiteDB works in memory on a <see cref="CommittedFile"/>, so how and when it writes does not matter; an append is on disk as one commit or
/// not at all, and asking never writes. Values of settings are kept as they are given; that they are sealed is the caller's business. For one thread, and of no
/// more use when it has thrown.
/// </remarks>
public sealed class JournalSession : IDisposable
{
    /// <summary>The log is copied into the file at this size: about thirty appends, which each open reads again.</summary>
    public const long CheckpointAt = 256 * 1024;

    private const int PageSize = 8192;

    private const string HostId = "box";

    private const int MarkAt = 32;

    private const int LastPageAt = 64;

    private static readonly byte[] Mark = "** This is a LiteDB file **"u8.ToArray();

    private readonly CommittedFile _file;
    private readonly long _checkpointAt;
    private LiteDatabase? _database;
    private (bool IsKnown, StoredRecord? Record) _last;
    private Known? _known;

    private JournalSession(CommittedFile file, long checkpointAt)
    {
        _file = file;
        _checkpointAt = checkpointAt;
    }

    /// <summary>Looks whether the files can be a journal, and changes neither. They are closed with the session.</summary>
    /// <param name="checkpointAt">Bytes of log from which an append first copies the log into the file.</param>
    /// <exception cref="InvalidDataException">They are none, or not all of one; the message completes "the file …".</exception>
    public static JournalSession Open(IDiskFile data, IDiskFile log, long checkpointAt = CheckpointAt)
    {
        var file = CommittedFile.Open(data, log);
        if (file.Length > 0 && WhyNone(file) is { } why) throw new InvalidDataException(why);
        return new JournalSession(file, checkpointAt);
    }

    /// <summary>The newest event; null when there is none.</summary>
    public StoredRecord? Last => (_last = _last.IsKnown ? _last : (true, Newest(null, 1) is [var last] ? last : null)).Record;

    /// <summary>As <see cref="IJournal.Head"/>; so are the others.</summary>
    public long Head => Last?.Seq ?? 0;

    public App Read(AppName app) => Of(app).App;

    /// <summary>Of every stream, the box's too. LiteDB takes them from its index, and reads no app.</summary>
    public IReadOnlyList<AppName> Names => _file.Length == 0 ? [] : [.. Apps.Query().Select("_id").ToEnumerable().Select(AppDocument.Name).OrderBy(name => name.Value, StringComparer.Ordinal)];

    /// <summary>Every stream as its events tell it, the box's too.</summary>
    public IReadOnlyList<App> ReadAll()
    {
        if (_file.Length == 0) return [];
        var values = Values.FindAll().ToDictionary(document => document["_id"].AsString, StringComparer.Ordinal);
        return [.. Apps.FindAll().ToList().Select(document => Folded(document, values.GetValueOrDefault(document["_id"].AsString))).OrderBy(app => app.Name.Value, StringComparer.Ordinal)];
    }

    public IReadOnlyList<StoredRecord> After(long after, int limit) => _file.Length == 0 || limit <= 0
        ? []
        : [.. Events.Find(BsonExpression.Create("_id > @0", after), 0, limit).Select(EventDocument.Read)];

    public IReadOnlyList<StoredRecord> Newest(AppName? app, int limit, long? before = null) => (app, before) switch
    {
        _ when _file.Length == 0 || limit <= 0 => [],
        (null, null) => [.. Events.Find(Query.All(Query.Descending), 0, limit).Select(EventDocument.Read)],
        (null, { } seq) => [.. UpTo(Math.Min(seq - 1, Head), limit)],
        ({ } name, { } seq) when Events.FindById(seq) is { } document && EventDocument.App(document) == name.Value => [.. Stream(EventDocument.Previous(document)).Take(limit)],
        ({ } name, _) => [.. Stream(Apps.FindById(name.Value) is { } document ? AppDocument.Last(document) : 0).SkipWhile(record => record.Seq >= before).Take(limit)],
    };

    /// <summary>The table of what no two apps may share, as <see cref="HostTable"/> has it; null where there is none of our format.</summary>
    public byte[]? Host => _file.Length > 0 && Hosts.FindById(HostId) is { } document && document["format"] == HostTable.Format ? document["table"].AsBinary : null;

    /// <summary>Whether nothing has been recorded of the app, or of the box, since they were looked at.</summary>
    public bool IsStillAt(App expected, long? expectedHead) =>
        Read(expected.Name).Version == expected.Version && (expectedHead is not { } head || head == Head);

    /// <param name="now">What the events are stamped with, cut to the millisecond.</param>
    /// <param name="host">The table as it is to be stored, given the app afterwards and the table before; without it there is none afterwards.</param>
    public IReadOnlyList<Recorded>? Append(
        App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead, DateTimeOffset now, Func<App, byte[]?, byte[]?>? host = null)
    {
        if (!IsStillAt(expected, expectedHead)) return null;
        if (events.Count == 0) return [];
        var last = Last;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var recorded = events.Select((happened, i) => new Recorded((last?.Seq ?? 0) + 1 + i, expected.Name, expected.Version + 1 + i, at, by, happened)).ToList();
        Add(Chain.Link(last, recorded.Select(one => EventCodec.Write(one, before: null))), host);
        return recorded;
    }

    /// <summary>Adds events that were recorded before, as they are, in one commit.</summary>
    /// <param name="records">Numbered on from <see cref="Head"/>, each app's on from its version.</param>
    /// <exception cref="JournalException">One of them cannot be understood.</exception>
    public void Add(IReadOnlyList<StoredRecord> records, Func<App, byte[]?, byte[]?>? host = null)
    {
        if (records.Count == 0) return;
        if (_file.LogLength >= _checkpointAt || (_file.IsAllInLog && _file.LogLength > 0)) _file.Checkpoint();
        OwnThread.Run(() =>
        {
            Database.BeginTrans();
            foreach (var stream in records.GroupBy(record => record.App, StringComparer.Ordinal)) Add(AppName.OfStream(stream.Key) ?? throw new InvalidDataException($"has a stream '{stream.Key}', which cannot be one"), stream, host);
            Database.Commit();
            Database.Checkpoint();
        });
        _file.Commit();
        _last = (true, records[^1]);
    }

    /// <summary>Has everything in the first of the two files, and nothing in the second.</summary>
    public void Settle() => _file.Checkpoint();

    public void Dispose()
    {
        try
        {
            _database?.Dispose();
        }
        finally
        {
            _file.Dispose();
        }
    }

    private ILiteCollection<BsonDocument> Events => Database.GetCollection("events", BsonAutoId.Int64);

    private ILiteCollection<BsonDocument> Apps => Database.GetCollection("apps", BsonAutoId.ObjectId);

    private ILiteCollection<BsonDocument> Values => Database.GetCollection("values", BsonAutoId.ObjectId);

    private ILiteCollection<BsonDocument> Hosts => Database.GetCollection("hosts", BsonAutoId.ObjectId);

    /// <summary>Keys compare by their bytes, whatever the language of the machine that made the file.</summary>
    private LiteDatabase Database => _database ??= new LiteDatabase(
        new LiteEngine(new EngineSettings { DataStream = new CommittedStream(_file), LogStream = new MemoryStream(), Collation = Collation.Binary }),
        new BsonMapper());

    private static string? WhyNone(CommittedFile file)
    {
        var head = new byte[CommittedFile.SectorSize];
        file.Read(0, head);
        if (!head.AsSpan(MarkAt, Mark.Length).SequenceEqual(Mark)) return "is not a journal";
        var length = (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(LastPageAt)) + 1L) * PageSize;
        return file.Length < length ? $"has {file.Length} bytes and had {length}" : null;
    }

    /// <summary>The app as it is stored; what was asked for last is kept, since whoever reads an app decides about it and records.</summary>
    private Known Of(AppName name)
    {
        if (_known?.App.Name == name) return _known;
        var document = _file.Length == 0 ? null : Apps.FindById(name.Value);
        if (document is null) return _known = new Known(App.Absent(name), 0, null);
        var values = Values.FindById(name.Value);
        return _known = new Known(Folded(document, values), AppDocument.Last(document), values?["values"].AsBinary);
    }

    private App Folded(BsonDocument document, BsonDocument? values) =>
        AppDocument.TryRead(document, values)
        ?? Stream(AppDocument.Last(document)).Reverse().Aggregate(App.Absent(AppDocument.Name(document)), Evolve);

    private static App Evolve(App app, StoredRecord record) => EventCodec.Read(record) is var read ? AppDecider.Evolve(app, read.Event, read.At) : app;

    /// <summary>The events of one app, newest first, by walking back from its last.</summary>
    private IEnumerable<StoredRecord> Stream(long last)
    {
        for (var seq = last; seq != 0;)
        {
            var document = Events.FindById(seq) ?? throw new InvalidDataException($"lacks event #{seq}");
            yield return EventDocument.Read(document);
            seq = EventDocument.Previous(document);
        }
    }

    /// <summary>The newest events of the whole box up to a number. Numbers have no gaps, so it is known where these begin, and they are read in their own order.</summary>
    private IEnumerable<StoredRecord> UpTo(long seq, int limit) => After(Math.Max(0, seq - limit), (int)Math.Min(limit, Math.Max(0, seq))).Reverse();

    private void Add(AppName name, IEnumerable<StoredRecord> stream, Func<App, byte[]?, byte[]?>? host)
    {
        var (app, last, values) = Of(name);
        var before = app;
        foreach (var record in stream)
        {
            app = Evolve(app, record);
            Events.Insert(EventDocument.Of(record, last));
            last = record.Seq;
        }

        var stored = AppCodec.Write(app);
        Apps.Upsert(AppDocument.Of(app, last, stored));
        if (values is null || !values.AsSpan().SequenceEqual(stored.Values)) Values.Upsert(AppDocument.ValuesOf(app, stored));
        _known = new Known(app, last, stored.Values);
        if (Holding.MayDiffer(before, app)) Put(Host, host);
    }

    private void Put(byte[]? before, Func<App, byte[]?, byte[]?>? host)
    {
        if (host?.Invoke(_known!.App, before) is not { } table) Hosts.Delete(HostId);
        else if (before is null || !before.AsSpan().SequenceEqual(table)) Hosts.Upsert(new BsonDocument { ["_id"] = HostId, ["format"] = HostTable.Format, ["table"] = table });
    }

    /// <param name="Last">The number of its newest event; 0 when there is none.</param>
    /// <param name="Values">Of its settings, as they are stored.</param>
    private sealed record Known(App App, long Last, byte[]? Values);
}
