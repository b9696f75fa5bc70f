using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Python apps of every kind that can be had without PyPI, pushed for real.</summary>
[Collection(nameof(Shared))]
public sealed class RuntimesPython(PrivateBox box)
{
    private const string Threads = """
        import {0} as loop
        def application(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [loop.__name__.encode()]

        """;

    [Theory]
    [InlineData("poetry", "Running poetry for")]
    [InlineData("pipenv", "Running pipenv for")]
    public void A_lock_file_is_installed_once(string tool, string announced)
    {
        var name = $"y-{tool}";
        using var app = Checkout.Of(box, name, $"python-{tool}");
        Assert.Contains(announced, app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves($"from a wheel, at {name}\n");
        var again = app.Write("serve.py", File.ReadAllText($"{app.Folder}/serve.py").Replace(", at", ", again at", StringComparison.Ordinal)).Commit("Again").Pushed().Errors;
        Assert.Contains($"Dependencies of '{name}' are unchanged", again, StringComparison.Ordinal);
        Assert.DoesNotContain(announced, again, StringComparison.Ordinal);
        app.Serves($"from a wheel, again at {name}\n");
        Assert.Empty(Directory.EnumerateFiles($"{box.Root}/apps/{name}", "*.lock.new"));
    }

    [Fact]
    public void A_broken_lock_file_is_refused_and_what_ran_goes_on()
    {
        using var app = Checkout.Of(box, "y-broken", "python-poetry");
        app.Pushed();
        app.Write("poetry.lock", File.ReadAllText($"{app.Folder}/poetry.lock").Replace("wheels/hello", "wheels/missing", StringComparison.Ordinal)).Commit("Broken").Refused("Running poetry failed with exit code 1");
        app.Serves("from a wheel, at y-broken\n");
    }

    [Fact]
    public void A_push_that_fails_after_installing_has_installed_for_the_next_one()
    {
        using var app = Checkout.Of(box, "y-late", "python-poetry");
        app.Write("Procfile", "web: python serve.py\nrelease: false\n").Commit("Fails late").Refused("release failed with exit code 1");
        Assert.Contains("Dependencies of 'y-late' are unchanged", app.Write("Procfile", "web: python serve.py\n").Commit("Mended").Pushed().Errors, StringComparison.Ordinal);
        app.Serves("from a wheel, at y-late\n");
    }

    [Fact]
    public void A_version_is_answered_by_the_installed_one_of_its_minor_and_refused_where_there_is_none()
    {
        using var app = Checkout.Of(box, "y-version", "python-wsgi");
        var pushed = app.Write(".python-version", "3.11.99\n").Commit("Version").Pushed().Errors;
        Assert.Matches("Python 3\\.11\\.[0-9]+ stands in for the 3\\.11\\.99 that this app asks for", pushed);
        app.Write(".python-version", "3.8\n").Commit("Older").Refused("this app asks for Python 3.8, which this box does not have");
        Assert.Equal(200, app.Get().Status);
    }

    [Theory]
    [InlineData("gevent", "UWSGI_GEVENT")]
    [InlineData("greenlet", "UWSGI_ASYNCIO")]
    public void Greenlets_and_tasks_take_the_place_of_threads(string module, string setting)
    {
        using var app = Checkout.Inline(box, $"y-{module}", "wsgi: app:application\n").Write("app.py", Threads.Replace("{0}", module, StringComparison.Ordinal)).Commit("First");
        app.Pushed();
        box.Verb($"config:set {app.App} {setting}=20");
        app.Serves(module);
        Assert.Contains(setting["UWSGI_".Length..].ToLowerInvariant() + " = 20", File.ReadAllText($"{box.Root}/uwsgi-enabled/{box.Vassals(app.App)[^1]}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_lines_of_a_Procfile_share_what_is_installed()
    {
        using var app = Checkout.Of(box, "y-two", "python-poetry");
        app.Write("Procfile", "web: python serve.py\nworker: python -c 'import hello, time; print(hello.words(), flush=True); time.sleep(1000)'\n").Commit("Worker").Pushed();
        Eventually.True("words of the worker", () => box.Verb("logs y-two worker").Output.Contains("from a wheel", StringComparison.Ordinal));
    }
}
