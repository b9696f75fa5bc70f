using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>How Ruby apps are built and started.</summary>
public sealed class RubyRecipeSpecs
{
    private static readonly PaperTools All = PaperTools.Debian.With("ruby", "ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]").With("bundle", "Bundler version 2.3.15");

    private static readonly PaperTools WithPlugin = All with { Plugins = All.Plugins.SetItem("rack", "rack_ruby31_plugin.so") };

    private static readonly PaperApp Rack = PaperApp.Of(("Gemfile", "gem \"rack\"\n"), ("Gemfile.lock", "GEM\n"), ("Procfile", "rwsgi: config.ru")) with { Tools = WithPlugin };

    public static TheoryData<string, string[]> Apps => new()
    {
        { "ruby", ["Gemfile", "gem \"rack\"\n", "Gemfile.lock", "GEM\n"] },
        { "ruby-of-a-version", ["Gemfile", "gem \"rack\"\n", "Gemfile.lock", "GEM\n", ".ruby-version", "ruby-3.1.4\n"] },
        { "ruby-without-a-lock", ["Gemfile", "gem \"rack\"\n"] },
        { "ruby-without-a-Gemfile", ["Procfile", "rwsgi: config.ru"] },
    };

    [Theory]
    [MemberData(nameof(Apps))]
    public void The_recipe_is_the_one_that_was_approved(string name, string[] files) =>
        Approved.Matches((PaperApp.Of([.. files.Chunk(2).Select(file => (file[0], file[1]))]) with { Tools = WithPlugin }).Told(), $"{name}.txt");

    [Theory]
    [InlineData("3.1.2", 0)]
    [InlineData("jruby-9.4", 0)]
    [InlineData("system", 0)]
    [InlineData("3.3", 1)]
    public void A_version_that_the_box_does_not_have_is_told(string version, int notes) =>
        Assert.Equal(notes, (Rack with { Files = Rack.Files.SetItem(".ruby-version", version) }).Recipe.Notes.Length);

    [Fact]
    public void Another_lock_file_or_another_minor_version_is_another_environment_and_an_update_is_none()
    {
        Assert.NotEqual(Rack.Recipe.Dependencies, (Rack with { Files = Rack.Files.SetItem("Gemfile.lock", "GEM 2") }).Recipe.Dependencies);
        Assert.Equal(Rack.Recipe.Tools, (Rack with { Tools = WithPlugin.With("ruby", "ruby 3.1.9p1 (2024)") }).Recipe.Tools);
        Assert.NotEqual(Rack.Recipe.Tools, (Rack with { Tools = WithPlugin.With("ruby", "ruby 3.3.0p1 (2024)") }).Recipe.Tools);
    }

    [Fact]
    public void Groups_that_config_leaves_out_are_another_environment() =>
        Assert.NotEqual(Rack.Recipe.Dependencies, Rack.Asking(("BUNDLE_WITHOUT", "test")).Recipe.Dependencies);

    [Fact]
    public void A_missing_plugin_of_uWSGI_is_refused_by_its_package()
    {
        Assert.Null(Rack.Recipe.Refusal);
        Assert.Equal("'rwsgi' needs uWSGI's plugin rack, which is not installed; apt-get install uwsgi-plugin-rack-ruby3.1", (Rack with { Tools = All }).Recipe.Refusal);
        Assert.Null((Rack with { Tools = All, Files = Rack.Files.SetItem("Procfile", "web: bundle exec puma") }).Recipe.Refusal);
    }

    [Fact]
    public void The_missing_plugin_is_that_of_the_boxs_Ruby() =>
        Assert.EndsWith("apt-get install uwsgi-plugin-rack-ruby3.3", (Rack with { Tools = All.With("ruby", "ruby 3.3.0 (2023-12-25)") }).Recipe.Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("rack_plugin.so")]
    [InlineData("rack_ruby3_plugin.so")]
    [InlineData("rack_ruby_plugin.so")]
    [InlineData("rack_ruby31.so")]
    public void A_plugin_that_does_not_say_for_which_Ruby_it_is_fits_any(string file) =>
        Assert.Null((Rack with { Tools = All with { Plugins = All.Plugins.SetItem("rack", file) } }).Recipe.Refusal);

    [Fact]
    public void A_box_without_Ruby_is_told_of_both_tools() =>
        Assert.Equal(["apt-get install ruby", "apt-get install ruby-bundler"], PaperApp.Of(("Gemfile", ""), ("Gemfile.lock", "")).Recipe.Tools.Select(tool => tool.Remedy));

    [Fact]
    public void Rwsgi_with_another_Ruby_than_uWSGIs_is_refused_with_the_way_out() =>
        Assert.Equal(
            "uWSGI runs 'rwsgi' with Ruby 3.1 and would not find what is installed for Ruby 3.3; start a server of the app's own in its place, such as: web: bundle exec puma -b tcp://$BIND_ADDRESS:$PORT",
            (Rack with { Tools = WithPlugin.With("ruby", "ruby 3.3.0 (2023-12-25)") }).Recipe.Refusal);

    [Fact]
    public void UWSGI_is_told_to_load_the_gems_before_the_app_and_to_use_no_threads()
    {
        var folders = new ReleaseFolders("/r/slugs/blog/s", "/r/envs/blog/e");
        Assert.Equal(
            ["plugin = rack", "need-app = true", "threads = 1", "rbrequire = bundler/setup", "rack = config.ru"],
            new Ruby().Start("rwsgi", "config.ru", folders, Rack.Settings)!.Value.Select(option => $"{option.Name} = {option.Value}"));
        Assert.Null(new Ruby().Start("wsgi", "app:application", folders, Rack.Settings));
    }

    [Fact]
    public void What_is_locked_is_kept_apart_from_the_code_and_what_is_not_is_beside_it()
    {
        var folders = new ReleaseFolders("/r/code", "/r/envs/blog/e");
        Assert.Equal(("/r/envs/blog/e/bundle", "true"), (new Ruby().Variables(folders)["BUNDLE_PATH"], new Ruby().Variables(folders)["BUNDLE_FROZEN"]));
        Assert.Equal("/r/code/vendor/bundle", new RubyUnlocked().Variables(folders)["BUNDLE_PATH"]);
        Assert.DoesNotContain("BUNDLE_FROZEN", new RubyUnlocked().Variables(folders).Keys);
    }

    [Fact]
    public void An_app_with_a_config_ru_needs_no_Procfile()
    {
        Assert.Equal("rwsgi: config.ru", new Ruby().UsualProcfile(PaperApp.Of(("Gemfile", ""), ("config.ru", "")).Sources));
        Assert.Null(new Ruby().UsualProcfile(PaperApp.Of(("Gemfile", "")).Sources));
    }

    [Fact]
    public void An_app_that_rackup_starts_has_Ruby_beside_what_else_builds_it() =>
        Assert.Equal("ruby,python", PaperApp.Of(("requirements.txt", ""), ("Gemfile", ""), ("Gemfile.lock", ""), ("Procfile", "rwsgi: config.ru")).Choice.Name);
}
