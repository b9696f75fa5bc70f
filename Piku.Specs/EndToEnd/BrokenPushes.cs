using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What a push leads to when something is wrong: a sentence, an exit code, and the old version goes on.</summary>
[Collection(nameof(Shared))]
public sealed class BrokenPushes(PrivateBox box)
{
    [Fact]
    public void A_wsgi_app_that_cannot_be_loaded_is_refused_with_the_words_of_Python()
    {
        using var app = Checkout.Of(box, "b-wsgi", "python-wsgi");
        app.Pushed();
        var ran = app.Write("app.py", "def application(:\n").Commit("Broken").Refused("could not load the app");
        Assert.Contains("SyntaxError", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("v1 goes on serving", ran.Errors, StringComparison.Ordinal);
        app.Serves("Hello from b-wsgi\n");

        app.Write("requirements.txt", "./no-such-folder/nothing.whl\n").Commit("No such file").Refused("Running pip failed with exit code 1");
        app.Serves("Hello from b-wsgi\n");

        app.Git("reset", "-q", "--hard", "HEAD~2");
        app.Write("app.py", "def application(environ, start):\n    start('200 OK', [])\n    return [b'mended']\n").Commit("Mended").Pushed();
        app.Serves("mended");
    }

    [Fact]
    public void A_web_app_that_exits_at_once_is_refused_with_its_last_words()
    {
        using var app = Checkout.Web(box, "b-web");
        app.Pushed();
        var ran = app.Write("server.py", "raise SystemExit('I cannot go on')\n").Commit("Broken").Refused("web.1 exited as soon as it was started");
        Assert.Contains("I cannot go on", ran.Errors, StringComparison.Ordinal);
        app.Serves("one");
    }

    [Fact]
    public void What_can_be_seen_by_reading_is_refused_before_anything_is_recorded()
    {
        using var app = Checkout.Web(box, "b-read");
        app.Pushed();
        var history = box.Verb("history b-read --json").Output;
        app.Delete("Procfile").Commit("No Procfile").Refused("this commit has no Procfile at its top");
        app.Write("Procfile", "web python3 server.py\n").Commit("No colon").Refused("line 1 of the Procfile is not 'kind: command'");
        app.Write("Procfile", "web: true\nwsgi: two words\n").Commit("No module").Refused("line 2 of the Procfile should name a module");
        Assert.Equal(history, box.Verb("history b-read --json").Output);
        app.Serves("one");
    }

    [Fact]
    public void A_release_phase_that_fails_refuses_the_push()
    {
        using var app = Checkout.Web(box, "b-release");
        app.Pushed();
        var ran = app.Write("Procfile", "web: python3 server.py\nrelease: echo migrating $APP; exit 3\n").Commit("Fails").Refused("release failed with exit code 3");
        Assert.Contains("migrating b-release", ran.Errors, StringComparison.Ordinal);
        app.Serves("one");
    }

    [Theory]
    [InlineData("b-first-none", null)]
    [InlineData("b-first-bad", "nothing at all\n")]
    public void A_first_push_that_is_refused_leaves_no_app_and_no_repository(string name, string? procfile)
    {
        using var app = Checkout.Web(box, name);
        if (procfile is null) app.Delete("Procfile").Commit("None");
        else app.Write("Procfile", procfile).Commit("Bad");
        app.Refused("Procfile");
        Assert.DoesNotContain(name, box.Verb("apps").Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{box.Root}/repos/{name}"));
        Assert.False(Directory.Exists($"{box.Root}/slugs/{name}/"), "the slugs' folder stays");
        Assert.Contains($"app '{name}' not found", box.Ssh($"history {name}").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_push_that_fails_later_can_be_mended_and_pushed_again()
    {
        using var app = Checkout.Web(box, "b-late");
        app.Write("server.py", "raise SystemExit(1)\n").Commit("Broken").Refused("exited as soon as it was started");
        Assert.Contains(" b-late", box.Verb("apps").Output, StringComparison.Ordinal);
        Eventually.Equal(0, () => box.Vassals("b-late").Length);
        app.Git("revert", "--no-edit", "HEAD");
        app.Pushed();
        app.Serves("one");
    }

    [Fact]
    public void A_push_whose_author_gives_up_fails_and_the_old_version_goes_on()
    {
        using var app = Checkout.Web(box, "b-gone");
        app.Pushed();
        app.Write("Procfile", "web: python3 server.py\nrelease: echo waiting; until test -e $DATA_ROOT/go; do sleep 0.05; done; echo on\n").Commit("Slow");
        using (var push = app.StartPush())
            Eventually.True("the release phase", () => push.SaidSoFar.Contains("waiting", StringComparison.Ordinal));
        File.WriteAllText($"{box.Root}/data/b-gone/go", "");
        app.Serves("one");
        Eventually.True("a word about it", () => !box.Verb("history b-gone -n 1").Output.Contains("generation 1 ", StringComparison.Ordinal));
        app.Pushed();
        app.Serves("one");
    }
}
