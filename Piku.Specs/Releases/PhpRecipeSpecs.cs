using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>How apps of PHP are built: the command lines, whole.</summary>
public sealed class PhpRecipeSpecs
{
    private const string Project = """{"require": {"psr/log": "^3"}}""";

    private static readonly PaperTools Box = PaperTools.Debian.WithPlugin("php").With("php", "PHP 8.2.29 (cli) (built: Jul  3 2025)").With("composer", "Composer 2.5.5 2023-03-21");

    public static TheoryData<string, string[]> Apps => new()
    {
        { "php", ["Procfile", "php: public"] },
        { "composer", ["Procfile", "php: public", "composer.json", Project, "composer.lock", "{}"] },
        { "composer-without-a-lock", ["Procfile", "web: php -S $BIND_ADDRESS:$PORT -t public", "composer.json", Project] },
        { "composer-of-folders", ["Procfile", "php: public", "composer.json", """{"repositories": [{"type": "path", "url": "lib"}]}""", "composer.lock", "{}"] },
        { "packages-in-the-commit", ["Procfile", "php: .", "composer.json", Project, "vendor", ""] },
    };

    [Theory]
    [MemberData(nameof(Apps))]
    public void The_recipe_is_the_one_that_was_approved(string name, string[] files) => Approved.Matches(Of(files).Told(), $"{name}.txt");

    [Fact]
    public void A_missing_plugin_of_uWSGI_is_refused_by_its_package()
    {
        var app = Of("Procfile", "php: public") with { Tools = PaperTools.Debian };
        Assert.Equal("'php' needs uWSGI's plugin php, which is not installed; apt-get install uwsgi-plugin-php", app.Recipe.Refusal);
    }

    [Fact]
    public void An_update_of_the_interpreter_within_its_minor_version_makes_no_other_environment()
    {
        var app = Of("composer.json", Project);
        Assert.Equal(app.Recipe.Tools, (app with { Tools = Box.With("php", "PHP 8.2.30 (cli)") }).Recipe.Tools);
        Assert.NotEqual(app.Recipe.Tools, (app with { Tools = Box.With("php", "PHP 8.3.1 (cli)") }).Recipe.Tools);
    }

    [Fact]
    public void UWSGI_serves_the_folder_of_the_php_line_and_no_other_kind()
    {
        var (app, folders) = (Of("Procfile", "php: public/"), new ReleaseFolders("/r/slugs/blog/s", null));
        Assert.Equal(
            ["plugin = 0:php", "php-docroot = /r/slugs/blog/s/public", "php-index = index.php", "php-allowed-ext = .php", "php-fallback = /r/slugs/blog/s/public/index.php", "threads = 1"],
            new Php().Start("php", "public/", folders, app.Settings)!.Value.Select(option => $"{option.Name} = {option.Value}"));
        Assert.Null(new Php().Start("wsgi", "app:application", folders, app.Settings));
    }

    private static PaperApp Of(params string[] files) => PaperApp.Of([.. files.Chunk(2).Select(file => (file[0], file[1]))]) with { Tools = Box };
}
