using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

public sealed class ConfigSpecs
{
    private static readonly AppCommand SetFoo = new AppCommand.SetConfig(Map(("FOO", "1")));
    private static readonly AppEvent FooSet = new AppEvent.ConfigChanged(Map(("FOO", "1")), []);
    private static readonly AppEvent FooUnset = new AppEvent.ConfigChanged(Map<string>(), ["FOO"]);

    private static AppEvent.ReleaseCreated Configured(int number, string slug, string note) =>
        new(number, number, slug, ReleaseCause.Config, note);

    [Fact]
    public void Setting_a_value_makes_a_release_of_the_live_slug() =>
        Given(Histories.Live).When(SetFoo).Then(FooSet, Configured(2, SlugA.Fingerprint, "config: FOO"))
            .And(app => Assert.Equal("1", app.Release(2).Config["FOO"]))
            .And(app => Assert.Empty(app.Release(1).Config));

    [Fact]
    public void Setting_what_is_set_does_nothing() =>
        Given([.. Histories.Live, FooSet]).When(SetFoo).ThenNothing();

    [Fact]
    public void Only_values_that_differ_are_recorded() =>
        Given([.. Histories.Building, FooSet]).When(new AppCommand.SetConfig(Map(("BAR", "2"), ("FOO", "1"))))
            .Then(new AppEvent.ConfigChanged(Map(("BAR", "2")), []), new AppEvent.RolloutSuperseded(1, 2), Configured(2, SlugA.Fingerprint, "config: BAR"));

    [Fact]
    public void Setting_a_value_during_a_build_supersedes_it_and_keeps_its_slug() =>
        Given(Histories.SecondBuilding).When(SetFoo)
            .Then(FooSet, new AppEvent.RolloutSuperseded(2, 3), Configured(3, SlugB.Fingerprint, "config: FOO"));

    [Fact]
    public void Setting_a_value_after_a_push_that_failed_keeps_the_live_slug() =>
        Given([.. Histories.SecondBuilding, new AppEvent.RolloutFailed(2, "no compiler")]).When(SetFoo)
            .Then(FooSet, Configured(3, SlugA.Fingerprint, "config: FOO"));

    [Fact]
    public void Setting_a_value_while_nothing_is_live_makes_no_release() =>
        Given(Histories.FirstFailed).When(SetFoo).Then(FooSet);

    [Fact]
    public void Setting_a_value_on_a_stopped_app_makes_no_release_and_start_makes_it() =>
        Given(Histories.Stopped).When(SetFoo).Then(FooSet)
            .When(new AppCommand.Start()).Then(Configured(2, SlugA.Fingerprint, "config"))
            .And(app => Assert.Equal((AppState.Stopped, "1"), (app.State, app.Release(2).Config["FOO"])));

    [Fact]
    public void Setting_and_unsetting_on_a_stopped_app_leaves_start_without_a_release_to_make() =>
        Given(Histories.Stopped).When(SetFoo).When(new AppCommand.UnsetConfig(["FOO"])).Then(FooUnset)
            .When(new AppCommand.Start()).Then(new AppEvent.Started(2));

    [Fact]
    public void Unsetting_a_value_makes_a_release_without_it() =>
        Given([.. Histories.Live, FooSet]).When(new AppCommand.UnsetConfig(["FOO", "BAR", "FOO"]))
            .Then(FooUnset, Configured(2, SlugA.Fingerprint, "config: FOO"));

    [Fact]
    public void Unsetting_what_is_not_set_does_nothing() =>
        Given(Histories.Live).When(new AppCommand.UnsetConfig(["FOO"])).ThenNothing();

    [Fact]
    public void A_bad_value_is_refused_with_the_tables_sentence() =>
        Given(Histories.Live).When(new AppCommand.SetConfig(Map(("UWSGI_THREADS", "many"))))
            .ThenRefused("UWSGI_THREADS should be a number from 1 to 1000, and not 'many'.");

    [Fact]
    public void What_an_app_was_given_before_counts_towards_the_most_that_its_config_may_weigh()
    {
        var large = new string('x', 100_000);
        var story = Given([.. Histories.Live, new AppEvent.ConfigChanged(Map(("A", large), ("B", large), ("C", large), ("D", large), ("E", large)), [])]);
        story.When(new AppCommand.SetConfig(Map(("F", large))))
            .ThenRefused($"these settings have {6 * (large.Length + 2)} bytes in all, and {SettingTable.MaxTotalBytes} is the most; keep the large ones in files in the app's data folder.");
        story.When(new AppCommand.SetConfig(Map(("A", large + "y")))).And(app => Assert.EndsWith("y", app.Config["A"], StringComparison.Ordinal));
    }
}
