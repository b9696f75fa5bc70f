using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

public sealed class A_recovery : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Path => _folder["state"];

    private LiteDbJournal Journal => new(Path, TimeProvider.System);

    /// <summary>As they are stored: their values were never sealed.</summary>
    private IReadOnlyList<App> Apps => Journal.Stored(long.MaxValue - 1, 1).Apps!;

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
        var report = Recovery.Of(Path, TimeProvider.System).Report;
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
        var report = Recovery.Of(Path, TimeProvider.System).Report;
        Assert.Contains(report, line => line.StartsWith("'blog': 1 event kept, up to #1 of ", StringComparison.Ordinal) && line.Contains("is told again by ", StringComparison.Ordinal));
        foreach (var app in Apps) Assert.Equal(box.States[app.Name][^1], Essential(app));
        var left = File.ReadLines($"{Path}/damaged-1/left-out.jsonl").ToList();
        Assert.Equal(box.Events.Where(record => record.App == "blog").Skip(2).Select(record => record.Seq), left.Select(line => StoredRecord.FromLine(System.Text.Encoding.UTF8.GetBytes(line))).Where(record => record.App == "blog" && record.Version > 2).Select(record => record.Seq));
    }

    /// <summary>At any byte of the commit's head, its mark and its count among them, and at many of what it holds: an event that is lost stands before a state that is not.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(33)]
    public void Reads_on_behind_a_commit_of_the_log_of_which_any_byte_is_damaged(int seed)
    {
        const int Head = 32;
        var box = RecordedBox.Of(seed, settled: 0.2);
        var end = Head + (BitConverter.ToInt32(box.Log, 24) * (sizeof(uint) + 512));
        foreach (var at in Enumerable.Range(0, Head).Concat(Enumerable.Range(1, (end - Head) / 509).Select(i => Head + (i * 509))))
        {
            if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
            box.WriteTo(Path);
            Change("journal-log.db", bytes => bytes[at] ^= 1);
            Recovery.Of(Path, TimeProvider.System);
            Assert.Equal(box.States.Where(app => app.Value.Count > 1).ToDictionary(app => app.Key, app => (at, app.Value[^1])), Apps.ToDictionary(app => app.Name, app => (at, Essential(app))));
        }
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
            Recovery.Of(Path, TimeProvider.System);
            Assert.Null(Verification.Of(Journal).Fault);
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
        Recovery.Of(Path, TimeProvider.System);
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

    private static string Essential(App app) => Text(Retelling.Essence(app));
}
