using CsCheck;
using Piku.Domain.Apps;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Specs.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Loop;

/// <summary>What a pass may trust of the one before it.</summary>
public sealed class LastLooksSpecs
{
    private const int Histories = 300;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SetClock _clock = new(Noon);
    private readonly WatchedBox _box = new(PaperBox.Empty);
    private readonly LastLooks _looks;

    public LastLooksSpecs() => _looks = new LastLooks(_clock);

    /// <summary>The promise: whatever happens to apps and the box, no pass is left out that would have done something.</summary>
    [Fact]
    public void Whatever_has_happened_an_app_that_is_not_looked_at_again_needs_nothing()
    {
        var trusted = 0;
        Happening.Histories.Sample(
            history =>
            {
                var box = new WatchedBox(PaperBox.Empty);
                var clock = new SetClock(Noon);
                var looks = new LastLooks(clock);
                var world = Happening.Beginning;
                foreach (var happening in history)
                {
                    var next = happening.To(world).Later(Second);
                    foreach (var app in next.Apps.Keys.Where(app => next.Apps[app].Version != world.Apps[app].Version)) looks.Hear(AppName.Parse(app));
                    (world, box.Now, clock.Now) = (next, next.Box, next.Now);
                    foreach (var app in world.Apps.Keys)
                    {
                        if (looks.Of(AppName.Parse(app)) is not { } verdict)
                        {
                            Look(looks, world, app, box);
                            continue;
                        }

                        Interlocked.Increment(ref trusted);
                        Assert.Equal([PlanText.Line(verdict)], PlanText.Lines(world.Plan(app)));
                    }
                }
            },
            iter: Histories,
            print: history => string.Join("; ", history.Select(h => $"{h.Kind} {h.Name} {h.Pick}")));
        Assert.InRange(trusted, Histories, int.MaxValue);
    }

    [Fact]
    public void What_was_recorded_while_the_journal_was_read_is_looked_at()
    {
        var before = _looks.News(Blog);
        _looks.Hear(Blog);
        Keep(before, due: null);
        Assert.Null(_looks.Of(Blog));
        Keep(_looks.News(Blog), due: null);
        Assert.Equal(new Verdict.Converged(), _looks.Of(Blog));
    }

    [Fact]
    public void A_look_of_before_the_clock_was_set_back_is_not_believed_for_the_day_until_its_time_has_come_again()
    {
        Keep(0, due: null);
        _clock.Now = Noon.AddDays(-1);
        Assert.Null(_looks.Of(Blog));
    }

    [Fact]
    public void What_is_due_by_time_is_looked_at_then_and_everything_once_an_hour()
    {
        Keep(0, Noon.AddMinutes(10));
        _clock.Now = Noon.AddMinutes(10) - TimeSpan.FromTicks(1);
        Assert.NotNull(_looks.Of(Blog));
        _clock.Now = Noon.AddMinutes(10);
        Assert.Null(_looks.Of(Blog));
        Keep(0, due: null);
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Null(_looks.Of(Blog));
    }

    private static void Look(LastLooks looks, PaperWorld world, string app, WatchedBox box)
    {
        // Its answers are never young enough to be asked for twice, so that what happens within one second is seen.
        var hurried = new Recently(PaperWorld.Root, box, new SetClock(Noon) { Hurry = TimeSpan.FromSeconds(10) });
        var notes = new Notes(box, AppName.Parse(app), hurried, world.Now);
        var desired = world.Desired(app);
        var observed = new HostObserver(PaperWorld.Root, notes).Look(AppName.Parse(app), desired.Unweighed);
        var plan = new Planner(PaperWorld.Root).Of(desired, observed, world.Now);
        looks.Keep(AppName.Parse(app), looks.News(AppName.Parse(app)), notes, plan, Dues.Of(desired, observed, world.Now));
    }

    private void Keep(int news, DateTimeOffset? due) =>
        _looks.Keep(Blog, news, new Notes(_box, Blog, new Recently(PaperWorld.Root, _box, _clock), _clock.Now), new Plan([], new Verdict.Converged()), due);
}
