using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Settings;

public sealed class SettingTableSpecs
{
    [Theory]
    [InlineData("100%")]
    [InlineData("%(home)")]
    [InlineData("$HOME ${HOME} $(id)")]
    [InlineData("it's \"quoted\" `id`")]
    [InlineData("@(exec://id)")]
    [InlineData("c:\\")]
    [InlineData("two\r\nlines")]
    [InlineData("")]
    [InlineData("日本 🐦")]
    public void An_apps_own_value_may_be_any_text(string value) => Assert.Null(Why("FOO", value));

    [Fact]
    public void A_NUL_is_refused() => Assert.Equal("the value of FOO contains a NUL, which no environment can hold.", Why("FOO", "a\0b"));

    [Fact]
    public void A_value_is_refused_where_Linux_would_refuse_it()
    {
        Assert.Null(Why("FOO", new string('x', SettingTable.MaxBytes - 4)));
        Assert.Equal(
            "FOO has 131072 bytes with its value, and Linux takes 131071 at most; keep it in a file in the app's data folder.",
            Why("FOO", new string('x', SettingTable.MaxBytes - 3)));
        Assert.Contains("FOO has 1048580 bytes", Why("FOO", new string('x', 1 << 20)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_weighs_what_it_takes_in_UTF_8() => Assert.NotNull(Why("FOO", new string('é', 70_000)));

    [Fact]
    public void Values_that_are_too_much_together_are_refused()
    {
        var values = Samples.Map([.. Enumerable.Range(0, 6).Select(i => ($"A{i}", new string('x', 100_000)))]);
        Assert.Equal("these settings have 600018 bytes in all, and 524288 is the most; keep the large ones in files in the app's data folder.", SettingTable.WhyRefused(values));
    }

    [Theory]
    [InlineData("", "a key is missing before '='.")]
    [InlineData("1A", "'1A' is not a key; use letters, digits and '_', and no digit first.")]
    [InlineData("A-B", "'A-B' is not a key; use letters, digits and '_', and no digit first.")]
    [InlineData("A B", "'A B' is not a key; use letters, digits and '_', and no digit first.")]
    [InlineData("A\n", "'A?' is not a key; use letters, digits and '_', and no digit first.")]
    [InlineData("É", "'É' is not a key; use letters, digits and '_', and no digit first.")]
    [InlineData("A\0", "'A?' is not a key; use letters, digits and '_', and no digit first.")]
    public void A_key_that_is_no_identifier_is_refused(string key, string sentence) => Assert.Equal(sentence, Why(key, "1"));

    [Fact]
    public void What_is_shown_of_what_was_refused_is_60_characters()
    {
        Assert.Contains($"not '{new string('x', 60)}'.", Why("UWSGI_THREADS", new string('x', 60)), StringComparison.Ordinal);
        Assert.Contains($"not '{new string('x', 60)}…'.", Why("UWSGI_THREADS", new string('x', 61)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_none_is_what_is_told_of_whatever_its_value_is() => Assert.Equal("'A-B' is not a key; use letters, digits and '_', and no digit first.", Why("A-B", "\0"));

    [Theory]
    [InlineData("1000", true)]
    [InlineData("1001", false)]
    [InlineData("1", true)]
    public void A_number_may_be_the_least_and_the_most(string value, bool isGood) => Assert.Equal(isGood, Why("UWSGI_THREADS", value) is null);

    [Theory]
    [InlineData("FOO", "anything", true)]
    [InlineData("UWSGI_THREADS", "4", true)]
    [InlineData("UWSGI_THREADS", "many", false)]
    public void What_piku_does_not_read_itself_can_be_anything(string key, string value, bool isGood) => Assert.Equal(isGood, SettingTable.IsGood(key, value));

    [Fact]
    public void A_key_of_100_characters_is_taken() => Assert.Null(Why(new string('A', 100), "1"));

    [Fact]
    public void A_long_key_is_refused() => Assert.Equal("a key of 101 characters is too long; 100 is the most.", Why(new string('A', 101), "1"));

    [Theory]
    [InlineData("a ")]
    [InlineData("a\t")]
    [InlineData("a\n")]
    [InlineData("\r\n")]
    public void White_space_that_uWSGI_would_cut_off_a_value_is_refused(string value) =>
        Assert.Equal("the value of FOO ends in white space, which uWSGI does not pass on; leave it out.", Why("FOO", value));

    [Fact]
    public void PORT_is_one_that_an_ordinary_user_may_listen_on()
    {
        Assert.Equal("PORT should be a number from 1024 to 65535, and not '80'.", Why("PORT", "80"));
        Assert.Null(Why("PORT", "5000"));
    }

    [Theory]
    [InlineData("UWSGI_THREADS", "4", true)]
    [InlineData("UWSGI_THREADS", "0", false)]
    [InlineData("UWSGI_THREADS", "+4", false)]
    [InlineData("UWSGI_THREADS", " 4", false)]
    [InlineData("UWSGI_THREADS", "٤", false)]
    [InlineData("UWSGI_THREADS", "99999999999", false)]
    [InlineData("UWSGI_ENABLE_THREADS", "Yes", true)]
    [InlineData("UWSGI_ENABLE_THREADS", "maybe", false)]
    [InlineData("PIKU_LINKS", "db.sqlite3,uploads,var/a-b_c.d", true)]
    [InlineData("PIKU_LINKS", ".cache/x,...", true)]
    [InlineData("PIKU_LINKS", "/etc/passwd", false)]
    [InlineData("PIKU_LINKS", "../x", false)]
    [InlineData("PIKU_LINKS", "a/../../x", false)]
    [InlineData("PIKU_LINKS", "a/.", false)]
    [InlineData("PIKU_LINKS", "a//b", false)]
    [InlineData("PIKU_LINKS", "a/", false)]
    [InlineData("PIKU_LINKS", "a, b", false)]
    [InlineData("PIKU_LINKS", ".git/hooks", false)]
    [InlineData("PIKU_LINKS", "a/.GIT", false)]
    [InlineData("BIND_ADDRESS", "0.0.0.0", true)]
    [InlineData("BIND_ADDRESS", "255.255.255.255", true)]
    [InlineData("BIND_ADDRESS", "::1", false)]
    [InlineData("BIND_ADDRESS", "127.0.0.1\n", false)]
    [InlineData("PYTHON_VERSION", "3.11", true)]
    [InlineData("PYTHON_VERSION", "3; id", false)]
    [InlineData("PIKU_DOTNET_PROJECT", "src/My Blog/Blog.csproj", true)]
    [InlineData("PIKU_DOTNET_PROJECT", "../Blog.csproj", false)]
    [InlineData("PIKU_DOTNET_PROJECT", "-p:X=Y.csproj", false)]
    [InlineData("PIKU_DOTNET_PROJECT", "/etc/Blog.csproj", false)]
    [InlineData("PIKU_DEPLOY_BRANCH", "release/2", true)]
    [InlineData("PIKU_DEPLOY_BRANCH", "-x", false)]
    [InlineData("PIKU_DEPLOY_BRANCH", "a..b", false)]
    [InlineData("NGINX_SERVER_NAME", "example.org", true)]
    [InlineData("NGINX_SERVER_NAME", "example.org, www.example.org *.a.example.org", true)]
    [InlineData("NGINX_SERVER_NAME", "_", true)]
    [InlineData("NGINX_SERVER_NAME", "example.org;", false)]
    [InlineData("NGINX_SERVER_NAME", "example.org\n", false)]
    [InlineData("NGINX_SERVER_NAME", "-example.org", false)]
    [InlineData("NGINX_SERVER_NAME", "$host", false)]
    public void Pikus_own_settings_are_looked_at(string key, string value, bool isGood) => Assert.Equal(isGood, Why(key, value) is null);

    [Theory]
    [InlineData("256.0.0.1")]
    [InlineData("999.999.999.999")]
    [InlineData("01.2.3.4")]
    public void An_address_that_no_interface_can_have_is_refused(string value) =>
        Assert.Equal($"BIND_ADDRESS should be an IPv4 address, such as '127.0.0.1', and not '{value}'.", Why("BIND_ADDRESS", value));

    [Theory]
    [InlineData("a..b")]
    [InlineData("a-.b")]
    [InlineData("a*.b")]
    public void A_host_name_that_is_none_is_refused(string value) => Assert.NotNull(Why("NGINX_SERVER_NAME", value));

    [Fact]
    public void A_host_name_of_more_than_253_characters_is_refused() => Assert.NotNull(Why("NGINX_SERVER_NAME", new string('a', 254)));

    [Fact(Timeout = 20_000)]
    public Task A_bad_host_name_is_refused_in_no_time() => Task.Run(
        () => Assert.All([new string('a', 200) + "!", string.Concat(Enumerable.Repeat("a.", 120)) + "!", string.Concat(Enumerable.Repeat("a ", 60_000)) + "!"], bad => Assert.NotNull(Why("NGINX_SERVER_NAME", bad))),
        TestContext.Current.CancellationToken);

    [Fact]
    public void Every_default_is_a_value_that_its_setting_takes() =>
        Assert.All(SettingTable.All.Where(s => s.Default != ""), s => Assert.Null(SettingTable.WhyRefused(s.Name, s.Default)));

    [Fact]
    public void Every_setting_has_one_name_and_a_sentence_about_it() =>
        Assert.All(SettingTable.All.GroupBy(s => s.Name), g => Assert.EndsWith(".", g.Single().Meaning.Replace("; 0 for never.", ".", StringComparison.Ordinal), StringComparison.Ordinal));

    [Fact]
    public void What_verbs_have_set_goes_before_the_ENV_file_and_both_before_the_default()
    {
        var settings = EffectiveSettings.Of(Samples.Map(("UWSGI_THREADS", "2"), ("UWSGI_LISTEN", "9")), Samples.Map(("UWSGI_THREADS", "3")));
        Assert.Equal((3, 9, 2), (settings.Number("UWSGI_THREADS"), settings.Number("UWSGI_LISTEN"), settings.Number("UWSGI_PROCESSES")));
    }

    [Fact]
    public void Host_names_are_told_apart_without_their_capitals() =>
        Assert.Equal(["b.org", "a.org"], EffectiveSettings.Of(Samples.Map<string>(), Samples.Map(("NGINX_SERVER_NAME", " B.org,a.org b.ORG"))).ServerNames);

    private static string? Why(string key, string value) => SettingTable.WhyRefused(Samples.Map((key, value)));
}
