using System.Diagnostics;
using System.Globalization;
using Piku.Specs.Fuzzing;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Pushes of what no git would commit, and of links to where nobody should look.</summary>
[Collection(nameof(Shared))]
public sealed class StrangeCommits(PrivateBox box)
{
    private const string File = "100644";

    private const string Folder = "40000";

    private const string Link = "120000";

    [Fact]
    public void What_git_would_never_commit_is_refused_soon_and_the_app_goes_on()
    {
        using var app = Checkout.Inline(box, "x-strange", "static: public\n").Write("public/index.html", "one").Commit("First");
        app.Pushed();
        using var made = new MadeRepository($"{app.Folder}/.git");
        var (boom, deep) = (made.Tree((File, "f", made.Blob("boom"))), made.Tree((File, "f", made.Blob("deep"))));
        for (var level = 0; level < 9; level++) boom = made.Tree([.. Enumerable.Range(0, 10).Select(i => (Folder, i.ToString(CultureInfo.InvariantCulture), boom))]);
        for (var level = 0; level < 1_000; level++) deep = made.Tree((Folder, "d", deep));
        var stolen = $"{box.Root}/data";
        foreach (var (tree, because) in new[]
        {
            (made.Tree((Link, "out", made.Blob(stolen)), (Folder, "out", made.Tree((File, "stolen", made.Blob("mine"))))), "'out' twice"),
            (made.Tree((Folder, "..", made.Tree((File, "stolen", made.Blob("mine"))))), "leads out of the app's folder"),
            (made.Tree((Folder, ".GIT", made.Tree((File, "config", made.Blob(""))))), "which is git's own"),
            (made.Tree((File, "a\nError: b", made.Blob("")), (File, "a", made.Blob(""))), "'a' twice or not in git's order"),
            (boom, "more than 250,000 files"),
            (deep, "200 deep"),
        })
        {
            var started = Stopwatch.StartNew();
            app.Refused(because, $"{made.Commit(tree)}:refs/heads/main", "--force");
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(30), $"it took {started.Elapsed}");
        }

        Assert.False(Path.Exists($"{stolen}/stolen") || Path.Exists($"{box.Root}/slugs/stolen"));
        Assert.Single(Directory.EnumerateDirectories($"{box.Root}/slugs/x-strange"));
        app.Serves("one");
    }

    [Fact]
    public void A_file_that_is_too_large_for_our_memory_is_written_by_git_and_served()
    {
        using var app = Checkout.Inline(box, "x-large", "static: public\n").Write("public/index.html", "one");
        Shell.Run(["truncate", "-s", "60M", $"{app.Folder}/public/zeros"]);
        app.Commit("Zeros").Pushed();
        app.Serves("one");
        Assert.Equal(60 * 1024 * 1024, new FileInfo($"{box.Root}/apps/x-large/public/zeros").Length);
        Assert.False(Directory.Exists($"{box.Root}/apps/x-large/.git"));
    }

    [Fact]
    public void A_submodule_that_is_another_apps_repository_is_not_read()
    {
        using var other = Checkout.Inline(box, "x-secret", "static: public\n").Write("public/index.html", "secret").Commit("First");
        other.Pushed();
        using var app = Checkout.Inline(box, "x-submodule", "static: public\n").Write("public/index.html", "one").Commit("First");
        foreach (var url in new[] { $"{box.Root}/repos/x-secret", $"file://{box.Root}/repos/x-secret", "ext::sh -c touch% /tmp/piku-trap" })
        {
            app.Write(".gitmodules", $"[submodule \"public/other\"]\n\tpath = public/other\n\turl = {url}\n");
            Directory.CreateDirectory($"{app.Folder}/public/other");
            app.Git("update-index", "--add", "--cacheinfo", $"160000,{other.Git("rev-parse", "HEAD").Output.Trim()},public/other");
            app.Commit("Another's").Refused("getting the submodules failed");
        }

        Assert.False(Path.Exists("/tmp/piku-trap"));
    }

    [Fact]
    public void No_link_of_a_commit_shows_visitors_what_is_elsewhere()
    {
        using var other = Checkout.Inline(box, "x-other", "static: public\n").Write("public/index.html", "other").Commit("First");
        other.Pushed();
        System.IO.File.WriteAllText($"{box.Root}/data/x-other/secret", "SECRET");
        using var app = Checkout.Inline(box, "x-links", "static: public\n").Write("public/index.html", "one").Write("public/sub/there", "there").Write("more/there", "there").Write("key", "SECRET");
        app.Write("ENV", System.IO.File.ReadAllText($"{app.Folder}/ENV") + "TOKEN=SECRET\nNGINX_STATIC_PATHS=/more:more\nNGINX_CATCH_ALL=catch\nPIKU_LINKS=public/uploads\n");
        foreach (var (path, target) in new[]
        {
            ("public/passwd", "/etc/passwd"), ("public/env", "../ENV"), ("public/key", "../key"), ("public/data", $"{box.Root}/data/x-other"), ("public/secret", $"{box.Root}/data/x-other/secret"),
            ("public/journal", $"{box.Root}/state"), ("public/keys", $"{box.Root}/state/keys"), ("public/up", "../../../.."), ("public/chain", "secret"), ("public/loop", "loop"), ("public/catch", "../ENV"),
            ("public/inner/index.html", "../../key"), ("more/passwd", "/etc/passwd"), ("more/data", $"{box.Root}/data/x-other"), ("more/key", "../key"),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{app.Folder}/{path}")!);
            System.IO.File.CreateSymbolicLink($"{app.Folder}/{path}", target);
        }

        app.Commit("Links").Pushed();
        Directory.CreateDirectory($"{box.Root}/data/x-links/public/uploads");
        System.IO.File.WriteAllText($"{box.Root}/data/x-links/public/uploads/secret", "SECRET");
        foreach (var path in new[] { "passwd", "env", "key", "data/secret", "secret", "journal/journal.db", "keys/x-links", "up/etc/passwd", "chain", "loop", "catch", "no-such-file", "inner/", "inner/index.html", "uploads/secret", "sub/../key", "more/passwd", "more/data/secret", "more/key", "more../key", "more/%2e%2e/key" })
        {
            var (status, body) = app.Get($"/{path}");
            Assert.True(status is 400 or 403 or 404 && !body.Contains("SECRET", StringComparison.Ordinal), $"{path}: {status} {body}");
        }

        Assert.Equal(((200, "one"), (200, "there"), (200, "there")), (app.Get(), app.Get("/sub/there"), app.Get("/more/there")));
    }
}
