using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class ScaleSpecs
{
    private static AppCommand.Scale To(params (string Kind, int Count)[] counts) => new(Map(counts));

    [Fact]
    public void Only_kinds_whose_count_changes_are_recorded() =>
        Given(Histories.Live).When(To(("web", 3), ("worker", 1))).Then(new AppEvent.Scaled(Map(("web", 3))))
            .And(app => Assert.Equal((3, 1), (app.CountOf("web"), app.CountOf("worker"))));

    [Fact]
    public void A_count_that_is_reached_already_does_nothing() =>
        Given(Histories.Live).When(To(("web", 2))).When(To(("web", 2))).ThenNothing();

    [Fact]
    public void Asking_for_no_kind_does_nothing() => Given(Histories.Live).When(To()).ThenNothing();

    [Fact]
    public void None_of_a_kind_is_a_count() =>
        Given(Histories.Live).When(To(("web", 0))).Then(new AppEvent.Scaled(Map(("web", 0))));

    [Fact]
    public void The_most_of_a_kind_is_a_count() =>
        Given(Histories.Live).When(To(("web", Procfile.MaxCount))).Then(new AppEvent.Scaled(Map(("web", 99))));

    [Fact]
    public void A_stopped_app_is_scaled_for_when_it_starts() =>
        Given(Histories.Stopped).When(To(("web", 2))).Then(new AppEvent.Scaled(Map(("web", 2))));

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    public void A_count_out_of_range_is_refused(int count) =>
        Given(Histories.Live).When(To(("web", count))).ThenRefused($"'web={count}' is out of range; give a number from 0 to 99.");

    [Fact]
    public void A_cron_line_runs_at_times_and_is_not_scaled() =>
        Given([.. Histories.Building[..1], new AppEvent.SlugReceived(SlugA with { Processes = Map(("cron", "@daily ./c"), ("web", "./a")) }), .. Histories.Live[2..]])
            .When(To(("cron", 2))).ThenRefused("'cron' runs at times, once each, and cannot be scaled; see: cron blog.");

    [Fact]
    public void A_kind_that_the_Procfile_does_not_have_is_refused_with_those_it_has() =>
        Given(Histories.Live).When(To(("wbe", 2))).ThenRefused("app 'blog' has no process 'wbe'; its Procfile has 'web', 'worker'.");

    [Fact]
    public void A_phase_of_the_build_cannot_be_scaled() =>
        Given().When(new AppCommand.Push(SlugOf("cccccccccccccccc", "c1", "", ("release", "./migrate")))).When(To(("release", 2)))
            .ThenRefused("app 'blog' has no process 'release'; its Procfile has none.");

    [Fact]
    public void Static_files_cannot_be_scaled() =>
        Given(Histories.Live).When(To(("static", 2))).ThenRefused("'static' is served by nginx itself and cannot be scaled.");

    [Fact]
    public void An_app_whose_only_push_failed_has_nothing_to_scale() =>
        Given(Histories.FirstFailed).When(To(("web", 2))).ThenRefused("app 'blog' has no release to scale; push one: git push piku main.");

    [Fact]
    public void The_ENV_file_of_the_first_push_says_what_an_app_begins_with() =>
        Given().When(Push("web=2,worker=0")).And(app => Assert.Equal((2, 0), (app.CountOf("web"), app.CountOf("worker"))));

    [Fact]
    public void A_later_push_leaves_the_counts_as_they_are() =>
        Given(Histories.Live).When(To(("web", 3))).When(Push("web=2")).And(app => Assert.Equal(3, app.CountOf("web")));

    [Theory]
    [InlineData("web", "PIKU_SCALE should be kinds and numbers, such as 'web=2,worker=1', and not 'web'.")]
    [InlineData("web=x", "PIKU_SCALE should be kinds and numbers, such as 'web=2,worker=1', and not 'web=x'.")]
    [InlineData("web=100", "PIKU_SCALE in the ENV file: 'web=100' is out of range; give a number from 0 to 99.")]
    [InlineData("wbe=1", "PIKU_SCALE in the ENV file: app 'blog' has no process 'wbe'; its Procfile has 'web', 'worker'.")]
    public void A_first_push_that_asks_for_what_cannot_be_had_is_refused(string asked, string sentence) => Given().When(Push(asked)).ThenRefused(sentence);

    private static AppCommand.Push Push(string scale) => new(SlugB with { Env = Map(("PIKU_SCALE", scale)) });
}
