using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Ruby apps that need nothing of RubyGems, pushed for real.</summary>
[Collection(nameof(Shared))]
public sealed class RuntimesRuby(PrivateBox box)
{
    private const string Announced = "Running bundle install for";

    /// <summary>What Debian has of rack, to be a gem of the app's own.</summary>
    private const string Debians = "/usr/share/rubygems-integration/all";

    [Fact]
    public void Gems_of_a_lock_file_are_installed_once()
    {
        using var app = Checkout.Of(box, "r-locked", "ruby");
        Assert.Contains(Announced, app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("from a gem, at r-locked\n");

        var second = app.Replace("serve.rb", ", at", ", again at").Commit("Second").Pushed().Errors;
        Assert.Contains("Dependencies of 'r-locked' are unchanged", second, StringComparison.Ordinal);
        Assert.DoesNotContain(Announced, second, StringComparison.Ordinal);
        app.Serves("from a gem, again at r-locked\n");
        Assert.DoesNotContain(Announced, box.Verb("config:set r-locked COLOUR=blue").Output, StringComparison.Ordinal);

        var broken = app.Replace("Gemfile", "\"hello\"", "\"hello\", \"2.0\"").Commit("Broken").Refused("Running bundle install failed with exit code");
        Assert.Contains("hello (= 2.0)", broken.Errors, StringComparison.Ordinal);
        app.Serves("from a gem, again at r-locked\n");
        Assert.All(Directory.EnumerateDirectories($"{box.Root}/slugs/r-locked"), slug => Assert.False(Directory.Exists($"{slug}/.bundle")));
    }

    [Fact]
    public void UWSGI_runs_a_rack_app_with_the_gems_of_its_Gemfile()
    {
        using var app = Checkout.Of(box, "r-rack", "ruby");
        var rack = Directory.EnumerateDirectories($"{Debians}/gems", "rack-2*").Single();
        Shell.Run(["cp", "-rL", rack, Directory.CreateDirectory($"{app.Folder}/vendor").FullName + "/rack"]);
        File.Copy($"{Debians}/specifications/{Path.GetFileName(rack)}.gemspec", $"{app.Folder}/vendor/rack/rack.gemspec");
        app.Delete("Procfile")
            .Write("Gemfile", "source \"https://rubygems.org\"\n\ngem \"hello\"\ngem \"rack\", path: \"vendor/rack\"\n")
            .Replace("Gemfile.lock", "GEM\n", $"PATH\n  remote: vendor/rack\n  specs:\n    rack ({Path.GetFileName(rack)["rack-".Length..]})\n\nGEM\n")
            .Replace("Gemfile.lock", "DEPENDENCIES\n  hello\n", "DEPENDENCIES\n  hello\n  rack!\n")
            .Write("config.ru", "require \"hello\"\n\nrun ->(env) { [200, { \"Content-Type\" => \"text/plain\" }, [\"#{Hello.words}, by rack, #{ENV[\"RACK_ENV\"]}\\n\"]] }\n")
            .Commit("First").Pushed();
        app.Serves("from a gem, by rack, production\n");
        app.Write("config.ru", "raise \"broken\"\n").Commit("Broken").Refused("rwsgi.1");
        app.Serves("from a gem, by rack, production\n");
    }

    [Fact]
    public void Without_a_lock_file_gems_are_beside_the_code_and_what_was_pushed_has_no_lock_file_afterwards()
    {
        using var app = Checkout.Of(box, "r-loose", "ruby");
        app.Delete("Gemfile.lock").Write("Gemfile", "gem \"hello\", path: \"hello\"\n")
            .Write("hello/hello.gemspec", "Gem::Specification.new do |gem|\n  gem.name = \"hello\"\n  gem.version = \"1.0\"\n  gem.summary = \"Hello\"\n  gem.authors = [\"spec\"]\nend\n")
            .Write("hello/lib/hello.rb", "module Hello\n  def self.words = \"from a folder\"\nend\n").Commit("First");
        Assert.Contains("There is no Gemfile.lock, so that each push installs the newest gems that fit", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("from a folder, at r-loose\n");
        Assert.Contains("'r-loose' is built already", box.Verb("config:set r-loose COLOUR=blue").Output, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateDirectories($"{box.Root}/slugs/r-loose"), slug => Assert.False(File.Exists($"{slug}/Gemfile.lock")));
    }
}
