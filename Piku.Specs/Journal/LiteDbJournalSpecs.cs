using System.Globalization;
using LiteDB;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

public sealed class A_journal_in_a_folder : JournalContract, IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override IJournal Empty() => Open();

    private protected override IJournal Again(IJournal journal) => Open();

    private LiteDbJournal Open() => new(_folder["state"], TimeProvider.System);

    [Fact]
    public void Reading_an_absent_journal_makes_no_file()
    {
        Assert.Equal(0, Open().Head);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Reading_changes_no_file()
    {
        var journal = Open();
        journal.Append(App.Absent(Blog), FirstPush, By);
        var before = Content();
        _ = journal.Head + journal.ReadAll().Count + journal.After(0, 9).Count + journal.Newest(Blog, 9).Count + journal.Read(Shop).Version;
        Assert.Equal(before, Content());
    }

    [Fact]
    public void A_conflict_changes_no_file()
    {
        var journal = Open();
        journal.Append(App.Absent(Blog), FirstPush, By);
        var before = Content();
        Assert.Null(journal.Append(App.Absent(Blog), FirstPush, By));
        Assert.Equal(before, Content());
    }

    [Fact]
    public void The_head_file_has_the_newest_number()
    {
        Open().Append(App.Absent(Blog), FirstPush, By);
        Assert.Matches("^3 [0-9a-f]{64}\n$", File.ReadAllText(Open().HeadFile));
    }

    [Fact]
    public void A_lost_head_file_is_no_loss()
    {
        Open().Append(App.Absent(Blog), FirstPush, By);
        File.Delete(Open().HeadFile);
        Assert.Equal(3, Open().Head);
    }

    [Fact]
    public void Many_appends_pass_through_several_checkpoints_and_all_are_there()
    {
        var journal = Open();
        journal.Append(App.Absent(Blog), FirstPush, By);
        for (var i = 0; i < 300; i++) journal.Append(journal.Read(Blog), [Config("KEY", i.ToString(CultureInfo.InvariantCulture))], By);
        Assert.Equal(303, journal.Head);
        Assert.Equal(Enumerable.Range(1, 303).Select(i => (long)i), journal.After(0, 1000).Select(r => r.Seq));
        Assert.Equal("299", journal.Read(Blog).Config["KEY"]);
        Assert.InRange(new FileInfo(_folder["state/journal-log.db"]).Length, 0, JournalSession.CheckpointAt + 65536);
    }

    [Fact]
    public void A_state_that_was_folded_in_another_format_is_folded_again_from_the_events()
    {
        var (data, log) = (new MemoryFile(), new MemoryFile());
        using (var session = JournalSession.Open(data, log)) session.Append(App.Absent(Blog), FirstPush, By, null, DateTimeOffset.UnixEpoch);
        CommittedFile.Open(data, log).Checkpoint();
        using var other = JournalSession.Open(WithFormat(data, AppCodec.Format + 1), new MemoryFile());
        using var ours = JournalSession.Open(data, log);
        Assert.Equal(Text(ours.Read(Blog)), Text(other.Read(Blog)));
        Assert.Equal(Text(ours.ReadAll()[0]), Text(other.ReadAll()[0]));
        Assert.Equal(4, other.Append(other.Read(Blog), [Config("A", "1")], By, 3, DateTimeOffset.UnixEpoch)![0].Version);
    }

    /// <summary>A checkpointed file is a LiteDB file like any other, so LiteDB itself may change it.</summary>
    private static MemoryFile WithFormat(MemoryFile data, int format)
    {
        var bytes = new byte[data.Length];
        data.Read(0, bytes);
        using var stream = new MemoryStream();
        stream.Write(bytes);
        using (var database = new LiteDatabase(stream))
        {
            var app = database.GetCollection("apps").FindAll().Single();
            (app["format"], app["state"]) = (format, "of another shape");
            database.GetCollection("apps").Update(app);
        }

        var changed = new MemoryFile();
        changed.Write(0, stream.ToArray());
        return changed;
    }

    [Fact]
    public async Task Writers_at_the_same_time_exclude_each_other_and_lose_nothing()
    {
        const int writers = 4;
        const int each = 25;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => Write(Open(), AppName.Parse($"app-{writer % 2}"), each))));
        var events = Open().After(0, 10_000);
        Assert.Equal(Enumerable.Range(1, (writers * each) + 2).Select(i => (long)i), events.Select(e => e.Seq));
        foreach (var app in events.GroupBy(e => e.App))
            Assert.Equal(Enumerable.Range(1, app.Count()).Select(i => (long)i), app.Select(e => e.Version));
    }

    private static void Write(LiteDbJournal journal, AppName app, int count)
    {
        for (var done = 0; done < count;)
        {
            var now = journal.Read(app);
            if (!now.Exists) _ = journal.Append(now, [new AppEvent.Created()], By);
            else if (journal.Append(now, [Config("A", done.ToString(CultureInfo.InvariantCulture))], By) is not null) done++;
        }
    }

    private List<string> Content() =>
        [.. Directory.GetFiles(_folder["state"]).Order().Select(f => $"{f} {File.GetLastWriteTimeUtc(f).Ticks} {Convert.ToHexString(File.ReadAllBytes(f))}")];
}
