using Piku.Domain.Settings;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Settings;

/// <summary>What a release runs with.</summary>
public sealed class EffectiveSettingsSpecs
{
    [Fact]
    public void What_cannot_be_read_and_what_the_table_takes_no_more_is_named_and_nothing_is_made_of_it()
    {
        var settings = Of(("FOO", SettingValues.Unreadable), ("UWSGI_THREADS", SettingValues.Unreadable), ("UWSGI_LISTEN", "many"), ("BAR", "1"));
        Assert.Equal(["FOO", "UWSGI_THREADS"], settings.Unreadable);
        Assert.Equal(["UWSGI_LISTEN"], settings.Refused);
        Assert.Equal(["BAR"], settings.Values.Keys);
        Assert.False(settings.AreWhole);
    }

    [Fact]
    public void Only_those_are_whole_of_which_nothing_is_lost_and_nothing_refused()
    {
        Assert.True(Of(("BAR", "1")).AreWhole);
        Assert.False(Of(("BAR", SettingValues.Unreadable)).AreWhole);
        Assert.False(Of(("UWSGI_LISTEN", "many")).AreWhole);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("On", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("", false)]
    public void A_flag_is_up_by_four_words(string text, bool isUp) => Assert.Equal(isUp, EffectiveSettings.IsTrue(text));

    [Fact]
    public void What_was_changed_by_hand_is_left_only_where_that_is_asked_for() =>
        Assert.Equal((true, false, false), (Of(("PIKU_DRIFT", "report")).LeavesDrift, Of(("PIKU_DRIFT", "heal")).LeavesDrift, Of().LeavesDrift));

    [Fact]
    public void To_a_build_belong_those_of_its_settings_that_say_something_else_than_goes_anyway() =>
        Assert.Equal(["PYTHON_VERSION=3.11"], Of(("PYTHON_VERSION", "3.11"), ("NODE_MODULES_APART", "true"), ("UWSGI_THREADS", "9"), ("FOO", "1")).OfBuild);

    [Theory]
    [InlineData("UWSGI_GEVENT", true)]
    [InlineData("UWSGI_ASYNCIO", true)]
    [InlineData("UWSGI_THREADS", false)]
    public void A_worker_of_gevent_or_asyncio_answers_many_at_once(string name, bool isAsynchronous) => Assert.Equal(isAsynchronous, Of((name, "10")).IsAsynchronous);

    [Fact]
    public void A_site_answers_on_IPv6_unless_that_is_turned_off() =>
        Assert.Equal((true, false, true), (Of().Site.HasIPv6, Of(("DISABLE_IPV6", "true")).Site.HasIPv6, Of(("DISABLE_IPV6", "false")).Site.HasIPv6));

    [Theory]
    [InlineData("two\r\nlines\tand \u001b[31m", "two\\x0d\\x0alines\\x09and \\x1b[31m")]
    [InlineData("é", "é")]
    public void A_value_is_shown_on_one_line_that_no_terminal_obeys(string value, string shown) => Assert.Equal(shown, SettingValues.OneLine(value));

    private static EffectiveSettings Of(params (string, string)[] config) => EffectiveSettings.Of(Map<string>(), Map(config));
}
