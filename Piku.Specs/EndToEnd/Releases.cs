using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What is told of releases, what is kept of them, and what is freed.</summary>
[Collection(nameof(Shared))]
public sealed class Releases(PrivateBox box)
{
    [Fact]
    public void A_failed_push_is_kept_with_all_that_was_said()
    {
        using var app = Checkout.Of(box, "e-failed", "python-wsgi");
        app.Pushed();
        app.Write("requirements.txt", "./no-such-folder/nothing.whl\n").Commit("No such file").Refused("Running pip failed with exit code 1");
        var told = box.Verb("releases e-failed").Output.Split('\n');
        Assert.Matches("^v2 +failed +[0-9]+ s ago +laptop +- +- +[0-9.]+ MB +[0-9a-f]{7} No such file$", told[1]);
        Assert.StartsWith("         failed: Running pip failed with exit code 1", told[2], StringComparison.Ordinal);
        Assert.Matches("^v1 +live +[0-9]+ s ago +laptop +[0-9.]+ s +[0-9.]+ s +[0-9.]+ MB +[0-9a-f]{7} First$", told[3]);

        var said = box.Verb("logs e-failed --release v2").Output;
        foreach (var words in new[] { "-----> Running pip for 'e-failed'\n", "nothing.whl", "ERROR: " }) Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Contains("-----> 'e-failed' v1 is live\n", box.Verb("logs e-failed --release 1").Output, StringComparison.Ordinal);
        box.Refuses("logs e-failed --release v3", "app 'e-failed' has no release v3");
        Assert.Contains("failed: Running pip failed", box.Verb("history e-failed -n 1").Output, StringComparison.Ordinal);
        Assert.Equal("", box.Verb("history e-failed --since 2099-01-01").Output);
    }

    [Fact]
    public void A_push_with_an_unchanged_lock_file_does_no_package_work()
    {
        using var app = Checkout.Of(box, "e-same", "python-wsgi");
        app.Pushed();
        var environment = Assert.Single(Environments("e-same"));
        var written = Files(environment);
        var ran = app.Write("more.txt", "more").Commit("Second").Pushed();
        Assert.Contains("Dependencies of 'e-same' are unchanged", ran.Errors, StringComparison.Ordinal);
        foreach (var work in new[] { "Creating the virtual environment", "Running pip" }) Assert.DoesNotContain(work, ran.Errors, StringComparison.Ordinal);
        Assert.Equal(environment, Assert.Single(Environments("e-same")));
        Assert.Equal(written, Files(environment));

        var (second, first) = (Release("e-same", 2).GetProperty("environment"), Release("e-same", 1).GetProperty("environment"));
        Assert.Equal(first.GetProperty("fingerprint").GetString(), second.GetProperty("fingerprint").GetString());
        Assert.Equal(1, Assert.Single(second.GetProperty("sharedWith").EnumerateArray()).GetInt32());
        Assert.True(second.GetProperty("bytes").GetInt64() > 0);
    }

    [Fact]
    public void Only_as_many_releases_are_kept_as_the_setting_says_and_a_commit_is_never_lost()
    {
        using var app = Checkout.Web(box, "e-keep");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=0\nPIKU_KEEP_RELEASES=2\n").Commit("Keeps two").Pushed();
        var first = app.Git("rev-parse", "HEAD").Output.Trim();
        box.Verb("run e-keep mkdir -p $DATA_ROOT/../../slugs/e-keep/.incoming; touch $DATA_ROOT/../../slugs/e-keep/.incoming/left-by-a-crash");
        foreach (var says in new[] { "two", "three", "four" }) app.Write("says", says).Commit(says).Pushed();
        Eventually.Equal(2, () => Slugs("e-keep").Length);
        Assert.Equal("live retired pruned pruned", string.Join(' ', Json("releases e-keep --json").GetProperty("releases").EnumerateArray().Select(release => release.GetProperty("state").GetString())));
        Eventually.Equal(2, () => Directory.EnumerateFiles($"{box.Root}/slugs/e-keep", ".*").Count());
        Assert.Empty(Directory.EnumerateFiles($"{box.Root}/slugs/e-keep", "left-by-a-crash", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));

        app.Git("checkout", "-q", "--orphan", "other");
        app.Write("says", "five").Commit("Another beginning");
        app.Git("branch", "-q", "-M", "main");
        app.Pushed("--force", "main");
        app.Serves("five");
        Assert.Contains("e-keep", box.Verb("gc e-keep").Output, StringComparison.Ordinal);
        Assert.True(Git("cat-file", "-e", first).Well, "the first commit is gone");
        Assert.Contains($"refs/piku/{first}", Git("for-each-ref").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("refs/piku", app.Git("ls-remote", app.Remote).Output, StringComparison.Ordinal);
        Assert.False(app.Push("main:refs/piku/mine").Well);
        Assert.DoesNotContain("refs/piku/mine", Git("for-each-ref").Output, StringComparison.Ordinal);
        app.Serves("five");

        Ran Git(params string[] words) => Shell.Run(["git", "-c", "safe.directory=*", $"--git-dir={box.Root}/repos/e-keep", .. words], variables: new Dictionary<string, string?> { ["HOME"] = "/" });
    }

    [Fact]
    public void What_is_left_over_is_freed_and_what_is_in_use_is_not()
    {
        using var app = Checkout.Web(box, "e-gc");
        app.Pushed();
        box.Verb("run e-gc mkdir -p $DATA_ROOT/../../slugs/e-gc/.incoming; head -c 3000000 /dev/zero > $DATA_ROOT/../../slugs/e-gc/.incoming/half; echo kept > $DATA_ROOT/kept");
        Assert.StartsWith("e-gc: 3.0 MB can be freed: slugs/e-gc/.incoming (3.0 MB)", box.Verb("gc e-gc --dry-run").Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists($"{box.Root}/slugs/e-gc/.incoming"));
        var freed = Json("gc e-gc --json").GetProperty("apps")[0];
        Assert.Equal((JsonValueKind.Null, 3_000_000), (freed.GetProperty("skipped").ValueKind, freed.GetProperty("folders")[0].GetProperty("bytes").GetInt64()));
        Assert.Equal((false, 1, "kept\n"), (Directory.Exists($"{box.Root}/slugs/e-gc/.incoming"), Slugs("e-gc").Length, File.ReadAllText($"{box.Root}/data/e-gc/kept")));
        Assert.DoesNotContain("slugs/", box.Verb("gc e-gc").Output, StringComparison.Ordinal);
        app.Serves("one");

        app.Write("Procfile", "web: python3 -u server.py\nrelease: echo waiting; until test -e $DATA_ROOT/go; do sleep 0.05; done\n").Write("says", "two").Commit("Slow");
        using var push = app.StartPush();
        Eventually.True("the release phase", () => push.SaidSoFar.Contains("waiting", StringComparison.Ordinal));
        Assert.Equal("e-gc: left alone, because somebody pushes to it\n", box.Verb("gc e-gc").Output);
        box.Verb("run e-gc touch $DATA_ROOT/go");
        Assert.True(push.End(Shell.Usual) is { Well: true }, push.SaidSoFar);
        app.Serves("two");
    }

    private JsonElement Json(string verb) => JsonDocument.Parse(box.Verb(verb).Output).RootElement;

    private JsonElement Release(string app, int number) =>
        Json($"releases {app} --json").GetProperty("releases").EnumerateArray().Single(release => release.GetProperty("release").GetInt32() == number);

    private string[] Slugs(string app) => [.. Directory.EnumerateDirectories($"{box.Root}/slugs/{app}").Where(folder => Path.GetFileName(folder)[0] != '.')];

    private string[] Environments(string app) => Directory.GetDirectories($"{box.Root}/envs/{app}");

    /// <summary>All files with when they were written.</summary>
    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("__pycache__", StringComparison.Ordinal)).Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}").Order(StringComparer.Ordinal)];
}
