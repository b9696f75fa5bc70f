using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Loop;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Loop;

/// <summary>Who looks, and how often the journal is opened for that.</summary>
public sealed class TurnsSpecs
{
    private readonly CountedJournal _journal = new();
    private readonly Turns _turns;

    public TurnsSpecs() => _turns = new Turns(_journal);

    [Fact]
    public void Whoever_is_alone_has_his_turn_at_once()
    {
        var turn = _turns.Of(Samples.Blog, CancellationToken.None);
        Assert.True(turn.IsCompletedSuccessfully);
        Assert.Equal([[Samples.Blog]], _journal.Readings);
    }

    [Fact]
    public async Task A_thousand_who_wait_are_read_for_together_in_their_order_and_no_more_look_than_there_are_processors()
    {
        AppName[] names = [.. Enumerable.Range(0, 1000).Select(i => AppName.Parse($"app-{i}"))];
        var asked = names.Select(name => _turns.Of(name, CancellationToken.None)).ToList();
        var seen = new List<AppName>();
        foreach (var one in asked)
        {
            Assert.InRange(asked.Count(turn => turn.IsCompleted) - seen.Count, 0, Environment.ProcessorCount);
            using var turn = await one;
            seen.Add(turn.App.Name);
        }

        Assert.Equal(names, seen);
        Assert.Equal(names, _journal.Readings.SelectMany(read => read));
        Assert.InRange(_journal.Readings.Count, 20, 40);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_is_the_trouble_of_those_who_asked_and_of_nobody_after_them()
    {
        _journal.Trouble = new JournalException("it is damaged");
        await Assert.ThrowsAsync<JournalException>(() => _turns.Of(Samples.Blog, CancellationToken.None));
        _journal.Trouble = null;
        using var turn = await _turns.Of(Samples.Blog, CancellationToken.None);
        Assert.Equal(Samples.Blog, turn.App.Name);
    }

    private sealed class CountedJournal : IJournal
    {
        public List<IReadOnlyList<AppName>> Readings { get; } = [];

        public JournalException? Trouble { get; set; }

        public long Head => 0;

        public IReadOnlyList<AppName> Names => [];

        public Piku.Domain.Hosts.Host Host => Piku.Domain.Hosts.Host.Of(Array.Empty<App>());

        public IReadOnlyList<App> Read(IReadOnlyList<AppName> apps)
        {
            if (Trouble is not null) throw Trouble;
            Readings.Add(apps);
            return [.. apps.Select(App.Absent)];
        }

        public App Read(AppName app) => App.Absent(app);

        public IReadOnlyList<App> ReadAll() => [];

        public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null) => null;

        public T Alone<T>(Func<IJournal, T> work) => work(this);

        public IReadOnlyList<Recorded> After(long after, int limit) => [];

        public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null) => [];
    }
}
