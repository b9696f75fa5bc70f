using System.Globalization;
using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Journal;
using Piku.Specs.Planning;
using Piku.Specs.Support;
using Piku.Ssh.Output;
using Piku.Ssh.Plans;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Forecasts;

/// <summary>What is told before anything is done. Every folder of <c>Cases</c> has the texts of one case, and its name is what it says.</summary>
public sealed class ForecastSpecs
{
    private static readonly Slug First = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application"), ("worker", "./work")) with { Runtime = "python", Env = Map(("NGINX_SERVER_NAME", "blog.example.org"), ("TOKEN", "sesame")) };

    private static readonly Slug Second = First with { Fingerprint = "bbbbbbbbbbbbbbbb", Commit = "b1b2c3d4e5f6", Subject = "Second", Processes = First.Processes.Add("release", "./migrate") };

    private static readonly Slug Served = SlugOf("cccccccccccccccc", "c1b2c3d4e5f6", "First", ("web", "./serve")) with { Runtime = "generic", Env = First.Env };

    private static readonly PaperWorld None = PaperWorld.Of(App.Absent(Blog)) with { AnswersAt = 1 };

    private static readonly PaperWorld Live = None.After("blog", new AppCommand.Push(First)).Settled(drained: true);

    private static readonly PaperWorld Web = None.After("blog", new AppCommand.Push(Served)).Settled(drained: true);

    private static readonly Dictionary<string, (PaperWorld World, AppCommand? Command)> Cases = new()
    {
        ["a_first_push_makes_everything"] = (None, new AppCommand.Push(First)),
        ["a_second_push_installs_nothing_where_the_dependencies_are_the_same"] = (Live, new AppCommand.Push(Second)),
        ["a_setting_is_rolled_out_beside_what_runs_and_its_value_is_not_shown"] = (Live, new AppCommand.SetConfig(Map(("FOO", "secret"), ("TOKEN", "mellon")))),
        ["a_setting_of_a_web_app_takes_new_ports_and_nginx_reloads"] = (Web, new AppCommand.SetConfig(Map(("FOO", "secret")))),
        ["a_fixed_port_leaves_a_gap_and_the_reason_is_told"] = (Web.After("blog", new AppCommand.SetConfig(Map(("PORT", "5000")))).Settled(drained: true), new AppCommand.SetConfig(Map(("FOO", "secret")))),
        ["a_setting_that_is_what_it_was_changes_nothing"] = (Live, new AppCommand.SetConfig(Map<string>())),
        ["a_deploy_builds_the_dependencies_anew"] = (Live, new AppCommand.Deploy(2)),
        ["a_stop_shows_a_page_and_ends_all_processes"] = (Live, new AppCommand.Stop()),
        ["a_start_brings_them_back"] = (Live.After("blog", new AppCommand.Stop()).Settled(drained: true), new AppCommand.Start()),
        ["maintenance_shows_its_page_and_leaves_the_processes"] = (Live, new AppCommand.BeginMaintenance("<p>Soon</p>\n")),
        ["a_scale_to_nothing_shows_a_page"] = (Web, new AppCommand.Scale(Map(("web", 0)))),
        ["a_scale_up_starts_what_is_missing"] = (Web, new AppCommand.Scale(Map(("web", 3)))),
        ["the_end_of_an_app_leaves_no_site"] = (Live, new AppCommand.Destroy()),
        ["a_worker_that_was_edited_is_started_again_and_visitors_notice_nothing"] = (Edited(Live, "blog_worker.1_g1"), null),
        ["what_serves_and_was_edited_is_started_again_in_its_place"] = (Edited(Live, "blog_wsgi.1_g1"), null),
        ["nothing_is_told_of_a_box_that_is_as_it_should_be"] = (Live, null),
        ["a_silent_Emperor_is_in_the_way"] = (Live with { Box = Live.Box with { EmperorAnswers = false } }, new AppCommand.Restart(2)),
        ["a_tool_that_is_missing_lets_the_build_fail"] = (Live with { Box = Live.Box with { Tools = _ => null } }, new AppCommand.Push(Second)),
        ["memory_that_is_short_leaves_a_gap"] = (Live with { Box = Live.Box with { FreeMemory = 1_000_000 } }, new AppCommand.Restart(2)),
    };

    public static TheoryData<string> Sentences() => [.. Cases.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void What_is_told_is_what_was_approved(string sentence)
    {
        var (world, command) = Cases[sentence];
        var told = Told(world, "blog", command);
        var received = new Dictionary<string, string> { ["plan.txt"] = TextOf(told), ["plan.json"] = ForecastJson.Of(told) };
        Approved.Match(received, Path.Combine(Source.Root, "Piku.Specs", "Forecasts", "Cases", sentence));
        Assert.All(received.Values, text => Assert.All(["secret", "mellon", "sesame"], value => Assert.DoesNotContain(value, text, StringComparison.Ordinal)));
    }

    [Fact]
    public void Values_are_shown_to_whoever_asks_for_them() =>
        Assert.Contains("TOKEN=mellon", TextOf(Told(Live, "blog", new AppCommand.SetConfig(Map(("TOKEN", "mellon")))) with { Reveal = true }), StringComparison.Ordinal);

    [Fact]
    public void What_is_foretold_of_a_copy_is_what_happens_to_the_box() => Always((world, app, command) =>
    {
        if (world.Box.Rights.Values.Any(FileRights.IsClosedFile)) return; // Who may not read a file cannot copy it.
        var forecast = Of(world, app, command);
        var others = Host.Of(world.Apps.Values.Where(other => other.Name.Value != app));
        var alone = (world with { Apps = world.Apps.RemoveRange(world.Apps.Keys.Where(other => other != app)), Others = others, AnswersAt = 1, CloudflareSays = [], Reports = [] }).Asked(app, command);
        var really = (alone with { Reports = [] }).Settling(drained: true);
        Assert.Equal(Described(app, really), Described(app, forecast.End));
    });

    [Fact]
    public void No_value_of_a_setting_is_in_what_is_told() => Always((world, app, command) =>
    {
        var told = Told(world, app, command);
        Assert.DoesNotContain("evil", TextOf(told) + ForecastJson.Of(told), StringComparison.Ordinal);
    });

    private static void Always(Action<PaperWorld, string, AppCommand?> demand) => Gen.Select(Happening.Histories, Gen.Int[0, 8]).Sample(
        (history, pick) =>
        {
            // What is asked brings the files of slugs that were lost, on paper; so they are there for a copy as well.
            var world = history.Aggregate(Happening.Beginning, (w, happening) => happening.To(w)).Pushed();
            demand(world, "blog", Ask(pick, world.Apps["blog"]));
        },
        iter: 100,
        print: told => $"{told.Item2} after {string.Join("; ", told.Item1.Select(h => $"{h.Kind} {h.Name} {h.Pick}"))}");

    private static AppCommand? Ask(int pick, App app) => pick switch
    {
        0 => new AppCommand.Push(Second with { Env = Second.Env.Add("MORE", "evil") }),
        1 => new AppCommand.SetConfig(Map(("TOKEN", "more evil"))),
        2 => new AppCommand.Restart(app.LastGeneration + 1),
        3 => new AppCommand.Deploy(app.LastRelease + 1),
        4 => new AppCommand.Stop(),
        5 => new AppCommand.Scale(Map(("web", 2))),
        6 => new AppCommand.BeginMaintenance(""),
        7 => new AppCommand.Destroy(),
        _ => null,
    };

    private static Forecast Of(PaperWorld world, string app, AppCommand? command)
    {
        var after = world.Asked(app, command);
        var name = AppName.Parse(app);
        var box = new PaperCopy(PaperWorld.Root, world.Box, name).Of(world.Now) with { SlugText = world.Box.SlugText, CloudflareAnswers = world.Box.CloudflareAnswers };
        if (command is AppCommand.Push(var slug)) box = box.WithFolder(PaperWorld.Root.Slug(name, slug.Fingerprint));
        return Forecast.Of(PaperWorld.Root, world.Apps[app], after.Apps[app], box, Host.Of(after.Apps.Values), world.Now);
    }

    private static ToldForecast Told(PaperWorld world, string app, AppCommand? command) => new(
        Of(world, app, command),
        [.. (world with { Reports = [] }).Asked(app, command).Reports.Select((happened, i) => new Recorded(100 + i, AppName.Parse(app), 10 + i, world.Now, Sample.By, happened))],
        PikudRuns: true,
        Reveal: false);

    private static PaperWorld Edited(PaperWorld world, string vassal) =>
        world with { Box = world.Box.WithFile($"{PaperWorld.Root.Vassals}/{vassal}.ini", world.Box.ReadText($"{PaperWorld.Root.Vassals}/{vassal}.ini") + "# edited\n", world.Now).Woken(PaperWorld.Root, world.Now) };

    private static string TextOf(ToldForecast told)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        ForecastText.Tell(told, new Screen(text, TextWriter.Null, Terminal.None));
        return text.ToString();
    }

    /// <summary>All that there is of an app in a world, and what is in its way; without processes of which nobody can tell.</summary>
    /// <summary>From outside, a port that another program has taken looks like one on which the process itself listens.</summary>
    private static EmperorView Seen(PaperBox box, string vassal, EmperorView view) =>
        int.TryParse(box.ReadText($"{new VassalFiles(PaperWorld.Root, vassal).Environment}/PORT"), out var port) ? view with { Accepting = box.ListeningPorts().Contains(port) } : view;

    private static string Described(string app, PaperWorld world)
    {
        bool IsOwn(string path) => path.Contains($"/{app}/", StringComparison.Ordinal) || path.Contains($"/{app}.", StringComparison.Ordinal) || path.Contains($"/{app}_", StringComparison.Ordinal) || path.EndsWith($"/{app}", StringComparison.Ordinal);
        return string.Join('\n',
        [
            Sample.Text(world.Apps[app]),
            Story.Lines(world.Reports),
            world.Trouble ?? "",
            .. world.Box.Files.Where(f => IsOwn(f.Key)).Select(f => $"{f.Key}: {f.Value.Text}"),
            .. world.Box.Links.Where(l => IsOwn(l.Key)).Select(l => $"{l.Key} -> {l.Value}"),
            .. world.Box.Processes.Where(p => world.Box.EmperorAnswers &&  p.Key.StartsWith($"{app}_", StringComparison.Ordinal)).Select(p => $"{p.Key} {Seen(world.Box, p.Key, p.Value.View)}"),
            world.Box.SiteMark("", app) ?? "",
        ]);
    }
}

internal static class Asking
{
    public static PaperWorld Asked(this PaperWorld world, string app, AppCommand? command) => command is null ? world : world.After(app, command);
}
