using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>The key of an app's values is lost, or was left out of the export that the box was made from.</summary>
public sealed class Settings_that_cannot_be_read
{
    private const string Sentence =
        "the values of GREETING, PASSWORD cannot be read, because the key of 'blog' in state/keys is gone or another one; set them again: config:set blog GREETING=VALUE …";

    private static readonly PaperWorld Serving = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugA with { Runtime = "generic" })).Settled(drained: true)
        .After("blog", new AppCommand.SetConfig(Map(("GREETING", "hello"), ("PASSWORD", "secret"), ("PLAIN", "1")))).Settled(drained: true);

    [Fact]
    public void Leave_everything_as_it_is_and_the_verdict_names_them()
    {
        var plan = Lost(Serving).Plan("blog");
        Assert.Empty(plan.Steps);
        Assert.Equal(Sentence, Assert.IsType<Verdict.Stuck>(plan.Verdict).Reason);
    }

    [Fact]
    public void Keep_a_new_release_from_being_built_while_one_is_missing()
    {
        var one = Lost(Serving).After("blog", new AppCommand.SetConfig(Map(("GREETING", "again"))));
        Assert.StartsWith("the values of PASSWORD cannot", Assert.IsType<Verdict.Stuck>(one.Plan("blog").Verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_forgotten_once_they_are_set_again()
    {
        var healed = Lost(Serving).After("blog", new AppCommand.SetConfig(Map(("GREETING", "again"), ("PASSWORD", "new")))).Settled(drained: true);
        Assert.Equal(2, healed.Apps["blog"].Live!.Release - Serving.Apps["blog"].Live!.Release + 1);
        Assert.All(healed.Box.Files.Values, file => Assert.DoesNotContain('\0', file.Text));
    }

    private static PaperWorld Lost(PaperWorld world) => world with
    {
        Apps = world.Apps.SetItem("blog", SettingValues.Map(world.Apps["blog"], (setting, value) => setting is "GREETING" or "PASSWORD" ? SettingValues.Unreadable : value)),
    };
}
