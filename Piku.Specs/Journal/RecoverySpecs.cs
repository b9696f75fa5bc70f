using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

/// <summary>Recorded histories, and damage at seeded places. <c>PIKU_SEED</c> sets the first seed, <c>PIKU_DAMAGES</c> how many there are (none unless told).</summary>
public sealed class A_recovery : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Path => _folder["state"];

    private LiteDbJournal Journal => new(Path, TimeProvider.System);

    /// <summary>As they are stored: their values were never sealed.</summary>
    private IReadOnlyList<App> Apps => Journal.Stored(long.MaxValue - 1, 1).Apps!;

    [Fact]
    public void Of_whatever_damage_keeps_what_was_recorded_and_is_whole()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PIKU_DAMAGES") is null, "LiteDB that has read damaged files lends wrong buffers to other specs of the process; say PIKU_DAMAGES=40.");
        var seed = int.Parse(Environment.GetEnvironmentVariable("PIKU_SEED") ?? "1", CultureInfo.InvariantCulture);
        var most = int.Parse(Environment.GetEnvironmentVariable("PIKU_DAMAGES") ?? "40", CultureInfo.InvariantCulture);
        var recovered = 0;
        for (var last = seed + most; seed < last; seed++)
        {
            try
            {
                recovered += Damaged(seed) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"PIKU_SEED={seed} finds it: {e.Message}", e);
            }
        }

        Assert.True(recovered > most / 2, $"only {recovered} of {most} damages were worth a recovery");
    }

    [Fact]
    public void Of_a_whole_journal_touches_nothing()
    {
        RecordedBox.Of(3).WriteTo(Path);
        var before = Files(Path);
        Assert.Null(Recovery.Of(Path, TimeProvider.System));
        Assert.Null(Recovery.Of(_folder["none"], TimeProvider.System));
        Assert.Equal(before, Files(Path).Where(file => file.Key != "journal.lock"));
    }

    [Fact]
    public void Without_any_index_keeps_every_event_as_it_was()
    {
        var box = RecordedBox.Of(4);
        box.WriteTo(Path);
        Change("journal.db", bytes =>
        {
            for (var page = 0; page < bytes.Length; page += Damage.PageSize)
                if (bytes[page + 4] != Damage.DataPage) bytes.AsSpan(page, Damage.PageSize).Fill(0x5a);
        });
        var report = Recovery.Of(Path, TimeProvider.System)!.Report;
        Assert.Contains("No app has lost anything.", report);
        Assert.Equal(Lines(box.Events), Lines(Journal.Stored(0, int.MaxValue).Records));
    }

    [Fact]
    public void Tells_again_where_the_app_stood_when_an_event_of_it_is_lost()
    {
        var box = RecordedBox.Of(5, settled: 1);
        box.WriteTo(Path);
        var second = box.Events.Where(record => record.App == "blog").ElementAt(1);
        Change("journal.db", bytes => bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(second.Event.Payload)) + 20] ^= 4);
        var report = Recovery.Of(Path, TimeProvider.System)!.Report;
        Assert.Contains(report, line => line.StartsWith("'blog': 1 event kept, up to #1 of ", StringComparison.Ordinal) && line.Contains("is told again by ", StringComparison.Ordinal));
        foreach (var app in Apps) Assert.Equal(box.States[app.Name][^1], Essential(app));
        var left = File.ReadLines($"{Path}/damaged-1/left-out.jsonl").ToList();
        Assert.Equal(box.Events.Where(record => record.App == "blog").Skip(2).Select(record => record.Seq), left.Select(line => StoredRecord.FromLine(System.Text.Encoding.UTF8.GetBytes(line))).Where(record => record.App == "blog" && record.Version > 2).Select(record => record.Seq));
    }

    [Fact]
    public void Reads_on_behind_a_commit_of_the_log_that_is_damaged()
    {
        var box = RecordedBox.Of(6, settled: 0.2);
        box.WriteTo(Path);
        Change("journal-log.db", bytes => bytes[4096 - 700] ^= 1);
        Assert.NotNull(Recovery.Of(Path, TimeProvider.System));
        foreach (var app in Apps) Assert.Equal(box.States[app.Name][^1], Essential(app));
    }

    [Fact]
    public void Refuses_a_file_that_is_no_journal_and_leaves_it()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText($"{Path}/journal.db", new string('x', 20_000));
        var e = Assert.Throws<JournalException>(() => Recovery.Of(Path, TimeProvider.System));
        Assert.StartsWith($"nothing in the journal '{Path}/journal.db' can be read, and nothing was changed; ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("import a backup: piku import FILE.", e.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 20_000), File.ReadAllText($"{Path}/journal.db"));
    }

    [Fact]
    public void That_is_interrupted_at_any_step_is_finished_by_the_next_one()
    {
        var box = RecordedBox.Of(7);
        var steps = 1;
        for (var done = 0; done < steps; done++)
        {
            if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
            box.WriteTo(Path);
            Damage.Of(new Random(2), Path);
            var before = Files(Path);
            Recovery.Prepare(Path, TimeProvider.System);
            if (done == 0) steps = Count();
            Assert.Equal(done, RecoveryFolder.Install(Path).Take(done).Count());
            Unusable();
            Assert.NotNull(Recovery.Of(Path, TimeProvider.System));
            Assert.Null(Verification.Of(Journal).Fault);
            Assert.Null(Recovery.Of(Path, TimeProvider.System));
            Aside(before);
        }
    }

    [Fact]
    public void That_ends_before_it_is_ready_has_changed_nothing()
    {
        RecordedBox.Of(8).WriteTo(Path);
        using (var file = File.OpenWrite($"{Path}/journal.db")) file.SetLength(file.Length - Damage.PageSize);
        var before = Files(Path);
        Directory.CreateDirectory($"{Path}/recovered.tmp/damaged");
        File.WriteAllText($"{Path}/recovered.tmp/journal.db", "half");
        Assert.Contains("run piku journal recover", Assert.Throws<JournalException>(() => Journal.ReadAll()).Message, StringComparison.Ordinal);
        Assert.NotNull(Recovery.Of(Path, TimeProvider.System));
        Aside(before);
    }

    /// <summary>How many steps there are, on a copy.</summary>
    private int Count()
    {
        var copy = _folder["copy"];
        foreach (var folder in Directory.GetDirectories(Path, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(folder.Replace(Path, copy, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories)) File.Copy(file, file.Replace(Path, copy, StringComparison.Ordinal));
        return RecoveryFolder.Install(copy).Count();
    }

    private void Unusable()
    {
        foreach (var use in new Action[] { () => Journal.ReadAll(), () => Journal.Append(App.Absent(Blog), FirstPush, By) })
            Assert.Contains("was being recovered, and that was interrupted; nothing was changed: run piku journal recover", Assert.Throws<JournalException>(use).Message, StringComparison.Ordinal);
    }

    /// <returns>Whether there was anything to recover.</returns>
    private bool Damaged(int seed)
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        var box = RecordedBox.Of(seed % 4);
        box.WriteTo(Path);
        Damage.Of(new Random(seed), Path);
        var (before, readable) = (Files(Path), Readable(box));
        if (Recovered() is not { } recovery)
        {
            Assert.Equal(before, Files(Path).Where(file => file.Key != "journal.lock"));
            return false;
        }

        Assert.Null(Verification.Of(Journal).Fault);
        Assert.Equal(recovery.Folder, $"{Path}/damaged-1");
        Assert.Equal(recovery.Report, File.ReadAllLines($"{Path}/damaged-1/report.txt"));
        var changed = Journal.Stored(0, int.MaxValue).Records.Where(record => record.By.Actor != "piku").GroupBy(record => record.App)
            .SelectMany(stream => box.Events.Where(record => record.App == stream.Key).Zip(stream))
            .Where(pair => Told(pair.First) != Told(pair.Second)).Select(pair => pair.First).ToList();
        Assert.Subset(Unchecked(recovery), changed.Select(record => record.Seq).ToHashSet());
        foreach (var app in Apps.Where(app => changed.All(record => record.App != app.Name.Value)))
        {
            var at = box.States[app.Name].LastIndexOf(Essential(app));
            // A stored state has no hash: one that changed and still reads is believed where its events are lost.
            if (at < 0 && recovery.Report.Any(line => line.StartsWith($"'{app.Name}': ", StringComparison.Ordinal) && line.Contains("is told again by", StringComparison.Ordinal))) continue;
            Assert.True(at >= readable.GetValueOrDefault(app.Name), $"'{app.Name}' could be read as it was after {readable.GetValueOrDefault(app.Name)} events, and is as it was after {at}: {string.Join(" ", recovery.Report)}");
        }

        Aside(before);
        Assert.Null(Recovery.Of(Path, TimeProvider.System));
        return true;
    }

    /// <summary>Null when there is nothing to recover, or nothing left to recover from.</summary>
    private Recovery? Recovered()
    {
        try
        {
            return Recovery.Of(Path, TimeProvider.System);
        }
        catch (JournalException e) when (e.Message.StartsWith("nothing in the journal", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>The version of each app that the damaged journal itself still tells rightly, and not from events that say something else now.</summary>
    private Dictionary<AppName, int> Readable(RecordedBox box)
    {
        try
        {
            var hurt = box.Events.Where(IsChanged).Select(record => record.App).ToHashSet();
            return Apps.Where(app => !hurt.Contains(app.Name.Value) && box.States[app.Name].ElementAtOrDefault((int)app.Version) == Essential(app)).ToDictionary(app => app.Name, app => (int)app.Version);
        }
        catch (JournalException)
        {
            return [];
        }
    }

    /// <summary>Whether the damaged journal has the event, and has it otherwise.</summary>
    private bool IsChanged(StoredRecord recorded)
    {
        try
        {
            return Journal.Stored(recorded.Seq - 1, 1).Records is [var found] && found != recorded;
        }
        catch (JournalException)
        {
            return false;
        }
    }

    private void Aside(IEnumerable<KeyValuePair<string, string>> before)
    {
        var aside = Files($"{Path}/damaged-1");
        foreach (var (name, content) in before.Where(file => file.Key != "journal.lock")) Assert.Equal(content, aside[name]);
    }

    private void Change(string name, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes($"{Path}/{name}");
        change(bytes);
        File.WriteAllBytes($"{Path}/{name}", bytes);
    }

    private static SortedDictionary<string, string> Files(string folder) => new(
        Directory.GetFiles(folder).ToDictionary(file => System.IO.Path.GetFileName(file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))), StringComparer.Ordinal);

    /// <summary>The numbers of events that the report says nothing speaks for.</summary>
    private static HashSet<long> Unchecked(Recovery recovery) =>
    [
        .. from line in recovery.Report
           where line.StartsWith("Kept, but nothing says", StringComparison.Ordinal)
           from range in line[(line.IndexOf('#', StringComparison.Ordinal) + 1)..^1].Split(", #")
           let ends = range.Split("–#").Select(long.Parse).ToList()
           from number in Enumerable.Range((int)ends[0], (int)(ends[^1] - ends[0] + 1))
           select (long)number,
    ];

    private static string Told(StoredRecord record) => Lines([record with { Seq = 0, Before = null }])[0];

    private static string Essential(App app) => Text(Retelling.Essence(app));
}
