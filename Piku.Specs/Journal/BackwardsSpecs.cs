using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Journal;

/// <summary>From the newest event on down, whatever the sizes of pages are.</summary>
public sealed class BackwardsSpecs
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(119)]
    [InlineData(120)]
    [InlineData(121)]
    [InlineData(920)]
    [InlineData(2_000)]
    public void Every_event_comes_once_and_then_comes_the_end(int count)
    {
        var journal = Filled(count);
        Assert.Equal(Enumerable.Range(1, count).Reverse().Select(seq => (long)seq), Backwards.Of(journal, null).Select(recorded => recorded.Seq));
        Assert.Equal(count, Backwards.Of(journal, Sample.Blog).Count());
        Assert.Empty(Backwards.Of(journal, Sample.Shop));
    }

    [Fact]
    public void What_is_recorded_while_somebody_reads_is_not_seen()
    {
        var journal = Filled(200);
        var seen = new List<long>();
        foreach (var recorded in Backwards.Of(journal, null))
        {
            if (seen.Count == 120) Add(journal, 5);
            seen.Add(recorded.Seq);
        }

        Assert.Equal(Enumerable.Range(1, 200).Reverse().Select(seq => (long)seq), seen);
    }

    private static MemoryJournal Filled(int count)
    {
        var journal = new MemoryJournal(TimeProvider.System);
        if (count > 0) journal.Append(App.Absent(Sample.Blog), [new AppEvent.Created()], Sample.By);
        Add(journal, count - 1);
        return journal;
    }

    private static void Add(MemoryJournal journal, int count)
    {
        for (var i = 0; i < count; i++) journal.Append(journal.Read(Sample.Blog), [new AppEvent.ConfigChanged(Samples.Map(("A", "1")), [])], Sample.By);
    }
}
