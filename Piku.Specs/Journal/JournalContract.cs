using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Domain.Releases;
using Piku.Specs.Decider;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

/// <summary>What every journal does; each kind of journal passes it in a class of its own.</summary>
public abstract class JournalContract
{
    /// <summary>A journal without events.</summary>
    private protected abstract IJournal Empty();

    /// <summary>A second look at the same journal, as another process would have.</summary>
    private protected abstract IJournal Again(IJournal journal);

    [Fact]
    public void An_empty_journal_answers_with_nothing()
    {
        var journal = Empty();
        Assert.Equal(0, journal.Head);
        Assert.Equal(Text(App.Absent(Blog)), Text(journal.Read(Blog)));
        Assert.Empty(journal.Names);
        Assert.Empty(journal.ReadAll());
        Assert.Empty(journal.After(0, 10));
        Assert.Empty(journal.Newest(null, 10));
        Assert.Empty(journal.Newest(Blog, 10));
    }

    [Fact]
    public void What_was_appended_is_read_by_everyone_in_order_with_everything_known_of_it()
    {
        var journal = Empty();
        var recorded = journal.Append(App.Absent(Blog), FirstPush, By)!;
        Assert.Equal([1, 2, 3], recorded.Select(r => r.Seq));
        Assert.Equal([1, 2, 3], recorded.Select(r => r.Version));
        Assert.All(recorded, r => Assert.Equal((Blog, By, 0), (r.App, r.By, r.At.Offset.Ticks + (r.At.Ticks % TimeSpan.TicksPerMillisecond))));
        Assert.Equal(Lines(recorded), Lines(Again(journal).After(0, 10)));
        Assert.Equal(3, Again(journal).Head);
    }

    [Fact]
    public void An_app_is_read_as_its_events_tell_it()
    {
        var journal = Empty();
        var recorded = journal.Append(App.Absent(Blog), FirstPush, By)!;
        var folded = recorded.Aggregate(App.Absent(Blog), (app, r) => AppDecider.Evolve(app, r.Event, r.At));
        Assert.Equal(Text(folded), Text(Again(journal).Read(Blog)));
    }

    [Fact]
    public void Several_apps_are_read_in_the_order_in_which_they_are_asked_for_those_that_are_none_too()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), FirstPush, By);
        AppName[] asked = [Shop, Blog, Shop];
        Assert.Equal(asked.Select(name => Text(journal.Read(name))), Again(journal).Read(asked).Select(Text));
        Assert.Empty(journal.Read([]));
    }

    [Fact]
    public void An_append_that_expects_an_older_version_changes_nothing()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), FirstPush, By);
        Assert.Null(journal.Append(App.Absent(Blog), [Config("A", "1")], By));
        Assert.Null(journal.Append(journal.Read(Blog) with { Version = 4 }, [Config("A", "1")], By));
        Assert.Equal(3, journal.Head);
        Assert.Equal(3, journal.Read(Blog).Version);
    }

    [Fact]
    public void An_append_that_expects_an_older_head_changes_nothing()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), FirstPush, By, expectedHead: 0);
        Assert.Null(journal.Append(App.Absent(Shop), FirstPush, By, expectedHead: 0));
        Assert.Empty(journal.Newest(Shop, 10));
        Assert.NotNull(journal.Append(App.Absent(Shop), FirstPush, By, expectedHead: 3));
    }

    [Fact]
    public void Work_that_is_alone_sees_its_own_appends_and_nobody_elses()
    {
        var journal = Empty();
        var versions = journal.Alone(alone =>
        {
            Assert.Equal(0, alone.Head);
            Assert.NotNull(alone.Append(alone.Read(Blog), FirstPush, By));
            Assert.Null(alone.Append(App.Absent(Blog), FirstPush, By));
            Assert.Equal([4], alone.Alone(same => same.Append(same.Read(Blog), [Config("A", "1")], By))!.Select(r => r.Seq));
            return (alone.Read(Blog).Version, alone.Read(Blog).Config["A"], alone.Head);
        });
        Assert.Equal((4, "1", 4), versions);
        Assert.Equal(4, Again(journal).Read(Blog).Version);
    }

    [Fact]
    public void The_box_has_a_stream_of_its_own_and_is_no_app()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), FirstPush, By);
        journal.Append(App.Absent(AppName.Box), [new KeyEvent.Added(Samples.KeyOf("ci", Right.Deploy, "blog"))], By);
        journal = Again(journal);
        Assert.Equal([Blog], journal.Names);
        Assert.Equal([Blog], journal.ReadAll().Select(app => app.Name));
        Assert.Equal("ci", Assert.Single(journal.Read(AppName.Box).Keys!.Keys).Name.Value);
        Assert.Equal((4, 1), (journal.Head, journal.Read(AppName.Box).Version));
        Assert.Equal([AppName.Box, Blog], journal.Newest(null, 2).Select(recorded => recorded.App));
        Assert.Equal(4, Assert.Single(journal.Newest(AppName.Box, 5)).Seq);
    }

    [Fact]
    public void What_no_two_apps_may_share_is_always_what_all_apps_come_to()
    {
        var (journal, chance, most) = (Empty(), new Random(7), (Ports: 0, Names: 0));
        for (var i = 0; i < 60; i++)
        {
            var name = new[] { Blog, Shop, AppName.Parse("blog-2") }[chance.Next(3)];
            var named = new AppCommand.SetConfig(Samples.Map(("NGINX_SERVER_NAME", $"{name}-{chance.Next(3)}.example.org www.{name}.org")));
            var move = new Move(chance.Next(Move.CommandNames.Length + 7), chance.Next(12), 0, 0);
            Transaction.Run(journal, name, app => (app, i % 5) switch
            {
                ({ Exists: false }, _) => new AppCommand.Push(Samples.SlugA),
                ({ Candidate: { } candidate }, > 2) => new AppCommand.ReportPorts(candidate.Generation, Samples.Map(("web.1", 5000 + chance.Next(20)))),
                (_, 0) => named,
                _ => move.For(app),
            }, By);
            var (told, wanted) = (Again(journal).Host, Host.Of(Again(journal).ReadAll()));
            Assert.Equal(wanted.Ports.OrderBy(port => port.Key), told.Ports.OrderBy(port => port.Key));
            Assert.Equal(wanted.ServerNames.OrderBy(one => one.Key, StringComparer.Ordinal), told.ServerNames.OrderBy(one => one.Key, StringComparer.Ordinal));
            most = (Math.Max(most.Ports, told.Ports.Count), Math.Max(most.Names, told.ServerNames.Count));
        }

        Assert.True(most.Ports > 1 && most.Names > 2, $"at most {most} were held");
    }

    [Fact]
    public async Task Transactions_at_the_same_time_come_one_after_the_other()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), FirstPush, By);
        Task<Outcome> Deploying() => Task.Run(() => Transaction.Run(Again(journal), Blog, app => new AppCommand.Deploy(app.LastRelease + 1), By));
        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Deploying()));
        Assert.All(done, outcome => Assert.IsType<Outcome.Done>(outcome));
        Assert.Equal(9, journal.Read(Blog).LastRelease);
    }

    [Fact]
    public void What_a_transaction_is_asked_for_may_fail_in_its_own_words()
    {
        var journal = Empty();
        Assert.Throws<TimeoutException>(() => Transaction.Run(journal, Blog, app => throw new TimeoutException(), By));
        Assert.NotNull(journal.Append(App.Absent(Blog), FirstPush, By));
    }

    [Fact]
    public void An_append_of_nothing_records_nothing()
    {
        var journal = Empty();
        Assert.Empty(journal.Append(App.Absent(Blog), [], By)!);
        Assert.Empty(journal.ReadAll());
        Assert.Equal(0, journal.Head);
    }

    [Fact]
    public void Events_of_several_apps_share_one_order_and_keep_their_own()
    {
        var journal = Empty();
        journal.Append(App.Absent(Shop), FirstPush, By);
        journal.Append(App.Absent(Blog), FirstPush, By);
        var fourth = journal.Append(journal.Read(Shop), [Config("A", "1")], By)!;
        Assert.Equal((7, 4), (fourth[0].Seq, fourth[0].Version));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], journal.After(0, 100).Select(r => r.Seq));
        Assert.Equal([7, 3, 2, 1], journal.Newest(Shop, 100).Select(r => r.Seq));
        Assert.Equal(["blog", "shop"], journal.ReadAll().Select(a => a.Name.Value));
        Assert.Equal(["blog", "shop"], journal.Names.Select(name => name.Value));
        Assert.Equal(Text(journal.Read(Shop)), Text(journal.ReadAll()[1]));
    }

    [Fact]
    public void After_and_newest_keep_to_their_limits()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), FirstPush, By);
        journal.Append(App.Absent(Shop), FirstPush, By);
        Assert.Equal([3, 4], journal.After(2, 2).Select(r => r.Seq));
        Assert.Equal([6, 5, 4, 3], journal.Newest(null, 4).Select(r => r.Seq));
        Assert.Equal([3, 2], journal.Newest(Blog, 2).Select(r => r.Seq));
        Assert.Empty(journal.After(6, 10));
        Assert.Empty(journal.After(0, 0));
        Assert.Empty(journal.Newest(null, 0));
    }

    [Fact]
    public void Newest_goes_on_below_a_number()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), FirstPush, By);
        journal.Append(App.Absent(Shop), FirstPush, By);
        journal.Append(journal.Read(Blog), [Config("A", "1"), Config("A", "2")], By);
        Assert.Equal([5, 4, 3], journal.Newest(null, 3, before: 6).Select(r => r.Seq));
        Assert.Equal([7, 3], journal.Newest(Blog, 2, before: 8).Select(r => r.Seq));
        Assert.Equal([3, 2, 1], journal.Newest(Blog, 9, before: 7).Select(r => r.Seq));
        Assert.Equal([3, 2], journal.Newest(Blog, 2, before: 5).Select(r => r.Seq));
        Assert.Equal([8, 7], journal.Newest(null, 2, before: 100).Select(r => r.Seq));
        Assert.Equal([8, 7], journal.Newest(Blog, 2, before: 100).Select(r => r.Seq));
        Assert.Empty(journal.Newest(Blog, 2, before: 1));
        Assert.Empty(journal.Newest(null, 2, before: 1));
        Assert.Empty(journal.Newest(AppName.Parse("nobody"), 2, before: 5));
    }

    [Fact]
    public void A_destroyed_app_keeps_its_history_and_numbers_go_on_when_it_comes_back()
    {
        var journal = Empty();
        journal.Append(App.Absent(Blog), [.. FirstPush, new AppEvent.Destroyed()], By);
        var destroyed = Assert.Single(journal.ReadAll());
        Assert.Equal([destroyed.Name], journal.Names);
        Assert.Equal((false, 4L, 1), (destroyed.Exists, destroyed.Version, destroyed.LastRelease));
        journal.Append(destroyed, [new AppEvent.Created(), new AppEvent.SlugReceived(Slug()), new AppEvent.ReleaseCreated(2, 2, Slug().Fingerprint, ReleaseCause.Push, "again")], By);
        Assert.Equal(7, journal.Read(Blog).Version);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], journal.Newest(Blog, 100).Select(r => r.Version));
    }

    [Fact]
    public void A_large_value_comes_back_as_it_was()
    {
        var journal = Empty();
        var large = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:X4}é"));
        journal.Append(App.Absent(Blog), [.. FirstPush, Config("LARGE", large)], By);
        Assert.Equal(large, Again(journal).Read(Blog).Config["LARGE"]);
        Assert.Equal(large, ((AppEvent.ConfigChanged)Again(journal).Newest(Blog, 1)[0].Event).Set["LARGE"]);
    }
}

public sealed class A_journal_in_memory : JournalContract
{
    private protected override IJournal Empty() => new MemoryJournal(TimeProvider.System);

    private protected override IJournal Again(IJournal journal) => journal;
}
