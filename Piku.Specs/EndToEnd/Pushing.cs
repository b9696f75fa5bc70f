using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What a push leads to when all is well.</summary>
[Collection(nameof(Shared))]
public sealed class Pushing(PrivateBox box)
{
    [Fact]
    public void A_wsgi_app_is_served_after_its_push_and_the_new_version_after_the_next_one()
    {
        using var app = Checkout.Of(box, "p-wsgi", "python-wsgi");
        Assert.Contains("Creating the virtual environment", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("Hello from p-wsgi\n");

        var second = app.Write("app.py", "def application(environ, start):\n    start('200 OK', [])\n    return [b'two']\n").Commit("Second").Pushed();
        Assert.Contains("Dependencies of 'p-wsgi' are unchanged", second.Errors, StringComparison.Ordinal);
        app.Serves("two");
    }

    [Fact]
    public void A_web_app_is_served_after_its_push_and_the_new_version_after_the_next_one()
    {
        using var app = Checkout.Of(box, "p-web", "web");
        app.Pushed();
        app.Serves("Hello from p-web\n");
        Assert.Contains("worker.1 | p-web is at work", box.Verb("logs p-web worker").Output, StringComparison.Ordinal);

        app.Write("server.py", File.ReadAllText($"{app.Folder}/server.py").Replace("Hello", "Good bye", StringComparison.Ordinal)).Commit("Second").Pushed();
        app.Serves("Good bye from p-web\n");
    }

    [Theory]
    [InlineData("public", "public", "/etc")]
    [InlineData("./site//www/", "site", "/")]
    public void A_static_folder_that_is_a_link_is_refused(string folder, string link, string target)
    {
        using var app = Checkout.Inline(box, "p-link", $"static: {folder}\n");
        File.CreateSymbolicLink($"{app.Folder}/{link}", target);
        app.Commit("Look at this").Refused($"'{folder}', which 'static' in the Procfile names, is or passes a symbolic link");
    }

    [Fact]
    public void A_static_app_is_served_after_its_push_and_the_new_version_after_the_next_one()
    {
        using var app = Checkout.Of(box, "p-static", "static");
        app.Pushed();
        Assert.Contains("Hello from static", app.Get().Body, StringComparison.Ordinal);
        Assert.Equal(404, app.Get("/nothing").Status);
        Assert.Equal(404, app.Get("/../Procfile").Status);

        app.Write("public/index.html", "two").Commit("Second").Pushed();
        app.Serves("two");
    }

    [Fact]
    public void Pushing_again_does_nothing()
    {
        using var app = Checkout.Web(box, "p-again");
        app.Pushed();
        var history = box.Verb("history p-again --json").Output;
        Assert.Contains("up-to-date", app.Pushed().Errors, StringComparison.Ordinal);
        Assert.Equal(history, box.Verb("history p-again --json").Output);
    }

    [Fact]
    public void The_same_commit_by_another_branch_runs_already()
    {
        using var app = Checkout.Web(box, "p-same");
        app.Pushed();
        Assert.Contains("'p-same' runs this commit already", app.Pushed("main:master").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void History_names_the_key_that_pushed()
    {
        using var app = Checkout.Web(box, "p-history");
        app.Pushed();
        var lines = box.Verb("history p-history").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("created", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("(laptop)", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("went live  (pikud)", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_is_cloned_back_as_it_was_pushed()
    {
        using var app = Checkout.Web(box, "p-clone");
        app.Pushed();
        var copy = $"{app.Folder}/copy";
        app.Git("clone", "-q", app.Remote, copy);
        Assert.Equal(File.ReadAllText($"{app.Folder}/server.py"), File.ReadAllText($"{copy}/server.py"));
        Assert.Equal(app.Git("rev-parse", "main").Output, app.Git("-C", copy, "rev-parse", "main").Output);
    }
}
