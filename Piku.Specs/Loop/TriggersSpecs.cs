using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Planning;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Loop;

/// <summary>What wakes the loop, by a clock that moves when it is told to and a watch that tells what it is told to.</summary>
public sealed class TriggersSpecs : IDisposable
{
    private static readonly RootLayout Root = PaperWorld.Root;
    private static readonly AppName Shop = AppName.Parse("shop");

    private readonly HistoricalScheduler _clock = new(Samples.Noon);
    private readonly MemoryJournal _journal = new(TimeProvider.System);
    private readonly List<Trigger> _came = [];
    private readonly List<AppName> _heard = [];
    private readonly List<DateTimeOffset> _begun = [];
    private int _looks;
    private Action<FolderChange>? _tell;
    private Action<Exception>? _die;
    private IDisposable? _triggers;
    private Func<Exception?> _trouble = () => null;

    public TriggersSpecs()
    {
        Record(Samples.Blog);
        Record(Shop);
    }

    public void Dispose() => _triggers?.Dispose();

    [Fact]
    public void Every_app_is_named_at_the_start_and_each_once_in_every_minute()
    {
        Begin();
        Assert.Equal([AppName.Box, Samples.Blog, Shop], _came.Select(came => came.App));
        After(TimeSpan.FromSeconds(119));
        for (var minute = 2; minute <= 4; minute++)
        {
            _came.Clear();
            After(TimeSpan.FromSeconds(60));
            Assert.Equal([AppName.Box, Samples.Blog, Shop], _came.Select(came => came.App).OrderBy(app => app.Value, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Without_any_watch_what_was_recorded_is_found_within_a_minute()
    {
        _trouble = () => new IOException("the kernel gives none");
        Begin();
        _came.Clear();
        Record(AppName.Parse("late"));
        After(TimeSpan.FromSeconds(120));
        Assert.Contains(new Trigger(AppName.Parse("late")), _came);
        Assert.Equal([0, 1, 3, 8, 23, 83], _begun.Select(at => (int)(at - Samples.Noon).TotalSeconds));
    }

    [Fact]
    public void A_watch_that_dies_is_begun_anew_and_then_everybody_is_looked_at()
    {
        Begin();
        _came.Clear();
        _die!(new IOException("it cannot be read"));
        After(TimeSpan.FromSeconds(0.9));
        Assert.Empty(_came);
        After(TimeSpan.FromSeconds(0.2));
        Assert.Equal([AppName.Box, Samples.Blog, Shop], _came.Select(came => came.App));
        Told(Root.Sites, "blog.conf");
        Assert.Equal(new Trigger(Samples.Blog, IsFaint: true), _came[^1]);
    }

    [Fact]
    public void What_is_recorded_is_heard_of_and_named_at_once()
    {
        Begin();
        _came.Clear();
        Record(Shop);
        Told(Root.State, "head");
        Assert.Equal([new Trigger(Shop)], _came);
        Assert.Equal([Shop], _heard);
    }

    /// <summary>As when <c>journal recover</c> leaves out what is damaged, or somebody brings an earlier journal back.</summary>
    [Fact]
    public void When_the_journal_is_an_earlier_one_everybody_is_heard_of_and_named_and_what_is_new_after_that()
    {
        for (var more = 0; more < 3; more++) Record(Shop);
        Begin();
        _journal.GoBack(2);
        _came.Clear();
        _heard.Clear();
        Told(Root.State, "head");
        Assert.Equal([AppName.Box, Samples.Blog, Shop], _heard.OrderBy(app => app.Value, StringComparer.Ordinal));
        _came.Clear();
        Record(Samples.Blog);
        Told(Root.State, "head");
        Assert.Equal([new Trigger(Samples.Blog)], _came);
    }

    [Fact]
    public void Drift_names_its_app_at_once_and_a_start_of_a_process_more_loudly()
    {
        Begin();
        _came.Clear();
        Told(Root.Vassals, "blog_web.1_g1.ini");
        Told(Root.Run, "shop_web.1_g1.starts");
        Told(Root.Root + "/uwsgi", "emperor.ini");
        Assert.Equal([new Trigger(Samples.Blog, IsFaint: true), new Trigger(Shop), new Trigger(AppName.Box, IsFaint: true)], _came);
        Assert.Equal([Samples.Blog, Shop, AppName.Box], _heard);
    }

    [Fact]
    public void What_bears_the_name_of_an_app_that_there_never_was_is_left_alone()
    {
        Begin();
        _came.Clear();
        Told(Root.Sites, "stranger.conf");
        Assert.Empty(_came);
    }

    [Fact]
    public void When_changes_were_too_many_to_be_told_everybody_is_named()
    {
        Begin();
        _came.Clear();
        _tell!(FolderChange.Any);
        After(TimeSpan.Zero);
        Assert.Equal([AppName.Box, Samples.Blog, Shop], _came.Select(came => came.App));
        Assert.Equal(2, _looks);
    }

    [Fact]
    public void Ten_thousand_changes_of_a_file_within_a_second_are_a_handful_of_passes_and_the_last_one_is_seen()
    {
        var passes = new List<DateTimeOffset>();
        using var loop = ReconcileLoop.Over(All(), Pass, _clock).Subscribe();
        After(TimeSpan.FromSeconds(1));
        passes.Clear();
        var last = _clock.Now;
        for (var i = 0; i < 10_000; i++)
        {
            Told(Root.Vassals, "blog_web.1_g1.ini");
            last = _clock.Now;
            _clock.AdvanceBy(TimeSpan.FromMilliseconds(0.1));
        }

        After(TimeSpan.FromSeconds(1));
        Assert.InRange(passes.Count, 2, 7);
        Assert.True(passes[^1] >= last, "The last change was not looked at.");

        Task<Verdict> Pass(AppName app)
        {
            if (app == Samples.Blog) passes.Add(_clock.Now);
            return Task.FromResult<Verdict>(new Verdict.Converged());
        }
    }

    private IObservable<Trigger> All() => new Triggers(Root, _journal, Watch, _heard.Add, () => _looks++).All(_clock);

    private void Begin()
    {
        _triggers = All().Subscribe(_came.Add);
        After(TimeSpan.Zero);
    }

    private IDisposable Watch(Action<FolderChange> tell, Action<Exception> died)
    {
        _begun.Add(_clock.Now);
        if (_trouble() is { } trouble) throw trouble;
        (_tell, _die) = (tell, died);
        return Disposable.Empty;
    }

    private void Told(string folder, string name)
    {
        _tell!(new FolderChange(folder, name));
        After(TimeSpan.Zero);
    }

    private void Record(AppName app) =>
        _journal.Append(_journal.Read(app), [new AppEvent.ConfigChanged(Samples.Map(("KEY", $"{_journal.Head}")), [])], new Provenance("spec", "", "config:set"));

    /// <summary>No time at all is one tick: what was asked for at once is done then.</summary>
    private void After(TimeSpan time) => _clock.AdvanceBy(time == TimeSpan.Zero ? TimeSpan.FromTicks(1) : time);
}
