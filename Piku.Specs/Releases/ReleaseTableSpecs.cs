using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Specs.Decider;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Releases;

public sealed class ReleaseTableSpecs
{
    [Fact]
    public void A_row_says_who_made_a_release_and_how_long_it_took()
    {
        var row = Assert.Single(ReleaseTable.Of(Told((0, Histories.Building[0]), (0, Histories.Building[1]), (10, Histories.Building[2]), (14, new AppEvent.ReleaseBuilt(1, "e1")), (15.5, new AppEvent.WentLive(1, 10))), 20));
        Assert.Equal((1, ReleaseState.Live, ReleaseCause.Push, "a1b2c3d First", "e1"), (row.Number, row.State, row.Cause, row.Note, row.Environment));
        Assert.Equal((Noon.AddSeconds(10), "actor 3"), (row.Made.At, row.Made.By.Actor));
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1.5)), (row.BuildTime!.Value, row.SwitchTime!.Value));
    }

    [Fact]
    public void The_newest_come_first_and_no_more_than_were_asked_for()
    {
        var told = Told(Histories.SecondLive);
        Assert.Equal([(2, ReleaseState.Live), (1, ReleaseState.Retired)], ReleaseTable.Of(told, 20).Select(row => (row.Number, row.State)));
        Assert.Equal([2], ReleaseTable.Of(told, 1).Select(row => row.Number));
    }

    [Fact]
    public void No_event_is_looked_at_that_tells_of_older_releases_only()
    {
        var told = Told(Histories.SecondLive).ToList();
        var looked = 0;
        ReleaseTable.Of(told.Select(recorded => { looked++; return recorded; }), 1);
        Assert.True(looked <= 4, $"{looked} of {told.Count}");
    }

    [Fact]
    public void No_event_is_looked_at_that_happened_before_the_first_release()
    {
        var before = Enumerable.Repeat<AppEvent>(new AppEvent.SlugReceived(SlugA), 100).ToArray();
        var looked = 0;
        Assert.Equal(2, ReleaseTable.Of(Told(Concat(before, Histories.SecondLive)).Select(recorded => { looked++; return recorded; }), 20).Length);
        Assert.True(looked <= Histories.SecondLive.Length, $"{looked}");
    }

    [Fact]
    public void A_release_that_failed_after_its_dependencies_were_installed_has_them() =>
        Assert.Equal((ReleaseState.Failed, "e1"), ReleaseTable.Of(Told(Concat(Histories.Building, [new AppEvent.RolloutFailed(1, "no compiler", "e1")])), 20).Select(row => (row.State, row.Environment)).Single());

    [Fact]
    public void A_fallback_that_a_newer_release_takes_the_place_of_has_not_failed()
    {
        var rows = ReleaseTable.Of(Told(Concat(Histories.SecondLive, [
            new AppEvent.ReleaseCreated(3, 3, SlugA.Fingerprint, ReleaseCause.Fallback, "v1 again, because v2 died", Restores: 1), new AppEvent.ReleaseBuilt(3, "e1"), new AppEvent.WentLive(3, 10),
            new AppEvent.ReleaseCreated(4, 4, SlugB.Fingerprint, ReleaseCause.Push, "mended"), new AppEvent.ReleaseBuilt(4, "e2"), new AppEvent.WentLive(4, 10)])), 20);
        Assert.Equal([(4, ReleaseState.Live, null), (3, ReleaseState.Retired, null)], rows.Take(2).Select(row => (row.Number, row.State, row.Failure)));
    }

    [Fact]
    public void A_restart_belongs_to_the_release_that_was_live()
    {
        var rows = ReleaseTable.Of(Told(Concat(Histories.Restarting, [new AppEvent.RolloutFailed(2, "it broke"), new AppEvent.Restarted(3), new AppEvent.WentLive(3, 10)])), 20);
        Assert.Equal((ReleaseState.Live, null), (rows[0].State, rows[0].Failure));
        Assert.Equal([1, 2, 3], rows[0].Generations);
    }

    [Fact]
    public void A_release_that_died_soon_after_going_live_failed()
    {
        var rows = ReleaseTable.Of(Told(Concat(Histories.SecondLive, [
            new AppEvent.ReleaseCreated(3, 3, SlugA.Fingerprint, ReleaseCause.Fallback, "v1 again, because v2 died", Restores: 1),
            new AppEvent.ReleaseBuilt(3, "e1"), new AppEvent.WentLive(3, 10)])), 20);
        Assert.Equal([(3, ReleaseState.Live, null), (2, ReleaseState.Failed, "v1 again, because v2 died"), (1, ReleaseState.Retired, null)], rows.Select(row => (row.Number, row.State, row.Failure)));
    }

    [Fact]
    public void A_release_that_died_failed_also_where_something_newer_than_its_fallback_took_its_place()
    {
        var told = Concat(Histories.SecondLive, [
            new AppEvent.ReleaseCreated(3, 3, SlugA.Fingerprint, ReleaseCause.Fallback, "v1 again, because v2 died", Restores: 1), new AppEvent.RolloutSuperseded(3, 4),
            .. Enumerable.Range(4, 6).SelectMany(n => new AppEvent[] { new AppEvent.ReleaseCreated(n, n, SlugA.Fingerprint, ReleaseCause.Push, "next"), new AppEvent.RolloutFailed(n, "no") }),
            new AppEvent.ReleaseCreated(10, 10, SlugA.Fingerprint, ReleaseCause.Push, "good"), new AppEvent.ReleaseBuilt(10, "e1")]);
        var rows = ReleaseTable.Of(Told(Concat(told, [new AppEvent.WentLive(10, 10)])), 20);
        Assert.Equal([(ReleaseState.Failed, "v1 again, because v2 died")], rows.Where(row => row.Number == 2).Select(row => (row.State, row.Failure)));
        var before = told.Aggregate(App.Absent(Blog), (app, happened) => AppDecider.Evolve(app, happened, Noon));
        Assert.Contains(before.Releases, release => release.Cause == ReleaseCause.Fallback);
    }

    [Fact]
    public void Those_before_a_destroy_are_of_another_app()
    {
        var rows = ReleaseTable.Of(Told(Concat(Histories.Destroyed, [new AppEvent.Created(), new AppEvent.SlugReceived(SlugA), new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Push, "again")])), 20);
        Assert.Equal([2], rows.Select(row => row.Number));
    }

    /// <summary>The app's own fold knows the newest releases; and whoever reads fewer events learns the same of those that he asked for.</summary>
    [Fact]
    public void Rows_agree_with_the_app_and_with_rows_of_fewer_events() => Move.Histories.Sample(
        history =>
        {
            var told = Move.Tell(history).ToList();
            var app = told.Select(t => t.After).LastOrDefault(App.Absent(Blog));
            var newestFirst = Told([.. told.Select(t => t.Happened)]).ToList();
            var rows = ReleaseTable.Of(newestFirst, int.MaxValue);
            foreach (var release in app.Releases)
            {
                var row = rows.First(one => one.Number == release.Number);
                Assert.Equal((release.State, release.Cause, release.Note, release.Slug, release.Environment, release.Restores), (row.State, row.Cause, row.Note, row.Slug, row.Environment, row.Restores));
                if (row.State == ReleaseState.Failed) Assert.Equal(release.Failure, row.Failure);
            }

            Assert.All(app.Rollouts, rollout => Assert.Contains(rollout.Generation, rows.First(row => row.Number == rollout.Release).Generations));
            for (var most = 1; most <= rows.Length; most++) Assert.Equal(rows.Take(most).Select(Line), ReleaseTable.Of(newestFirst, most).Select(Line));
        },
        iter: 1_000);

    private static string Line(ReleaseRow row) => $"{row with { Generations = [] }} {string.Join(' ', row.Generations)}";

    private static IEnumerable<Recorded> Told(params AppEvent[] events) => Told([.. events.Select(happened => (0.0, happened))]);

    private static IEnumerable<Recorded> Told(params (double Seconds, AppEvent Happened)[] events) =>
        events.Select((one, i) => new Recorded(i + 1, Blog, i + 1, Noon.AddSeconds(one.Seconds), new Provenance($"actor {i + 1}", "", "verb"), one.Happened)).Reverse();
}
