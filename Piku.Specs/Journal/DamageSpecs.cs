using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

/// <summary>A journal that cannot be used says why in a sentence, and is not changed.</summary>
/// <remarks>
/// All damage here is found before LiteDB reads it. What LiteDB throws over damaged content spoils its buffers for the whole process, and its finalizers can end the
/// process: such damage belongs to <see cref="The_journal_verb"/>, whose specs run it in processes of its own.
/// </remarks>
public sealed class A_damaged_journal : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data => _folder["journal.db"];

    private string Log => _folder["journal-log.db"];

    private LiteDbJournal Journal => new(_folder.Path, TimeProvider.System);

    [Fact]
    public void Says_that_it_is_no_journal_and_is_not_overwritten()
    {
        File.WriteAllText(Data, new string('x', 20_000));
        Refuses("is not a journal");
    }

    [Fact]
    public void Says_so_when_it_is_a_scrap_shorter_than_a_sector()
    {
        File.WriteAllText(Data, "hello");
        Refuses("is not a journal");
    }

    [Fact]
    public void Says_that_it_was_cut()
    {
        Filled();
        using (var file = File.OpenWrite(Data)) file.SetLength(file.Length - 8192);
        Refuses("bytes and had");
    }

    [Fact]
    public void Says_that_it_was_cut_when_its_log_is_gone_too()
    {
        Filled();
        File.Delete(Log);
        using (var file = File.OpenWrite(Data)) file.SetLength(8192);
        Refuses("bytes and had");
    }

    [Fact]
    public void Says_that_it_is_empty_although_events_were_recorded()
    {
        Filled();
        File.WriteAllText(Log, "");
        File.WriteAllText(Data, "");
        Refuses("is empty although 6 events were recorded");
    }

    [Fact]
    public void Says_that_it_is_missing_although_events_were_recorded()
    {
        Filled();
        File.Delete(Log);
        File.Delete(Data);
        Refuses("is missing although 6 events were recorded");
        Assert.False(File.Exists(Data));
    }

    [Fact]
    public void Says_where_it_ends_when_its_log_is_gone()
    {
        Filled();
        File.Delete(Log);
        Refuses("ends at event #3 although 6 events were recorded");
    }

    [Fact]
    public void Says_where_it_ends_when_a_byte_of_its_log_changed()
    {
        Filled();
        var log = File.ReadAllBytes(Log);
        log[log.Length / 2] ^= 1;
        File.WriteAllBytes(Log, log);
        Refuses("although 6 events were recorded");
    }

    [Fact]
    public async Task Is_appended_to_by_nobody_who_has_seen_the_damage()
    {
        Filled();
        var (seen, whole) = (Journal, File.ReadAllBytes(Data));
        File.WriteAllText(Data, new string('x', 20_000));
        Assert.False(seen.Damage.IsCompleted);
        var found = Assert.Throws<JournalException>(() => seen.Head);
        Assert.True(seen.Damage.IsCompletedSuccessfully);
        Assert.Equal(found.Message, await seen.Damage);
        File.WriteAllBytes(Data, whole);
        Assert.Equal(6, seen.Head);
        var e = Assert.Throws<JournalException>(() => seen.Append(seen.Read(Blog), [Config("A", "1")], By));
        Assert.Equal($"the journal '{Data}' was found damaged by this process, which therefore records nothing any more; run piku journal recover, then restart pikud.", e.Message);
        Assert.NotNull(Journal.Append(seen.Read(Blog), [Config("A", "1")], By));
    }

    [Fact]
    public void Says_so_when_a_folder_is_in_its_place()
    {
        Directory.CreateDirectory(Data);
        var e = Assert.Throws<JournalException>(() => Journal.Append(App.Absent(Blog), FirstPush, By));
        Assert.Contains("may not be opened by this user", e.Message, StringComparison.Ordinal);
        Assert.Contains(Data, e.Message, StringComparison.Ordinal);
        Assert.Throws<JournalException>(() => Journal.Head);
    }

    /// <summary>The kernel's own files are read-only for root as well.</summary>
    [Fact]
    public void Says_so_when_its_folder_cannot_be_written()
    {
        var journal = new LiteDbJournal("/proc/sys/piku-state", TimeProvider.System);
        Assert.Throws<JournalException>(() => journal.Append(App.Absent(Blog), FirstPush, By));
        Assert.Equal(0, journal.Head);
    }

    [Fact]
    public void Says_that_the_disk_is_full_and_keeps_what_it_had()
    {
        Filled();
        File.Move(Log, _folder["kept"]);
        File.CreateSymbolicLink(Log, "/dev/full");
        File.Delete(_folder["head"]);
        var journal = Journal;
        var e = Assert.Throws<JournalException>(() => journal.Append(journal.Read(Blog), [Config("A", "1")], By));
        Assert.False(journal.Damage.IsCompleted);
        Assert.Contains("is full, so nothing was recorded; free some space", e.Message, StringComparison.Ordinal);
        File.Delete(Log);
        File.Move(_folder["kept"], Log);
        Assert.Equal(6, Journal.Head);
    }

    [Fact]
    public void Names_the_process_that_keeps_it_locked()
    {
        Filled();
        using var held = JournalLock.Take(_folder["journal.lock"]);
        var e = Assert.Throws<JournalException>(() => JournalLock.Take(_folder["journal.lock"], patience: 20));
        Assert.Contains("is locked by this process itself", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Three events in the file, three more in its log.</summary>
    private void Filled()
    {
        Journal.Append(App.Absent(Blog), FirstPush, By);
        Journal.Append(App.Absent(Shop), FirstPush, By);
    }

    private void Refuses(string why)
    {
        var before = Content();
        foreach (var use in new Action[] { () => _ = Journal.ReadAll(), () => Journal.Append(App.Absent(Blog), FirstPush, By) })
        {
            var e = Assert.Throws<JournalException>(use);
            Assert.Contains(why, e.Message, StringComparison.Ordinal);
            Assert.StartsWith($"the journal '{Data}' ", e.Message, StringComparison.Ordinal);
            Assert.EndsWith("; nothing was changed: run piku journal recover, or put back a backup of it together with 'journal-log.db'.", e.Message, StringComparison.Ordinal);
        }

        foreach (var (name, content) in before) Assert.Equal(content, File.ReadAllBytes(name));
    }

    /// <summary>Without the lock: a process that another spec has just begun may hold it until it is another program.</summary>
    private Dictionary<string, byte[]> Content() => Directory.GetFiles(_folder.Path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToDictionary(file => file, File.ReadAllBytes);
}

public sealed class An_append_that_fails
{
    [Fact]
    public void Leaves_nothing_behind_and_the_next_one_succeeds()
    {
        var (data, log) = (new MemoryFile(), new FullFile());
        using (var session = JournalSession.Open(data, log)) session.Append(App.Absent(Blog), FirstPush, By, null, DateTimeOffset.UnixEpoch);
        for (var failures = 0; failures < 3; failures++)
        {
            log.IsFull = true;
            using (var session = JournalSession.Open(data, log))
                Assert.Throws<IOException>(() => session.Append(App.Absent(Shop), FirstPush, By, null, DateTimeOffset.UnixEpoch));
            log.IsFull = false;
            using var after = JournalSession.Open(data, log);
            Assert.Equal(3, after.Head);
        }

        using var last = JournalSession.Open(data, log);
        Assert.Equal([4, 5, 6], last.Append(App.Absent(Shop), FirstPush, By, null, DateTimeOffset.UnixEpoch)!.Select(r => r.Seq));
    }

    /// <summary>Takes half of what is written, and then has no space left.</summary>
    private sealed class FullFile : IDiskFile
    {
        private readonly MemoryFile _file = new();

        public bool IsFull { get; set; }

        public long Length => _file.Length;

        public void Read(long offset, Span<byte> into) => _file.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            _file.Write(offset, IsFull ? bytes[..(bytes.Length / 2)] : bytes);
            if (IsFull) throw new IOException("No space left on device", 28);
        }

        public void SetLength(long length) => _file.SetLength(length);

        public void Sync()
        {
        }

        public void Dispose()
        {
        }
    }
}
