using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Bringing back what was.</summary>
[Collection(nameof(Shared))]
public sealed class RollingBack(PrivateBox box)
{
    [Fact]
    public void Code_and_settings_and_host_names_come_back_together_and_nothing_is_built()
    {
        using var app = Checkout.Of(box, "rb-whole", "python-wsgi");
        app.Pushed();
        box.Verb("config:set rb-whole GREETING=Hello");
        app.Write("app.py", "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'second']\n").Commit("Second").Pushed();
        box.Verb("config:set rb-whole NGINX_SERVER_NAME=other.localhost GREETING=Goodbye");
        Assert.Equal((200, "second"), box.Get("other.localhost"));

        var rollback = box.Verb("rollback rb-whole v2").Output;
        app.Serves("Hello from rb-whole\n");
        Assert.Equal(404, box.Get("other.localhost").Status);
        Assert.Equal("Hello\n", box.Verb("config:get rb-whole GREETING").Output);
        Assert.Contains("Rolling 'rb-whole' back from v4 to v2: config: GREETING\n       Settings:\n         ~ GREETING\n         ~ NGINX_SERVER_NAME\n", rollback, StringComparison.Ordinal);
        Assert.Contains("nginx/sites/rb-whole.conf\n", rollback, StringComparison.Ordinal);
        Assert.Contains("Databases, and all else that the app keeps, stay as they are", rollback, StringComparison.Ordinal);
        Assert.Contains("Dependencies of 'rb-whole' are unchanged", rollback, StringComparison.Ordinal);
        Assert.DoesNotContain("Running pip", rollback, StringComparison.Ordinal);
        Assert.Contains("'rb-whole' v5 is live", rollback, StringComparison.Ordinal);

        Assert.Contains("'rb-whole' v6 is live", box.Verb("rollback rb-whole").Output, StringComparison.Ordinal);
        Assert.Equal((200, "second"), box.Get("other.localhost"));
        Assert.Contains("Nothing has to change", box.Verb("rollback rb-whole v6").Output, StringComparison.Ordinal);
        box.Refuses("rollback rb-whole v77", "'rb-whole' has no release v77");
        box.Refuses("rollback rb-whole --to tomorrow", "'tomorrow' is no time");
        box.Refuses("rollback rb-whole --to '1 day ago'", "no release of 'rb-whole' had ever been live");
    }

    [Fact]
    public void A_release_that_was_pruned_is_fetched_from_the_repository_even_after_a_forced_push()
    {
        using var app = Checkout.Web(box, "rb-pruned");
        app.Write("ENV", "NGINX_SERVER_NAME=rb-pruned.localhost\nPIKU_DRAIN_SECONDS=0\nPIKU_KEEP_RELEASES=1\n").Commit("First").Pushed();
        var slugs = $"{box.Root}/slugs/rb-pruned";
        var first = Assert.Single(Slugs());
        foreach (var says in new[] { "two", "three", "four" })
        {
            app.Git("commit", "-q", "--amend", "--allow-empty", "-m", says);
            app.Write("says", says).Git("add", "-A");
            app.Git("commit", "-q", "--amend", "-m", says);
            app.Pushed("--force", "main");
        }

        Eventually.True("the end of the first slug", () => !Slugs().Contains(first));
        box.Git($"{box.Root}/repos/rb-pruned", "-c", "safe.directory=*", "gc", "-q", "--prune=now");
        Assert.Contains("Fetching the files of v1 from the repository", box.Verb("rollback rb-pruned v1").Output, StringComparison.Ordinal);
        app.Serves("one");
        Assert.Contains(first, Slugs());

        string[] Slugs() => [.. Directory.EnumerateDirectories(slugs).Select(path => Path.GetFileName(path)).Where(name => name[0] != '.').Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void A_release_that_was_never_live_is_not_brought_back()
    {
        using var app = Checkout.Web(box, "rb-never");
        app.Pushed();
        app.Write("server.py", "raise SystemExit('not today')\n").Commit("Broken").Refused("web.1 exited as soon as it was started");
        box.Refuses("rollback rb-never v2 --yes", "v2 of 'rb-never' has never been live");
        box.Refuses("rollback rb-never", "'rb-never' has no former release that was live");
        app.Serves("one");
    }

    [Fact]
    public void A_release_that_dies_soon_after_it_went_live_is_replaced_by_the_one_before_it()
    {
        using var app = Checkout.Web(box, "rb-dies");
        app.Pushed();
        app.Write("Procfile", "web: timeout 4 python3 -u server.py\n").Write("says", "two").Commit("Dies").Pushed();
        Eventually.Equal((200, "one"), () => app.Get(), seconds: 60);
        Assert.Matches(@"v3 made by a fallback: v1 again, because v2 died soon after it had gone live: web\.1 ended soon after its start 3 times in a row", box.Verb("history rb-dies").Output);
        Assert.Contains("was replaced by v3: v1 again, because v2 died soon after", box.Ssh("why rb-dies").Output, StringComparison.Ordinal);
        app.Write("Procfile", "web: python3 -u server.py\n").Commit("Lives").Pushed();
        app.Serves("two");
        Assert.Contains("All is well.", box.Verb("why rb-dies").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_takes_back_what_one_event_changed()
    {
        using var app = Checkout.Web(box, "rb-undo");
        app.Pushed();
        box.Verb("config:set rb-undo COLOUR=blue");
        box.Verb("config:set rb-undo COLOUR=red SIZE=9");
        box.Verb("ps:scale rb-undo web=2");
        var history = box.Verb("history rb-undo -n 100").Output.Split('\n');
        var red = Number("config: set COLOUR, set SIZE");
        var scaled = Number("scaled: web=2");
        box.Refuses($"undo '{Number("config: set COLOUR ")}'", $"{red} (laptop: config:set rb-undo COLOUR SIZE) changed COLOUR after");
        Assert.Contains("COLOUR gets its former value, SIZE is unset", box.Verb($"undo '{red}'").Output, StringComparison.Ordinal);
        var env = app.Get("/env").Body;
        Assert.Contains("b'COLOUR': b'blue'", env, StringComparison.Ordinal);
        Assert.DoesNotContain("SIZE", env, StringComparison.Ordinal);
        box.Verb($"undo {scaled.TrimStart('#')}");
        Assert.StartsWith("web:1\n", box.Verb("ps rb-undo").Output, StringComparison.Ordinal);
        box.Refuses($"undo {red.TrimStart('#')}", "(laptop: undo #");
        box.Refuses("undo 99999999", "there is no event #99999999");

        string Number(string words) => history.First(line => line.Contains(words, StringComparison.Ordinal)).Split(' ')[0];
    }

    [Fact]
    public void A_diff_tells_commits_settings_processes_and_files_and_no_value()
    {
        using var app = Checkout.Web(box, "rb-diff");
        app.Pushed();
        box.Verb("config:set rb-diff TOKEN=s3cret");
        app.Write("Procfile", "web: python3 -u server.py\nworker: sleep 1000\n").Write("says", "two").Write("new.txt", "new").Commit("With a worker").Pushed();
        box.Verb("config:set rb-diff TOKEN=an0ther");
        var diff = box.Verb("diff rb-diff v1 v4").Output;
        Assert.Matches("From v1: [0-9a-f]{7} First to v4: [0-9a-f]{7} With a worker", diff.Replace("\n", " ", StringComparison.Ordinal));
        Assert.Matches("Commits that come:\n  [0-9a-f]{7} With a worker\nFiles of the repository:\n  M Procfile\n  A new.txt\n  M says\n", diff);
        Assert.Contains("Settings:\n  + TOKEN\nProcesses:\n  + worker: 1 × sleep 1000\n", diff, StringComparison.Ordinal);
        Assert.Contains("+TOKEN=(hidden)\n", diff, StringComparison.Ordinal);
        var changed = box.Verb("diff rb-diff v2").Output;
        Assert.Contains("-TOKEN=(hidden)\n", changed, StringComparison.Ordinal);
        Assert.Contains("+TOKEN=(hidden, another value)\n", changed, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", diff + changed, StringComparison.Ordinal);
        Assert.DoesNotContain("an0ther", diff + changed, StringComparison.Ordinal);
        Assert.Contains("  ~ TOKEN: s3cret → an0ther\n", box.Verb("diff rb-diff v2 v4 --reveal").Output, StringComparison.Ordinal);
        Assert.Contains("Settings, processes and files are the same.\n", box.Verb("diff rb-diff v4 now").Output, StringComparison.Ordinal);
        Assert.StartsWith("{\"app\":\"rb-diff\",\"from\":{", box.Verb("diff rb-diff v1 v4 --json").Output, StringComparison.Ordinal);
    }
}
