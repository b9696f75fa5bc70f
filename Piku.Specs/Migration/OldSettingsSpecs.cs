using Xunit;
using static Piku.Specs.Migration.Old;

namespace Piku.Specs.Migration;

public sealed class OldSettingsSpecs
{
    [Theory]
    [InlineData("NGINX_HTTPS_ONLY=enabled", "true")]
    [InlineData("NGINX_HTTPS_ONLY=y", "true")]
    [InlineData("NGINX_HTTPS_ONLY=True", "true")]
    [InlineData("NGINX_HTTPS_ONLY=nonsense", "false")]
    [InlineData("DB=sqlite:////home/piku/.piku/data/blog/db.sqlite3", "sqlite:////var/lib/piku/data/blog/db.sqlite3")]
    [InlineData("DB=$DATA_ROOT/db.sqlite3", "/var/lib/piku/data/blog/db.sqlite3")]
    [InlineData("DB=$HOME/.piku/data/blog", "/var/lib/piku/data/blog")]
    [InlineData("DB=/home/piku/.piku/data/blog2/x", "/home/piku/.piku/data/blog2/x")]
    [InlineData("LOG=/home/piku/.piku/logs/blog/x.log:/home/piku/.piku/logs/blog/y.log", "/var/lib/piku/logs/blog/x.log:/var/lib/piku/logs/blog/y.log")]
    [InlineData("CODE=/home/piku/.piku/apps/blog/lib", "/var/lib/piku/apps/blog/lib")]
    [InlineData("NGINX_STATIC_PATHS=/static:/home/piku/.piku/apps/blog/public,/x:y", "/static:public,/x:y")]
    [InlineData("TOOLS=$HOME/go", "/home/piku/go")]
    [InlineData("ANYTHING=50% $( ) @(x)", "50% $( ) @(x)")]
    public void A_value_has_the_form_and_the_folders_that_it_has_here(string line, string value) =>
        Assert.Equal(value, Assert.Single(SettingsOf(line).Values).Value);

    [Fact]
    public void Settings_that_piku_does_not_know_stay_the_apps_own() =>
        Assert.Equal(["SECRET_KEY", "lower_case"], SettingsOf("lower_case=1\nSECRET_KEY=abc\n").Values.Keys);

    [Fact]
    public void The_ENV_file_of_the_repository_is_known_and_not_taken() =>
        Assert.Equal("up there", Assert.Single(Piku.Ssh.Migration.OldSettings.Of(Root, App() with { Env = "WHERE=up", Settings = "A=$WHERE there" }, Here, Support.Samples.Blog).Values).Value);

    [Theory]
    [InlineData("A=$DATA_ROOT/x", "/var/lib/piku/data/blog/x")]
    [InlineData("A='quoted'", "'quoted'")]
    public void What_piku_reads_otherwise_in_the_ENV_file_of_the_repository_is_set_to_what_it_means_there(string env, string value)
    {
        var settings = Piku.Ssh.Migration.OldSettings.Of(Root, App() with { Env = $"B=plain\nPORT='5000'\n{env}\n" }, Here, Support.Samples.Blog);
        Assert.Equal(value, Assert.Single(settings.Values).Value);
        Assert.Equal(["A is set to what the ENV file of the repository means there, for piku would read it otherwise."], settings.Notes);
    }

    [Theory]
    [InlineData("PORT=80", "PORT should be a number from 1024 to 65535, and not '80'.")]
    [InlineData("NGINX_CACHE_SIZE=big", "NGINX_CACHE_SIZE should be a number")]
    public void A_value_by_which_piku_cannot_go_is_refused_with_the_reason(string line, string why) =>
        Assert.StartsWith(why, Assert.Single(SettingsOf(line).Refused), StringComparison.Ordinal);

    [Theory]
    [InlineData("PATH=/x", "PATH is left out: piku sets it anew with each release.")]
    [InlineData("a.b=1", "a setting is left out: 'a.b' is not a key; use letters, digits and '_', and no digit first.")]
    [InlineData("nonsense", "line 1 of its ENV is not KEY=value and is left out; so is nothing after it, which the original has not read.")]
    public void What_cannot_be_taken_is_left_out_and_named(string line, string note)
    {
        var settings = SettingsOf(line);
        Assert.Empty(settings.Values);
        Assert.Equal([note], settings.Notes);
    }

    [Theory]
    [InlineData("PIKU_AUTO_RESTART=false", "PIKU_AUTO_RESTART does nothing here: each release has processes of its own.")]
    [InlineData("X=/home/piku/.piku/cache/blog", "X names a path below /home/piku/.piku, where the old files stay; set it to one of $DATA_ROOT: config:set blog X=….")]
    [InlineData("X=$VIRTUAL_ENV/bin", "X refers to a variable that piku sets anew with each release, and the app gets the reference as it is written; set it to what is meant: config:set blog X=….")]
    [InlineData("X=$DATA_ROOT/y", "X has been given the form, or the folders, that it has here.")]
    public void What_means_something_else_here_is_said(string line, string note) => Assert.Equal([note], SettingsOf(line).Notes);

    [Fact]
    public void Nothing_is_said_of_what_is_as_it_was() => Assert.Empty(SettingsOf("A=1\nNGINX_SERVER_NAME=a.example.org, b.example.org\n").Notes);
}
