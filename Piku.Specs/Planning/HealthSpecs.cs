using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>The table of health: what is seen of a process, and what is said of it.</summary>
public sealed class HealthSpecs
{
    private static readonly Probe Wsgi = new Probe.Accepting("/s.sock", TimeoutSeconds: 60);
    private static readonly Probe Idle = new Probe.AcceptingOnDemand("/s.sock", TimeoutSeconds: 60);
    private static readonly Probe Web = new Probe.Listening("127.0.0.1", 20000, TimeoutSeconds: 60);
    private static readonly Probe Worker = new Probe.StaysUp(GraceSeconds: 3);

    private static readonly EmperorView Accepts = new(1, Accepting: true, Cursed: false);
    private static readonly EmperorView Loads = new(1, Accepting: false, Cursed: false);
    private static readonly EmperorView Sleeps = new(null, Accepting: false, Cursed: false);
    private static readonly EmperorView Curses = new(1, Accepting: false, Cursed: true);

    /// <summary>What is looked at · starts · seconds since the last one · the Emperor's word · whether the port is listened on · candidate · live.</summary>
    private static readonly (string When, Probe Probe, int Starts, int Age, EmperorView? Emperor, bool Listens, string Candidate, string Live)[] Table =
    [
        ("wsgi accepts", Wsgi, 1, 1, Accepts, false, "up", "up"),
        ("wsgi accepts after a restart", Wsgi, 5, 1, Accepts, false, "up", "up"),
        ("wsgi is cursed though it accepts", Wsgi, 1, 1, Curses with { Accepting = true }, false, "could not load the app", "could not load the app"),
        ("wsgi has not started", Wsgi, 0, 1, null, false, "pending", "pending"),
        ("wsgi loads", Wsgi, 1, 60, Loads, false, "pending", "pending"),
        ("wsgi loads for too long", Wsgi, 1, 61, Loads, false, "did not accept requests within 60 s", "did not accept requests within 60 s"),
        ("wsgi started and the Emperor has dropped it", Wsgi, 1, 1, null, false, "could not load the app", "could not load the app"),
        ("wsgi is cursed", Wsgi, 1, 1, Curses, false, "could not load the app", "could not load the app"),
        ("wsgi ended and loads again", Wsgi, 2, 1, Loads, false, "exited before it accepted a request", "pending"),
        ("wsgi was never started", Wsgi, 0, 61, null, false, "did not accept requests within 60 s", "did not accept requests within 60 s"),

        ("web listens", Web, 1, 1, Loads, true, "up", "up"),
        ("web listens after a restart", Web, 2, 1, Loads, true, "exited as soon as it was started", "up"),
        ("web has not started, and somebody else listens", Web, 0, 1, null, true, "pending", "pending"),
        ("web starts", Web, 1, 60, Loads, false, "pending", "pending"),
        ("web takes too long", Web, 1, 61, Loads, false, "does not listen on 127.0.0.1:20000 after 60 s; let it use the variables BIND_ADDRESS and PORT", "does not listen on 127.0.0.1:20000 after 60 s; let it use the variables BIND_ADDRESS and PORT"),

        ("a worker was just started", Worker, 1, 2, Loads, false, "pending", "pending"),
        ("a worker stayed up", Worker, 1, 3, Loads, false, "up", "up"),
        ("a worker ended at once", Worker, 2, 0, Loads, false, "exited as soon as it was started", "pending"),
        ("a worker was started again and stayed up", Worker, 2, 3, Loads, false, "exited as soon as it was started", "up"),
        ("a worker has not started", Worker, 0, 60, null, false, "pending", "pending"),
        ("a worker does not get started", Worker, 0, 61, null, false, "was not started within 60 s", "was not started within 60 s"),
    ];

    public static TheoryData<string> Rows() => [.. Table.Select(row => row.When)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_process_is_up_or_down_or_not_yet_known(string when)
    {
        var row = Table.Single(r => r.When == when);
        var vassal = Of(row.Probe);
        var box = Seen(row.Starts, row.Age, row.Emperor, row.Listens);
        Assert.Equal(row.Candidate, Word(Health.Of(vassal, box, Noon)));
        Assert.Equal(row.Live, Word(Health.OfLive(vassal, box, Noon)));
    }

    [Fact]
    public void Nothing_is_said_against_a_process_while_the_Emperor_does_not_answer() =>
        Assert.Equal("pending", Word(Health.Of(Of(Wsgi), Seen(1, 1, null, false) with { EmperorAnswers = false }, Noon)));

    [Fact]
    public void A_process_that_was_started_again_and_again_and_does_not_accept_is_dying_unless_there_is_no_Emperor_to_start_it()
    {
        var seen = Seen(4, 1, null, listens: false).Vassals["v"];
        Assert.Equal("was started 4 times and accepts no requests", Health.Dying(Of(Wsgi), seen, emperorAnswers: true)?.Reason);
        Assert.Null(Health.Dying(Of(Wsgi), seen, emperorAnswers: false));
        Assert.Null(Health.Dying(Of(Wsgi), seen with { Emperor = Accepts }, emperorAnswers: true));
    }

    [Fact]
    public void What_is_not_there_is_not_yet_known() =>
        Assert.All([Wsgi, Web, Worker], probe => Assert.Equal("pending", Word(Health.Of(Of(probe), Seen(0, 0, null, false) with { Vassals = Map<ObservedVassal>() }, Noon))));

    /// <summary>What was answered so far · candidate.</summary>
    private static readonly (CheckResult? Answered, string Candidate)[] Answers =
    [
        (null, "questioned"),
        (new CheckResult(1, false, "500 Internal Server Error"), "questioned"),
        (new CheckResult(3, false, "500 Internal Server Error"), "answered GET /health with 500 Internal Server Error at the last of 3 attempts, and 200-399 is expected"),
        (new CheckResult(2, true, "200 OK"), "up"),
        (new CheckResult(3, true, "200 OK"), "up"),
    ];

    [Fact]
    public void A_process_that_listens_has_to_answer_what_it_is_asked_before_it_is_up()
    {
        var vassal = Of(Web, new HttpCheck("/v.check", "/health", "localhost", "200-399", IntervalSeconds: 1, Retries: 3));
        Assert.All(Answers, row =>
        {
            var box = Seen(1, 1, Loads, listens: true);
            var answered = box with { Vassals = box.Vassals.SetItem("v", box.Vassals["v"] with { Check = row.Answered, Checked = Noon }) };
            Assert.Equal(row.Candidate, Word(Health.Of(vassal, answered, Noon)));
            Assert.Equal("up", Word(Health.OfLive(vassal, answered, Noon)));
        });
        Assert.Equal("pending", Word(Health.Of(vassal, Seen(1, 1, Loads, listens: false), Noon)));
    }

    /// <summary>Of a process that is started on demand: starts · whether it has accepted since the last one · seconds since the last start · the Emperor's word · candidate · live.</summary>
    private static readonly (string When, int Starts, bool Accepts, int Age, EmperorView? Emperor, string Candidate, string Live)[] OnDemand =
    [
        ("the Emperor does not know it yet", 0, false, 1, null, "pending", "pending"),
        ("nobody has come yet", 0, false, 1, Sleeps, "asleep", "up"),
        ("somebody came and it loads", 1, false, 1, Loads, "pending", "pending"),
        ("it accepts", 1, true, 1, Accepts, "up", "up"),
        ("it accepts, and its note is not written yet", 1, false, 1, Accepts, "up", "up"),
        ("it is about to fall asleep", 1, true, 10, Curses with { Accepting = true }, "up", "up"),
        ("it has fallen asleep", 1, true, 10, Sleeps, "up", "up"),
        ("it sleeps for hours", 3, true, 9999, Sleeps, "up", "up"),
        ("it could not load once, and has come up since", 2, true, 10, Sleeps, "up", "up"),
        ("it was woken and could not load", 1, false, 1, Sleeps, "could not load the app", "could not load the app"),
        ("it was woken and is dropped", 2, false, 1, null, "could not load the app", "could not load the app"),
        ("it was woken and is cursed", 2, false, 1, Curses, "could not load the app", "could not load the app"),
        ("it loads for too long", 1, false, 61, Loads, "did not accept requests within 60 s", "did not accept requests within 60 s"),
        ("the Emperor never takes it up", 0, false, 61, null, "did not accept requests within 60 s", "did not accept requests within 60 s"),
    ];

    public static TheoryData<string> OnDemandRows() => [.. OnDemand.Select(row => row.When)];

    [Theory]
    [MemberData(nameof(OnDemandRows))]
    public void A_process_that_is_started_on_demand_has_to_come_up_once_and_may_sleep_from_then_on(string when)
    {
        var row = OnDemand.Single(r => r.When == when);
        var box = Seen(row.Starts, row.Age, row.Emperor, listens: false);
        var seen = box with { Vassals = box.Vassals.SetItem("v", box.Vassals["v"] with { OnDemand = "/s.sock", LastAccept = row.Accepts ? Noon.AddSeconds(-row.Age) : null }) };
        Assert.Equal(row.Candidate, Word(Health.Of(Of(Idle), seen, Noon)));
        Assert.Equal(row.Live, Word(Health.OfLive(Of(Idle), seen, Noon)));
    }

    [Fact]
    public void A_process_that_waits_before_it_is_started_again_is_down_although_it_stayed_up_once()
    {
        var box = Seen(5, 20, Loads, listens: false);
        var waits = box with { Vassals = box.Vassals.SetItem("v", box.Vassals["v"] with { Ends = new EarlyEnds(4, 15) }) };
        Assert.Equal("has ended soon after its start 4 times in a row, and waits 15 s before the next one", Word(Health.OfLive(Of(Worker), waits, Noon)));
        var runs = box with { Vassals = box.Vassals.SetItem("v", box.Vassals["v"] with { Ends = new EarlyEnds(4, null) }) };
        Assert.Equal("up", Word(Health.OfLive(Of(Worker), runs, Noon)));
    }

    [Theory]
    [InlineData("200-399", 200, true)]
    [InlineData("200-399", 399, true)]
    [InlineData("200-399", 400, false)]
    [InlineData("200-399", 199, false)]
    [InlineData("200,204,401-403", 204, true)]
    [InlineData("200,204,401-403", 402, true)]
    [InlineData("200,204,401-403", 203, false)]
    public void Statuses_are_expected_one_by_one_and_in_ranges(string expected, int status, bool isGood) =>
        Assert.Equal(isGood, new HttpCheck("/v.check", "/", "localhost", expected, 1, 1).Accepts(status));

    private static string Word(Health health) => health switch
    {
        Health.Up => "up",
        Health.Down(var reason) => reason,
        Health.Questioned => "questioned",
        Health.Asleep => "asleep",
        _ => "pending",
    };

    private static Vassal Of(Probe probe, HttpCheck? check = null) => new("v", "p.1", new DesiredFile("/v.ini", ""), probe is Probe.AcceptingOnDemand ? new DesiredFile("/v.ini.socket", "/s.sock") : null, Map<string>(), probe, check);

    private static ObservedApp Seen(int starts, int age, EmperorView? emperor, bool listens) => new(
        Map(("v", new ObservedVassal("", Map<string>(), starts, starts > 0 ? Noon.AddSeconds(-age) : null, Noon.AddSeconds(-age), emperor, null, null))),
        null, null, null, Map<string>(), [], [], [], listens ? [20000] : [], [], EmperorAnswers: true, null, [], null, Map<string>(), null);
}
