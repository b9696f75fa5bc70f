using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

public sealed class The_chain_of_events
{
    private static readonly IReadOnlyList<StoredRecord> Whole = Of(Blog, Shop);

    [Fact]
    public void Holds_as_it_was_recorded()
    {
        Assert.Null(WhyBroken(Whole));
        Assert.Equal(StoredRecord.Genesis, Whole[0].Before);
        Assert.Equal(Whole[0].Hash, Whole[1].Before);
    }

    [Fact]
    public void Goes_on_from_one_append_to_the_next()
    {
        var (data, log) = (new MemoryFile(), new MemoryFile());
        foreach (var app in new[] { Blog, Shop })
        {
            using var session = JournalSession.Open(data, log);
            session.Append(App.Absent(app), FirstPush, By, null, DateTimeOffset.UnixEpoch);
        }

        using var again = JournalSession.Open(data, log);
        Assert.Null(WhyBroken(again.After(0, 100)));
        Assert.Equal(6, again.After(0, 100).Count);
    }

    [Fact]
    public void Names_an_event_that_was_changed() =>
        Assert.Equal("event #3 was changed after it was recorded: #4 carries another hash of it.", WhyBroken(With(2, r => r with { By = r.By with { Actor = "mallory" } })));

    [Fact]
    public void Names_an_event_that_was_taken_out() => Assert.Equal("event #3 is missing.", WhyBroken([.. Whole.Where(r => r.Seq != 3)]));

    [Fact]
    public void Names_an_event_that_was_put_in() => Assert.Equal("event #3 stands after #3.", WhyBroken([.. Whole.Take(3), Whole[2], .. Whole.Skip(3)]));

    [Fact]
    public void Names_an_event_that_lost_its_link() => Assert.Equal("event #3 does not carry the hash of the one before it.", WhyBroken(With(2, r => r with { Before = null })));

    [Fact]
    public void Names_a_chain_that_begins_elsewhere() => Assert.Equal("event #1 is not the first of its chain.", WhyBroken(With(0, r => r with { Before = Whole[0].Hash })));

    [Fact]
    public void Names_an_event_of_a_wrong_version() => Assert.Equal(
        "event #2 is version 7 of 'blog', and version 2 is next.",
        WhyBroken([.. Chain.Link(null, Whole.Select(r => r.Seq == 2 ? r with { Version = 7 } : r))]));

    [Fact]
    public void Begins_late_in_a_journal_from_before_there_were_hashes()
    {
        var old = Whole.Take(3).Select(r => r with { Before = null }).ToList();
        var chain = new Chain();
        foreach (var record in old.Concat(Chain.Link(old[^1], Whole.Skip(3)))) Assert.Null(chain.WhyBroken(record));
        Assert.Equal((6, 3), (chain.Seq, chain.Unlinked));
    }

    private static string? WhyBroken(IEnumerable<StoredRecord> records)
    {
        var chain = new Chain();
        return records.Select(chain.WhyBroken).FirstOrDefault(why => why is not null);
    }

    private static IReadOnlyList<StoredRecord> With(int index, Func<StoredRecord, StoredRecord> change) => [.. Whole.Select((r, i) => i == index ? change(r) : r)];

    private static IReadOnlyList<StoredRecord> Of(params AppName[] apps) => Chain.Link(null, apps
        .SelectMany(app => FirstPush.Select((happened, i) => (App: app, Version: i + 1L, Happened: happened)))
        .Select((one, i) => EventCodec.Write(new Recorded(i + 1, one.App, one.Version, DateTimeOffset.UnixEpoch, By, one.Happened), null)));
}
