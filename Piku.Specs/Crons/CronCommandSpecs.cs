using Piku.Domain.Apps;
using Piku.Domain.Crons;
using Piku.Domain.Releases;
using Piku.Reconciler.Applying.Crons;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Crons;

/// <summary>Runs of cron lines, by the shell that runs them on a box.</summary>
public sealed class A_run_of_a_cron_line : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-").FullName;
    private readonly RootLayout _root;
    private readonly LinuxHost _host = new("/usr/bin:/bin", TimeProvider.System);
    private DateTimeOffset _due = Noon;

    public A_run_of_a_cron_line()
    {
        _root = PaperWorld.Root with { Root = _folder };
        foreach (var folder in new[] { _root.Run, _root.Logs(Blog), _root.Slug(Blog, "aaaaaaaaaaaaaaaa") }) Directory.CreateDirectory(folder);
    }

    /// <summary>What a spec has left running is found as piku finds it.</summary>
    public void Dispose()
    {
        Run(CronCommand.End(_root, Blog, "cron", stopped: null));
        Eventually.True("the end of the run", () => !Observed.IsRunning);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Has_the_folder_and_the_environment_of_its_release_and_a_log_and_is_recorded()
    {
        File.WriteAllText($"{_root.Slug(Blog, "aaaaaaaaaaaaaaaa")}/here", "");
        Start("""ls; echo "$FOO|$PROC_TYPE|$PATH|$0|$# 'a  b'" >&2; exit 3""", ("FOO", "it's $HOME"));
        var run = Ended();
        Assert.Equal((CronOutcome.Failed, 3, 1, Noon), (run.Outcome, run.ExitCode, run.Release, run.Due));
        Assert.InRange(run.Took!.Value.TotalSeconds, 0, 30);
        Eventually.True("the last line of the log", () => Log.EndsWith("exit code 3\n", StringComparison.Ordinal), more: () => Log);
        Assert.Matches("\\A-----> [0-9T:.-]+Z v1 starts\nhere\nit's \\$HOME\\|cron\\|/usr/local/bin:/usr/bin:/bin\\|/bin/sh\\|0 'a  b'\n-----> [0-9T:.-]+Z exit code 3\n\\z", Log);
    }

    [Fact]
    public void Is_skipped_while_the_one_before_it_runs_and_runs_again_afterwards()
    {
        Start("until [ -e go ]; do sleep 0.05; done");
        Start("exit 0");
        Assert.Equal([CronOutcome.Running, CronOutcome.Skipped], Observed.Runs.Select(run => run.Outcome));
        File.WriteAllText($"{_root.Slug(Blog, "aaaaaaaaaaaaaaaa")}/go", "");
        Ended();
        Start("exit 0");
        Ended();
        Assert.Equal([CronOutcome.Well, CronOutcome.Skipped, CronOutcome.Well], Observed.Runs.Select(run => run.Outcome));
    }

    [Fact]
    public void Is_ended_after_its_time_with_all_that_it_has_started()
    {
        Start("setsid sh -c 'trap \"\" TERM; while :; do sleep 0.1; done' & echo $! >child; sleep 1000", ("PIKU_CRON_TIMEOUT", "1"));
        var run = Ended();
        Assert.Equal((CronOutcome.TimedOut, null), (run.Outcome, run.ExitCode));
        // Nobody may have buried it yet.
        var child = _host.ReadText($"/proc/{File.ReadAllText($"{_root.Slug(Blog, "aaaaaaaaaaaaaaaa")}/child").Trim()}/stat");
        Assert.True(child is null || child.Contains(") Z ", StringComparison.Ordinal), child);
        Eventually.True("the last line of the log", () => Log.EndsWith("ended after 1 s (PIKU_CRON_TIMEOUT)\n", StringComparison.Ordinal), more: () => Log);
    }

    [Fact]
    public void Takes_with_it_what_it_left_in_the_background()
    {
        Start("sleep 1000 & exit 0");
        Assert.Equal(CronOutcome.Well, Ended().Outcome);
    }

    [Fact]
    public void Dies_of_a_broken_pipe_as_everywhere()
    {
        Start("while :; do echo x; done | head -n 1", ("PIKU_CRON_TIMEOUT", "15"));
        Assert.Equal(CronOutcome.Well, Ended().Outcome);
    }

    [Fact]
    public void That_ends_by_itself_with_the_exit_code_of_a_time_out_has_failed_with_it()
    {
        Start("exit 124");
        Assert.Equal((CronOutcome.Failed, 124), (Ended().Outcome, Observed.LastEnded!.ExitCode));
    }

    [Fact]
    public void Whose_watcher_was_killed_keeps_others_away_until_it_is_ended()
    {
        Start("echo $PPID >parent; sleep 1000");
        var parent = $"{_root.Slug(Blog, "aaaaaaaaaaaaaaaa")}/parent";
        Eventually.True("the start", () => File.Exists(parent) && File.ReadAllText(parent) != "");
        Assert.True(Observed.IsWatched);
        var timeout = File.ReadAllText(parent).Trim();
        var watcher = File.ReadAllText($"/proc/{timeout}/stat").Split(' ')[3];
        Assert.Equal(0, Shell.Run(["kill", "-9", watcher]).ExitCode);
        Eventually.Equal((true, false), () => (Observed.IsRunning, Observed.IsWatched));
        Start("exit 0");
        Assert.Equal([CronOutcome.Running, CronOutcome.Skipped], Observed.Runs.Select(run => run.Outcome));
        Run(CronCommand.End(_root, Blog, "cron", stopped: null));
        Eventually.True("the end of the run", () => !Observed.IsRunning);
        Assert.Equal(CronOutcome.CutShort, Observed.LastStarted!.Outcome);
    }

    [Fact]
    public void That_is_stopped_has_not_failed()
    {
        Start("exit 0");
        Ended();
        Start("sleep 1000");
        Run(CronCommand.End(_root, Blog, "cron", stopped: Observed.LastStarted!.Due));
        Eventually.True("the end of the run", () => !Observed.IsRunning);
        Assert.Contains(" 143\n", File.ReadAllText(_root.CronRecord(Blog, "cron")), StringComparison.Ordinal);
        Assert.Equal((CronOutcome.Stopped, null, CronOutcome.Well), (Observed.LastStarted!.Outcome, Observed.LastStarted.ExitCode, Observed.LastEnded!.Outcome));
    }

    /// <summary>On a busy box the run went on, as nothing bore its name yet; or was killed at once when its name came while others were given time to end.</summary>
    [Fact]
    public async Task That_is_stopped_before_its_command_begins_never_begins_it()
    {
        await WhileItStarts(() => Run(CronCommand.End(_root, Blog, "cron", stopped: Observed.LastStarted!.Due)));
        Assert.EndsWith(" 143\n", File.ReadAllText(_root.CronRecord(Blog, "cron")), StringComparison.Ordinal);
        Assert.Equal(CronOutcome.Stopped, Observed.LastStarted!.Outcome);
    }

    [Fact]
    public async Task Whose_app_is_destroyed_before_its_command_begins_never_begins_it() =>
        await WhileItStarts(() => Directory.Delete(_root.Logs(Blog), recursive: true));

    [Fact]
    public void Has_two_logs_at_the_most_however_much_it_says()
    {
        Start("seq 1 20000", ("UWSGI_LOG_MAXSIZE", "10000"));
        Ended();
        Eventually.True("the last line of the log", () => Log.EndsWith("exit code 0\n", StringComparison.Ordinal), more: () => Log);
        Assert.Equal(["cron.log", "cron.log.1", "cron.runs"], Directory.EnumerateFiles(_root.Logs(Blog)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var log in new[] { "", ".1" }) Assert.InRange(new FileInfo(_root.ProcessLog(Blog, "cron") + log).Length, 1, 10000);
    }

    [Fact]
    public void Is_recorded_behind_the_newest_of_a_long_record()
    {
        File.WriteAllLines(_root.CronRecord(Blog, "cron"), Enumerable.Range(0, 5000).Select(n => $"skip {CronRun.Written(Noon.AddMinutes(n - 5000))} {CronRun.Written(Noon)}"));
        Start("exit 0");
        Ended();
        Assert.Equal(1002, File.ReadLines(_root.CronRecord(Blog, "cron")).Count());
        Assert.Equal(Noon.AddMinutes(-1), Observed.Runs[^2].Due);
    }

    [Fact]
    public void Gives_way_to_apps_that_serve()
    {
        Start("ps -o ni= -p $$; cat /proc/self/oom_score_adj");
        Ended();
        Eventually.True("a nice run", () => Log.Contains("\n 10\n500\n", StringComparison.Ordinal), more: () => Log);
    }

    private string Log => _host.ReadText(_root.ProcessLog(Blog, "cron")) ?? "";

    private ObservedCron Observed => new CronObserver(_root, _host).Look(Blog, ["cron"]).Of("cron");

    private void Start(string command, params (string Key, string Value)[] config)
    {
        var line = CronLine.TryParse($"* * * * * {command}", out _)!;
        var app = Fold([new AppEvent.Created(), new AppEvent.ConfigChanged(Map(config), []), new AppEvent.SlugReceived(SlugOf("aaaaaaaaaaaaaaaa", "a1", "First", ("cron", $"* * * * * {command}"))), new AppEvent.ReleaseCreated(1, 1, "aaaaaaaaaaaaaaaa", ReleaseCause.Push, "")]);
        Run(CronCommand.Start(_root, app, app.Release(1), "cron", line, _due));
        _due = _due.AddMinutes(1);
    }

    /// <summary>Does something between the record of a start and the command. Whoever watches over the run waits a second for its lock.</summary>
    private async Task WhileItStarts(Action act)
    {
        var watch = File.Open(_root.CronWatch(Blog, "cron"), FileMode.Create, FileAccess.Write, FileShare.None);
        var start = Task.Run(() => Start("touch begun; sleep 1000"), TestContext.Current.CancellationToken);
        Eventually.True("the start", () => Observed.LastStarted is not null);
        act();
        await watch.DisposeAsync();
        await start;
        Eventually.True("the end of the run", () => !Observed.IsRunning);
        Assert.False(File.Exists($"{_root.Slug(Blog, "aaaaaaaaaaaaaaaa")}/begun"));
    }

    private CronRun Ended()
    {
        Eventually.True("the end of the run", () => !Observed.IsRunning, more: () => Log);
        return Observed.LastEnded!;
    }

    private void Run(CommandLine command)
    {
        var said = new List<string>();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal((0, ""), (_host.Run(command, said.Add, soon.Token).Result, string.Join('\n', said)));
    }
}
