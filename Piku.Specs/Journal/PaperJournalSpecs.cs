using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Journal;

public sealed class A_journal_on_paper : JournalContract
{
    private protected override IJournal Empty() => new PaperJournal(new MemoryJournal(TimeProvider.System), TimeProvider.System);

    private protected override IJournal Again(IJournal journal) => journal;
}

/// <summary>What is planned follows on what was recorded, and is recorded nowhere.</summary>
public sealed class A_journal_on_paper_over_a_real_one
{
    private readonly MemoryJournal _real = new(TimeProvider.System);

    private readonly PaperJournal _paper;

    private static AppEvent Config { get; } = new AppEvent.ConfigChanged(Samples.Map(("A", "1")), []);

    public A_journal_on_paper_over_a_real_one()
    {
        Run(_real, Sample.Blog, new AppCommand.Push(Samples.SlugA with { Env = Samples.Map(("NGINX_SERVER_NAME", "blog.example.org")) }));
        _paper = new PaperJournal(_real, TimeProvider.System);
    }

    [Fact]
    public void Goes_on_where_that_one_ends_and_leaves_it_as_it_is()
    {
        var before = Sample.Text(_real.Read(Sample.Blog));
        var done = Assert.IsType<Outcome.Done>(Run(_paper, Sample.Blog, new AppCommand.SetConfig(Samples.Map(("A", "1")))));
        Assert.Equal([4, 5, 6], done.Recorded.Select(r => r.Seq));
        Assert.Equal([4, 5, 6], done.Recorded.Select(r => r.Version));
        Assert.Equal(done.Recorded, _paper.Appended);
        Assert.Equal(6, _paper.Head);
        Assert.Equal("1", _paper.Read(Sample.Blog).Config["A"]);
        Assert.Equal("1", Assert.Single(_paper.ReadAll()).Config["A"]);
        Assert.Equal((3L, before), (_real.Head, Sample.Text(_real.Read(Sample.Blog))));
    }

    [Fact]
    public void Shows_both_as_one_history()
    {
        Run(_paper, Sample.Blog, new AppCommand.Stop());
        Run(_paper, Sample.Shop, new AppCommand.Push(Samples.SlugB));
        Assert.Equal(Enumerable.Range(1, (int)_paper.Head).Select(seq => (long)seq), _paper.After(0, 100).Select(r => r.Seq));
        for (var after = 0; after <= _paper.Head; after++)
            for (var limit = 0; limit <= 9; limit++)
            {
                Assert.Equal(_paper.After(0, 100).Where(r => r.Seq > after).Take(limit), _paper.After(after, limit));
                Assert.Equal(_paper.After(0, 100).Reverse().Take(limit), _paper.Newest(null, limit));
                Assert.Equal(_paper.After(0, 100).Reverse().Where(r => r.App == Sample.Blog).Take(limit), _paper.Newest(Sample.Blog, limit));
                Assert.Equal(_paper.After(0, 100).Reverse().Where(r => r.Seq < after).Take(limit), _paper.Newest(null, limit, before: after));
            }

        Assert.Equal([Sample.Blog, Sample.Shop], _paper.Names);
    }

    [Fact]
    public void Takes_nothing_from_who_has_looked_before_the_last_event_of_either()
    {
        var (blog, head) = (_paper.Read(Sample.Blog), _paper.Head);
        Assert.NotNull(_paper.Append(blog, [Config], Sample.By, head));
        Assert.Null(_paper.Append(blog, [Config], Sample.By));
        Assert.Null(_paper.Append(App.Absent(Sample.Shop), [new AppEvent.Created()], Sample.By, head));
        Assert.NotNull(_paper.Append(App.Absent(Sample.Shop), [new AppEvent.Created()], Sample.By, head + 1));
    }

    [Fact]
    public void Asks_that_one_for_what_nothing_on_paper_can_answer_alone()
    {
        var asked = new CountedPages(_real);
        var paper = new PaperJournal(asked, TimeProvider.System);
        Assert.Equal("blog.example.org", Assert.Single(paper.Host.ServerNames).Key);
        Assert.Equal((1, 0), (asked.Hosts, asked.Pages));
        paper.Append(paper.Read(Sample.Blog), [Config, Config], Sample.By);
        Assert.Equal([5, 4], paper.Newest(null, 2).Select(r => r.Seq));
        Assert.Equal([4, 5], paper.After(3, 2).Select(r => r.Seq));
        Assert.Equal((1, 0), (asked.Hosts, asked.Pages));
    }

    [Fact]
    public void Refuses_what_that_one_would_and_lets_a_host_name_go_that_is_given_up_on_it()
    {
        var named = new AppCommand.Push(Samples.SlugB with { Env = Samples.Map(("NGINX_SERVER_NAME", "blog.example.org")) });
        Assert.Contains("belongs to app 'blog'", Assert.IsType<Outcome.Refused>(Run(_paper, Sample.Shop, named)).Refusal.Sentence, StringComparison.Ordinal);
        Assert.Empty(_paper.Appended);
        Run(_paper, Sample.Blog, new AppCommand.Destroy());
        Assert.IsType<Outcome.Done>(Run(_paper, Sample.Shop, named));
    }

    /// <summary>How often it is asked for events, and for what no two apps may share.</summary>
    private sealed class CountedPages(IJournal kept) : IJournal
    {
        public int Pages { get; private set; }

        public int Hosts { get; private set; }

        public long Head => kept.Head;

        public IReadOnlyList<AppName> Names => kept.Names;

        public Piku.Domain.Hosts.Host Host
        {
            get
            {
                Hosts++;
                return kept.Host;
            }
        }

        public App Read(AppName app) => kept.Read(app);

        public IReadOnlyList<App> ReadAll() => kept.ReadAll();

        public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null) => throw new Xunit.Sdk.XunitException("Something is recorded.");

        public T Alone<T>(Func<IJournal, T> work) => work(this);

        public IReadOnlyList<Recorded> After(long after, int limit)
        {
            Pages++;
            return kept.After(after, limit);
        }

        public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null)
        {
            Pages++;
            return kept.Newest(app, limit, before);
        }
    }

    private static Outcome Run(IJournal journal, AppName app, AppCommand command) => Transaction.Run(journal, app, _ => command, Sample.By);
}
