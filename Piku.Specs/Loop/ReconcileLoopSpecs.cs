using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Piku.Domain.Apps;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Loop;

/// <summary>The loop by a clock that moves when it is told to.</summary>
public sealed class ReconcileLoopSpecs : IDisposable
{
    private static readonly AppName Blog = AppName.Parse("blog");
    private static readonly AppName Shop = AppName.Parse("shop");

    private readonly HistoricalScheduler _clock = new(Samples.Noon);
    private readonly Subject<Trigger> _triggers = new();
    private readonly List<(AppName App, TaskCompletionSource<Verdict> End)> _running = [];
    private readonly List<(AppName App, DateTimeOffset At)> _began = [];
    private readonly List<(AppName App, Verdict Verdict)> _told = [];
    private readonly SynchronizationContext? _former = SynchronizationContext.Current;
    private readonly IDisposable _loop;
    private Func<Task<Verdict>>? _pass;
    private bool _completed;

    public ReconcileLoopSpecs()
    {
        // So that what follows a pass follows at once.
        SynchronizationContext.SetSynchronizationContext(null);
        _loop = ReconcileLoop.Over(_triggers, Pass, _clock).Subscribe(_told.Add, () => _completed = true);
    }

    private int Passes => _began.Count;

    public void Dispose()
    {
        _loop.Dispose();
        _triggers.Dispose();
        SynchronizationContext.SetSynchronizationContext(_former);
    }

    [Fact]
    public void A_trigger_is_a_pass_and_its_verdict_is_told()
    {
        Trigger(Blog);
        End(Blog, new Verdict.Converged());
        Assert.Equal([(Blog, new Verdict.Converged())], _told);
        After(TimeSpan.FromDays(1));
        Assert.Equal(1, Passes);
    }

    [Fact]
    public void Triggers_during_a_pass_are_worth_one_more_and_never_two_at_once()
    {
        Trigger(Blog);
        for (var i = 0; i < 5; i++) Trigger(Blog);
        Assert.Equal(1, Passes);
        End(Blog, new Verdict.Converged());
        Assert.Equal(2, Passes);
        End(Blog, new Verdict.Converged());
        Assert.Equal(2, Passes);
        Assert.Empty(_running);
    }

    [Fact]
    public void Ten_thousand_triggers_in_one_instant_are_two_passes_at_most()
    {
        _pass = () => Task.FromResult<Verdict>(new Verdict.Converged());
        for (var i = 0; i < 10_000; i++) _triggers.OnNext(new Trigger(Blog));
        After(TimeSpan.Zero);
        Assert.InRange(Passes, 1, 2);
    }

    [Fact]
    public void Several_apps_go_side_by_side()
    {
        Trigger(Blog);
        Trigger(Shop);
        Assert.Equal([Blog, Shop], _running.Select(r => r.App));
        End(Shop, new Verdict.Converged());
        Assert.Equal([Blog], _running.Select(r => r.App));
    }

    [Fact]
    public void A_recheck_looks_again_after_its_delay_and_not_before()
    {
        Trigger(Blog);
        End(Blog, new Verdict.RecheckAfter(TimeSpan.FromMilliseconds(100), "waiting"));
        After(TimeSpan.FromMilliseconds(99));
        Assert.Equal(1, Passes);
        After(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, Passes);
    }

    [Fact]
    public void A_trigger_before_the_delay_takes_the_place_of_the_recheck()
    {
        Trigger(Blog);
        End(Blog, new Verdict.RecheckAfter(TimeSpan.FromSeconds(10), "waiting"));
        After(TimeSpan.FromSeconds(5));
        Trigger(Blog);
        End(Blog, new Verdict.Converged());
        After(TimeSpan.FromSeconds(60));
        Assert.Equal(2, Passes);
    }

    [Fact]
    public void A_trigger_during_a_pass_takes_the_place_of_the_recheck_that_it_asks_for()
    {
        Trigger(Blog);
        Trigger(Blog);
        End(Blog, new Verdict.RecheckAfter(TimeSpan.FromSeconds(10), "waiting"));
        End(Blog, new Verdict.Converged());
        After(TimeSpan.FromSeconds(60));
        Assert.Equal(2, Passes);
    }

    [Fact]
    public void What_is_stuck_is_tried_less_and_less_often_until_it_is_not()
    {
        _pass = () => Task.FromResult<Verdict>(Passes == 8 ? new Verdict.RecheckAfter(TimeSpan.Zero, "") : new Verdict.Stuck("no"));
        Trigger(Blog);
        After(TimeSpan.FromSeconds(205));
        Assert.Equal([0, 1, 3, 8, 23, 83, 143, 203, 203, 204], _began.Select(b => (int)(b.At - Samples.Noon).TotalSeconds));
    }

    [Fact]
    public void A_pass_that_gets_stuck_does_not_lead_to_the_next_one_by_what_it_writes()
    {
        Trigger(Blog);
        Trigger(Blog, isFaint: true);
        End(Blog, new Verdict.Stuck("no room on the disk"));
        Trigger(Blog, isFaint: true);
        After(TimeSpan.FromSeconds(0.9));
        Assert.Equal(1, Passes);
        After(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, Passes);
        End(Blog, new Verdict.Stuck("no room on the disk"));
        Trigger(Blog);
        Assert.Equal(3, Passes);
    }

    [Fact]
    public void Drift_during_a_pass_that_ends_well_is_looked_at()
    {
        Trigger(Blog);
        Trigger(Blog, isFaint: true);
        End(Blog, new Verdict.Converged());
        Assert.Equal(2, Passes);
        End(Blog, new Verdict.Converged());
        Trigger(Blog, isFaint: true);
        Assert.Equal(3, Passes);
    }

    [Fact]
    public void The_table_of_delays_ends_in_one_minute() =>
        Assert.Equal([1, 2, 5, 15, 60, 60, 60], Enumerable.Range(1, 7).Select(failures => (int)Backoff.After(failures).TotalSeconds));

    [Fact]
    public void Something_due_by_time_is_looked_at_then_even_when_it_is_past()
    {
        Trigger(Blog);
        End(Blog, new Verdict.Converged(Samples.Noon.AddSeconds(10)));
        After(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, Passes);
        After(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, Passes);
        End(Blog, new Verdict.Converged(Samples.Noon));
        After(TimeSpan.FromTicks(1));
        Assert.Equal(3, Passes);
    }

    [Fact]
    public void A_pass_that_throws_is_stuck_and_does_not_end_the_loop()
    {
        _pass = () => Passes == 1 ? throw new InvalidOperationException("at once") : Task.FromException<Verdict>(new InvalidOperationException("later"));
        Trigger(Blog);
        After(TimeSpan.FromSeconds(1));
        Assert.Equal([new Verdict.Stuck("at once"), new Verdict.Stuck("later")], _told.Select(t => t.Verdict));
        _pass = null;
        Trigger(Shop);
        Assert.Equal(3, Passes);
        Assert.False(_completed);
    }

    [Fact]
    public void The_loop_ends_once_the_triggers_have_and_the_passes_that_run()
    {
        Trigger(Blog);
        Trigger(Shop);
        _triggers.OnCompleted();
        Assert.False(_completed);
        End(Blog, new Verdict.RecheckAfter(TimeSpan.FromSeconds(1), "waiting"));
        Assert.False(_completed);
        End(Shop, new Verdict.Stuck("no"));
        Assert.True(_completed);
        After(TimeSpan.FromMinutes(5));
        Assert.Equal(2, Passes);
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void No_pass_begins_once_the_triggers_have_ended()
    {
        Trigger(Blog);
        Trigger(Blog);
        _triggers.OnCompleted();
        End(Blog, new Verdict.Converged());
        Assert.Equal(1, Passes);
        Assert.True(_completed);
    }

    [Fact]
    public void Triggers_that_end_while_an_app_waits_end_the_loop_at_once()
    {
        Trigger(Blog);
        End(Blog, new Verdict.RecheckAfter(TimeSpan.FromSeconds(10), "waiting"));
        _triggers.OnCompleted();
        Assert.True(_completed);
        After(TimeSpan.FromSeconds(60));
        Assert.Equal(1, Passes);
    }

    [Fact]
    public void Nobody_is_told_and_no_pass_begins_after_the_loop_was_left()
    {
        Trigger(Blog);
        Trigger(Blog);
        _loop.Dispose();
        End(Blog, new Verdict.RecheckAfter(TimeSpan.Zero, "waiting"));
        After(TimeSpan.FromSeconds(60));
        Assert.Empty(_told);
        Assert.Equal(1, Passes);
    }

    private Task<Verdict> Pass(AppName app)
    {
        _began.Add((app, _clock.Now));
        if (_pass is not null) return _pass();
        Assert.DoesNotContain(app, _running.Select(r => r.App));
        var end = new TaskCompletionSource<Verdict>();
        _running.Add((app, end));
        return end.Task;
    }

    private void Trigger(AppName app, bool isFaint = false)
    {
        _triggers.OnNext(new Trigger(app, isFaint));
        After(TimeSpan.Zero);
    }

    private void End(AppName app, Verdict verdict)
    {
        var pass = _running.Single(r => r.App == app);
        _running.Remove(pass);
        pass.End.SetResult(verdict);
        After(TimeSpan.Zero);
    }

    /// <summary>No time at all is one tick: what was asked for at once is done then.</summary>
    private void After(TimeSpan time) => _clock.AdvanceBy(time == TimeSpan.Zero ? TimeSpan.FromTicks(1) : time);
}
