using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>What is stored comes from before its key was a setting, or from before the table asked for more.</summary>
public sealed class Settings_that_nobody_could_set_today
{
    private static readonly PaperWorld Serving = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugA with { Runtime = "generic", Env = Map(("NGINX_SERVER_NAME", "blog.example.org"), ("NGINX_TIMEOUT", "90")) }))
        .After("blog", new AppCommand.SetConfig(Map(("NGINX_ALLOW_FROM", "10.0.0.0/8")))).Settled(drained: true);

    [Fact]
    public void Leave_everything_as_it_is_and_the_verdict_names_the_setting_and_the_way_out_and_no_value() => Assert.Equal(
        "'blog' is left as it is, because what was stored for a setting is not taken any more: NGINX_ALLOW_FROM should be addresses or ranges of them, such as '192.0.2.7 10.0.0.0/8 2001:db8::/32'; set it: config:set blog NGINX_ALLOW_FROM=VALUE, or take it away: config:unset blog NGINX_ALLOW_FROM",
        Held(Stored("NGINX_ALLOW_FROM", "everybody-of-mine")));

    [Theory]
    [InlineData("NGINX_TIMEOUT", "soon", "NGINX_TIMEOUT should be a number from 1 to 86400; set it: config:set blog NGINX_TIMEOUT=VALUE")]
    [InlineData("NGINX_SERVER_NAME", "a.org; return 200", "set it: config:set blog NGINX_SERVER_NAME=VALUE")]
    public void Are_set_over_where_the_repository_brought_them(string key, string value, string sentence) => Assert.EndsWith(sentence, Held(Stored(key, value)), StringComparison.Ordinal);

    [Fact]
    public void Are_forgotten_once_they_are_set_or_taken_away()
    {
        foreach (var way in new AppCommand[] { new AppCommand.SetConfig(Map(("NGINX_ALLOW_FROM", "192.0.2.7"))), new AppCommand.UnsetConfig(["NGINX_ALLOW_FROM"]) })
        {
            var healed = Stored("NGINX_ALLOW_FROM", "everybody").After("blog", way).Settled(drained: true);
            Assert.Equal(Serving.Apps["blog"].Live!.Release + 1, healed.Apps["blog"].Live!.Release);
            Assert.Equal(way is AppCommand.SetConfig, healed.Box.Files[PaperWorld.Root.Site(Blog)].Text.Contains("deny all;", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Change_nothing_whatever_they_are()
    {
        var names = SettingTable.All.Select(setting => setting.Name).ToList();
        Gen.Select(Gen.Int[0, names.Count - 1], Gen.OneOf(Gen.Const(""), Gen.Const("-1"), Gen.Const("99999999999"), Gen.Const("exec"), Gen.Char[" ,;{}$/.:*a1\n"].Array[0, 8].Select(chars => new string(chars)))).Sample((which, value) =>
        {
            var world = Serving with { Apps = Serving.Apps.SetItem("blog", Serving.Apps["blog"] with { Config = Serving.Apps["blog"].Config.SetItem(names[which], value), Releases = [.. Serving.Apps["blog"].Releases.Select(release => release with { Config = release.Config.SetItem(names[which], value) })] }) };
            var plan = world.Plan("blog");
            Assert.True(SettingTable.IsGood(names[which], value) || (plan.Steps.IsEmpty && plan.Verdict is Verdict.Stuck), $"{names[which]}={value}");
        });
    }

    private static PaperWorld Stored(string key, string value) => Serving with { Apps = Serving.Apps.SetItem("blog", SettingValues.Map(Serving.Apps["blog"], (setting, now) => setting == key ? value : now)) };

    private static string Held(PaperWorld world)
    {
        var plan = world.Plan("blog");
        Assert.Empty(plan.Steps);
        return Assert.IsType<Verdict.Stuck>(plan.Verdict).Reason;
    }
}
