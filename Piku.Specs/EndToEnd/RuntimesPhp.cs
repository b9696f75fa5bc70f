using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Apps of PHP, by uWSGI's plugin and by PHP's own server.</summary>
[Collection(nameof(Shared))]
public sealed class RuntimesPhp(PrivateBox box)
{
    [Fact]
    public void Scripts_are_run_files_are_shown_and_the_front_controller_has_the_rest()
    {
        using var app = Checkout.Of(box, "h-php", "php");
        Assert.Contains("PHP app detected, by php in the Procfile.", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("Hello from h-php at /\n");
        Assert.Equal("Hello from h-php at /a/page?of=2\n", app.Get("/a/page?of=2").Body);
        Assert.Equal("Hello from h-php at /none.css\n", app.Get("/none.css").Body);
        Assert.Equal((200, "The shop\n"), app.Get("/shop/"));
        Assert.Equal(301, app.Get("/shop").Status);
        Assert.Equal((200, "body { color: teal }\n"), app.Get("/site.css"));

        var where = app.Get("/where.php/some/path?a=1&b[]=2").Body;
        Assert.StartsWith("""{"asked":{"a":"1","b":["2"]},"sent":[],""", where, StringComparison.Ordinal);
        foreach (var part in new[] { "\"SCRIPT_NAME\":\"/where.php\"", "\"PATH_INFO\":\"/some/path\"", "\"QUERY_STRING\":\"a=1&b[]=2\"", $"\"SERVER_NAME\":\"{app.Host}\"", "\"HTTP_X_FORWARDED_PROTO\":\"http\"", "/public\"" })
            Assert.Contains(part, where, StringComparison.Ordinal);

        app.Write("public/index.php", "<?php echo 'second';").Commit("Second").Pushed();
        app.Serves("second");
    }

    [Fact]
    public void Neither_the_text_of_a_script_nor_a_hidden_file_is_ever_shown()
    {
        using var app = Checkout.Inline(box, "h-secret", "php: public\n");
        app.Write("public/there.php", "<?php echo 'run'; // secret");
        string[] hidden = ["x.phps", "x.PHP", "x.php5", "x.inc", "x.php.bak", "x.ini", "x.sql", ".env", ".htaccess", ".hidden.css", ".well/x.css", "x"];
        foreach (var name in hidden) app.Write($"public/{name}", "<?php // secret");
        File.CreateSymbolicLink($"{app.Folder}/public/passwd.txt", "/etc/passwd");
        File.CreateSymbolicLink($"{app.Folder}/public/up.php", "../outside.php");
        app.Write("outside.php", "<?php echo 'secret';").Commit("First").Pushed();
        Assert.Equal(404, app.Get().Status);
        Assert.Equal("run", app.Get("/there.php").Body);
        Assert.All([.. hidden, "passwd.txt", "up.php", "there.php%00.css", "%2e%2e/outside.php", "there.css/x.php", "there.css/there.php"], name =>
        {
            var (status, body) = app.Get($"/{name}");
            Assert.True(status is 403 or 404 or 400 || body == "run", $"{name}: {status} {body}");
            Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("php", "/etc")]
    public void A_folder_of_scripts_that_is_a_link_is_refused(string kind, string target)
    {
        using var app = Checkout.Inline(box, "h-link", $"{kind}: public\n");
        File.CreateSymbolicLink($"{app.Folder}/public", target);
        app.Commit("Look at this").Refused($"'public', which '{kind}' in the Procfile names, is or passes a symbolic link");
    }

    [Fact]
    public void An_app_may_bring_a_server_of_its_own()
    {
        using var app = Checkout.Inline(box, "h-own", "web: php -S $BIND_ADDRESS:$PORT -t public\n");
        app.Write("composer.json", "{}").Write("public/index.php", "<?php echo php_sapi_name();").Commit("First").Pushed();
        app.Serves("cli-server");
    }

    [Fact]
    public void Composer_installs_once_for_each_lock_file_and_the_apps_own_classes_are_found()
    {
        using var app = Checkout.Inline(box, "h-composer", "php: public\n");
        app.Write("composer.json", """{"name": "hello/world", "autoload": {"psr-4": {"Hello\\": "src/"}}}""")
            .Write("src/World.php", "<?php\nnamespace Hello;\n\nclass World { public static function says() { return 'one'; } }\n")
            .Write("public/index.php", "<?php\nrequire __DIR__ . '/../vendor/autoload.php';\necho Hello\\World::says();\n");
        Assert.Contains("Running composer for 'h-composer'", app.Commit("First").Pushed().Errors, StringComparison.Ordinal);
        app.Serves("one");

        app.Write("src/World.php", File.ReadAllText($"{app.Folder}/src/World.php").Replace("one", "two", StringComparison.Ordinal));
        Assert.Contains("Dependencies of 'h-composer' are unchanged", app.Commit("Second").Pushed().Errors, StringComparison.Ordinal);
        app.Serves("two");
        app.Write("composer.json", "{").Commit("Broken").Refused("Running composer failed with exit code");
        app.Serves("two");
    }

    [Fact]
    public void A_package_that_is_a_folder_of_the_app_is_installed_among_the_files()
    {
        using var app = Checkout.Inline(box, "h-path", "php: public\n");
        app.Write("composer.json", """{"repositories": [{"type": "path", "url": "packages/greeter"}, {"packagist.org": false}], "require": {"hello/greeter": "*"}}""")
            .Write("packages/greeter/composer.json", """{"name": "hello/greeter", "version": "1.0.0", "autoload": {"psr-4": {"Greeter\\": "src/"}}}""")
            .Write("packages/greeter/src/Greeter.php", "<?php\nnamespace Greeter;\n\nclass Greeter { public static function says() { return 'hello'; } }\n")
            .Write("public/index.php", "<?php\nrequire __DIR__ . '/../vendor/autoload.php';\necho Greeter\\Greeter::says();\n").Commit("First").Pushed();
        app.Serves("hello");
    }
}
