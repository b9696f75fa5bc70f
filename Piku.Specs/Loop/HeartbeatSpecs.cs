using System.Reactive.Concurrency;
using Piku.Domain.Apps;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Loop;

/// <summary>systemd hears that all is well while passes end, and from a daemon that only lives it hears nothing.</summary>
public sealed class HeartbeatSpecs
{
    private static readonly TimeSpan LongAfter = TimeSpan.FromMinutes(6);

    private readonly StopWatch _clock = new();
    private readonly TaskCompletionSource<Verdict> _end = new();
    private readonly Heartbeat _heartbeat;
    private int _programs;

    public HeartbeatSpecs() => _heartbeat = new Heartbeat(_clock, () => _programs);

    [Fact]
    public void A_box_without_apps_is_well_while_it_is_looked_at()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            _heartbeat.Look();
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.True(_heartbeat.IsWell);
        }

        _clock.Advance(LongAfter);
        Assert.False(_heartbeat.IsWell);
    }

    [Fact]
    public void A_pass_that_comes_to_no_end_is_a_halt()
    {
        _ = Pass();
        Later();
        Assert.False(_heartbeat.IsWell);
    }

    [Fact]
    public void A_pass_that_waits_for_a_build_is_none_until_it_comes_to_no_end_after_that()
    {
        _programs = 1;
        _ = Pass();
        for (var i = 0; i < 10; i++)
        {
            Later();
            Assert.True(_heartbeat.IsWell);
        }

        _programs = 0;
        Assert.True(_heartbeat.IsWell);
        Later();
        Assert.False(_heartbeat.IsWell);
    }

    [Fact]
    public void While_the_passes_of_others_end_one_may_take_its_time_and_not_for_ever()
    {
        _ = Pass();
        for (var i = 0; i < 4; i++)
        {
            Later();
            OfAnother();
            Assert.True(_heartbeat.IsWell);
        }

        Later();
        OfAnother();
        Assert.False(_heartbeat.IsWell);
        _end.SetResult(new Verdict.Converged());
        Assert.True(_heartbeat.IsWell);
    }

    [Fact]
    public async Task A_pass_that_throws_has_ended_too()
    {
        var pass = _heartbeat.Over(_ => throw new IOException("full"), Samples.Blog);
        await Assert.ThrowsAsync<IOException>(() => pass);
        Later();
        Assert.True(_heartbeat.IsWell);
    }

    [Fact]
    public void A_long_silence_before_a_pass_is_not_held_against_it()
    {
        Later();
        Later();
        _ = Pass();
        Assert.True(_heartbeat.IsWell);
    }

    [Fact]
    public async Task Ready_is_told_once_and_after_the_first_look_and_well_only_while_it_is()
    {
        var told = new List<string>();
        var scheduler = new HistoricalScheduler();
        using var supervision = Supervision.Of(_heartbeat, TimeSpan.FromSeconds(30), told.Add, scheduler);
        scheduler.AdvanceBy(TimeSpan.FromMinutes(2));
        Assert.Empty(told);
        _heartbeat.Look();
        await Task.Run(() => SpinWait.SpinUntil(() => told.Count == 1), TestContext.Current.CancellationToken);
        await Task.Run(() => SpinWait.SpinUntil(() => Ticked(scheduler, told)), TestContext.Current.CancellationToken);
        _clock.Advance(LongAfter);
        var count = told.Count;
        scheduler.AdvanceBy(TimeSpan.FromMinutes(10));
        Assert.Equal(count, told.Count);
        Assert.Equal(Supervision.Ready, told[0]);
        Assert.All(told.Skip(1), word => Assert.Equal(Supervision.Well, word));
    }

    private static bool Ticked(HistoricalScheduler scheduler, List<string> told)
    {
        scheduler.AdvanceBy(TimeSpan.FromSeconds(30));
        return told.Count > 1;
    }

    private sealed class StopWatch : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;

        public override long GetTimestamp() => _ticks;
    }

    private void OfAnother() => Assert.True(_heartbeat.Over(_ => Task.FromResult<Verdict>(new Verdict.Converged()), AppName.Parse("shop")).IsCompletedSuccessfully);

    private Task<Verdict> Pass() => _heartbeat.Over(_ => _end.Task, Samples.Blog);

    /// <summary>Rounds of looks went on meanwhile.</summary>
    private void Later()
    {
        _clock.Advance(LongAfter);
        _heartbeat.Look();
    }
}
