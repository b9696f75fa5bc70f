using System.Reactive.Concurrency;
using Piku.Reconciler.Loop;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Loop;

public sealed class SpreadSpecs
{
    private readonly HistoricalScheduler _clock = new(Samples.Noon);
    private readonly List<(string Name, double After)> _came = [];

    [Fact]
    public void Many_are_spread_evenly_over_the_time_in_their_order()
    {
        using var coming = Watch(["a", "b", "c", "d"], TimeSpan.FromSeconds(60));
        _clock.AdvanceBy(TimeSpan.FromSeconds(60));
        Assert.Equal([("a", 0), ("b", 15), ("c", 30), ("d", 45)], _came);
    }

    [Fact]
    public void Many_come_together_every_five_seconds_and_none_twice()
    {
        string[] all = [.. Enumerable.Range(0, 25).Select(i => $"{i}")];
        using var coming = Watch(all, TimeSpan.FromSeconds(30));
        _clock.AdvanceBy(TimeSpan.FromSeconds(30));
        Assert.Equal(all, _came.Select(one => one.Name));
        Assert.Equal([0, 5, 10, 15, 20, 25], _came.Select(one => (int)one.After).Distinct());
        Assert.All(_came.CountBy(one => one.After), turn => Assert.InRange(turn.Value, 4, 5));
    }

    [Fact]
    public void With_no_time_to_spread_over_all_come_at_once()
    {
        using var coming = Watch(["a", "b"], TimeSpan.Zero);
        Assert.Equal([("a", 0), ("b", 0)], _came);
    }

    [Fact]
    public void Of_none_nothing_comes()
    {
        using var coming = Watch([], TimeSpan.FromSeconds(60));
        _clock.AdvanceBy(TimeSpan.FromSeconds(120));
        Assert.Empty(_came);
    }

    private IDisposable Watch(IReadOnlyList<string> all, TimeSpan over) =>
        all.Spread(over, _clock).Subscribe(name => _came.Add((name, (_clock.Now - Samples.Noon).TotalSeconds)));
}
