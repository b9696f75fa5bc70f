using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Decider;

public sealed class PastSpecs
{
    private static readonly Provenance Anna = new("anna", "", "config:set blog FOO");

    private static Past Of(params AppEvent[] events) => new(Blog, Recorded(events));

    private static List<Recorded> Recorded(IEnumerable<AppEvent> events) => [.. events.Select((happened, i) => new Recorded(10 + i, Blog, 1 + i, Noon.AddMinutes(i), Anna, happened))];

    [Fact]
    public void An_app_is_what_its_events_up_to_then_tell()
    {
        var past = Of(Histories.SecondLive);
        Assert.Equal(AppState.Absent, past.At(9).State);
        Assert.Equal(1, past.At(14).Live!.Release);
        Assert.Equal((1, 2), (past.At(16).Live!.Release, past.At(16).Candidate!.Release));
        Assert.Equal(2, past.At(999).Live!.Release);
        Assert.Equal(1, past.At(Noon.AddMinutes(4)).Live!.Release);
        Assert.Null(past.At(Noon.AddMinutes(3.9)).Live);
    }

    [Fact]
    public void A_release_that_is_not_at_hand_any_more_is_found()
    {
        var many = Enumerable.Range(2, 20).SelectMany(n => new AppEvent[] { new AppEvent.ReleaseCreated(n, n, SlugA.Fingerprint, ReleaseCause.Deploy, "deploy"), new AppEvent.ReleaseBuilt(n, $"e{n}"), new AppEvent.WentLive(n, 0) });
        AppEvent[] events = [.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1")), []), .. many];
        Assert.Null(Former.Of(Fold(events), 3));
        var former = Of(events).Release(3)!;
        Assert.Equal((3, "e3", "1", 3, SlugA), (former.Release.Number, former.Release.Environment, former.Release.Config["FOO"], former.Release.BuildSalt, former.Slug));
        Assert.NotNull(former.Release.WentLive);
        Assert.Null(Of(events).Release(22));
    }

    [Fact]
    public void What_was_before_an_app_was_destroyed_is_not_its_past()
    {
        var past = Of([.. Histories.Destroyed, new AppEvent.Created(), new AppEvent.SlugReceived(SlugB), new AppEvent.ReleaseCreated(2, 2, SlugB.Fingerprint, ReleaseCause.Push, "again")]);
        Assert.Null(past.Release(1));
        Assert.Null(past.Event(12));
        Assert.False(past.At(14).Exists);
        Assert.Equal((2, 2), (past.Release(2)!.Release.Number, past.At(999).LastRelease));
    }

    [Fact]
    public void An_undo_gives_back_what_was_before_the_event()
    {
        var events = Recorded([.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1"), ("BAR", "1")), []), new AppEvent.ConfigChanged(Map(("FOO", "2"), ("NEW", "x")), ["BAR"])]);
        var undo = Undo.Of(new Past(Blog, events), events[^1], out var refusal);
        Assert.Null(refusal);
        Assert.Equal(Story.Line(new AppCommand.UndoConfig(16, Map(("BAR", "1"), ("FOO", "1")), ["NEW"])), Story.Line(undo));
    }

    [Fact]
    public void An_undo_gives_the_former_scale_back()
    {
        var events = Recorded([.. Histories.Live, new AppEvent.Scaled(Map(("web", 2))), new AppEvent.Scaled(Map(("web", 5), ("worker", 3)))]);
        Assert.Equal(Story.Line(new AppCommand.Scale(Map(("web", 2), ("worker", 1)))), Story.Line(Undo.Of(new Past(Blog, events), events[^1], out _)));
    }

    [Fact]
    public void What_was_changed_again_since_is_not_undone_and_the_later_event_is_named()
    {
        var events = Recorded([.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1")), []), new AppEvent.Scaled(Map(("web", 2))), new AppEvent.ConfigChanged(Map(("BAR", "1")), ["FOO"])]);
        Assert.Null(Undo.Of(new Past(Blog, events), events[5], out var refusal));
        Assert.Equal("#17 (anna: config:set blog FOO) changed FOO after #15, and would be lost; undo that first, or set FOO anew.", refusal!.Sentence);
        Assert.NotNull(Undo.Of(new Past(Blog, events), events[6], out _));
    }

    [Fact]
    public void What_was_changed_since_beside_it_is_left_by_an_undo()
    {
        var events = Recorded([.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1")), []), new AppEvent.ConfigChanged(Map(("BAR", "1")), [])]);
        Assert.Equal(Story.Line(new AppCommand.UndoConfig(15, Map<string>(), ["FOO"])), Story.Line(Undo.Of(new Past(Blog, events), events[5], out var refusal)));
        Assert.Null(refusal);
    }

    [Fact]
    public void Only_settings_and_scale_are_undone()
    {
        var events = Recorded(Histories.Live);
        Assert.Null(Undo.Of(new Past(Blog, events), events[2], out var refusal));
        Assert.Equal("#12 changed neither settings nor scale, so it cannot be undone; a release is taken back by: rollback blog.", refusal!.Sentence);
    }

    [Fact]
    public void A_value_that_cannot_be_read_any_more_is_not_given_back()
    {
        var events = Recorded([.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", SettingValues.Unreadable)), []), new AppEvent.ConfigChanged(Map(("FOO", "2")), [])]);
        Assert.Null(Undo.Of(new Past(Blog, events), events[^1], out var refusal));
        Assert.Equal("the value that FOO had before #16 cannot be read any more; set it: config:set blog FOO=VALUE.", refusal!.Sentence);
    }

    [Theory]
    [InlineData("v7", "v7")]
    [InlineData("V12", "v12")]
    [InlineData("#57", "#57")]
    [InlineData("57", "#57")]
    [InlineData("18:00", null)]
    [InlineData("v", null)]
    [InlineData("#", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("7v", null)]
    public void A_point_is_a_release_or_an_event(string text, string? name) => Assert.Equal(name, Point.TryParse(text)?.Name);

    /// <summary>Whatever happened since, but for the scale.</summary>
    [Fact]
    public void A_rollback_to_any_earlier_moment_is_rendered_as_it_was_then() =>
        Gen.Select(Move.Histories, Gen.Int[0, 100]).Sample(
            (history, percent) =>
            {
                var told = Move.Tell(history).ToList();
                if (told.Count == 0 || told[^1].After is not { State: AppState.Running, Live: not null } now) return;
                var events = told.Select((t, i) => new Recorded(i + 1, Blog, i + 1, Noon, Anna, t.Happened)).ToList();
                var then = new Past(Blog, events).At(1 + (events.Count * percent / 100));
                if (then.Live is not { } live || !then.Exists) return;
                var former = Former.Of(then, live.Release)!;
                var decision = AppDecider.Decide(new AppCommand.Rollback(now.LastRelease + 1, former.Release, former.Slug), now);
                var after = Fold(now, Assert.IsType<Decision.Accepted>(decision).Events);
                if (after.Candidate is not null && after != now)
                    after = Fold(after, [new AppEvent.ReleaseBuilt(after.LastRelease, former.Release.Environment), new AppEvent.WentLive(after.LastGeneration, 0)]);
                Assert.Equal(Tree(after, former), Tree(after, Former.Of(after, after.Current!.Number)!));
                Assert.Equal(Story.Line(former.Release.Config), Story.Line(after.Config));
                Assert.Equal(now.Scale, after.Scale);
            },
            iter: 2_000);

    private static string Tree(App app, Former former) => string.Concat(
        Rendered.Of(PaperWorld.Root, app, former with { Release = former.Release with { Number = 1 } }, (_, value) => value).Select(file => $"{file.Key}\n{file.Value}\n"));
}
