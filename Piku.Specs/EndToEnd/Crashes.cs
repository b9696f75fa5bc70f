using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What is broken, killed or edited heals. On a box of its own, since pikud comes and goes here.</summary>
[Collection(nameof(Alone))]
public sealed class Crashes(PrivateBox box)
{
    [Fact]
    public void Without_pikud_verbs_are_recorded_pushes_are_refused_and_everything_takes_effect_later()
    {
        using var app = Checkout.Web(box, "k-down");
        app.Pushed();
        box.Kill("pikud", "TERM");
        app.Serves("one");
        Assert.Matches("Recorded as #[0-9]+; pikud is not running", box.Verb("config:set k-down COLOUR=blue").Output);
        var push = app.Write("says", "two").Commit("Second").Push();
        Assert.False(push.Well);
        Assert.Contains("Error: pikud is not running, so nothing can be deployed; start it and push again.", push.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("b'COLOUR'", app.Get("/env").Body, StringComparison.Ordinal);

        box.Start();
        Eventually.True("the new setting", () => app.Get("/env").Body.Contains("b'COLOUR': b'blue'", StringComparison.Ordinal));
        app.Pushed();
        app.Serves("two");
    }

    [Fact]
    public void The_key_of_an_app_whose_destroyer_died_before_it_was_dropped_goes_with_the_next_look()
    {
        using var app = Checkout.Web(box, "k-sealed");
        app.Pushed();
        var file = $"{box.Root}/state/keys/k-sealed";
        var key = File.ReadAllText(file);
        box.Kill("pikud", "TERM");
        box.Verb("destroy k-sealed");
        File.WriteAllText(file, key);
        box.Start();
        Eventually.True("the end of the key", () => !File.Exists(file));
    }

    [Fact]
    public void A_deploy_goes_on_after_pikud_was_killed_in_the_middle_of_it()
    {
        using var app = Checkout.Web(box, "k-middle");
        app.Pushed();
        var gate = $"{box.Root}/data/k-middle/gate";
        app.Write("says", "two").Write("Procfile", $"web: python3 -u server.py\nrelease: echo waiting; until test -e {gate}; do sleep 0.05; done\n").Commit("Second");
        using var push = app.StartPush();
        Eventually.True("the release phase", () => push.SaidSoFar.Contains("waiting", StringComparison.Ordinal));
        box.Kill("pikud", "KILL");
        app.Serves("one");
        File.WriteAllText(gate, "");
        box.Start();
        var ended = push.End(Shell.Usual);
        Assert.True(ended.Well, $"{ended}");
        app.Serves("two");
    }

    [Fact]
    public void A_vassal_or_a_site_that_was_edited_or_deleted_is_repaired()
    {
        using var app = Checkout.Web(box, "k-drift");
        app.Pushed();
        var vassal = $"{box.Root}/uwsgi-enabled/{box.Vassals("k-drift").Single()}";
        var site = $"{box.Root}/nginx/sites/k-drift.conf";
        foreach (var path in new[] { vassal, site })
        {
            var text = File.ReadAllText(path);
            File.Delete(path);
            Eventually.Equal(text, () => File.Exists(path) ? File.ReadAllText(path) : "");
            Eventually.Equal((200, "one"), () => app.Get());
            File.WriteAllText(path, text.Replace("k-drift", "nobody", StringComparison.Ordinal));
            Eventually.Equal(text, () => File.Exists(path) ? File.ReadAllText(path) : "");
            Eventually.Equal((200, "one"), () => app.Get());
        }

        Eventually.True("a word about it", () => box.Verb("history k-drift").Output.Contains("written again, for it was not as it should be: ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_app_whose_process_was_started_again_can_still_be_scaled()
    {
        using var app = Checkout.Web(box, "k-respawn");
        app.Pushed();
        var pid = app.Get("/pid").Body;
        Shell.Run(["kill", "-KILL", pid]);
        Eventually.True("a new process", () => app.Get("/pid") is (200, var now) && now != pid);
        box.Verb("ps:scale k-respawn web=2");
        Eventually.Equal(2, () => Enumerable.Range(0, 8).Select(_ => app.Get("/pid").Body).Distinct().Count());
    }

    [Fact]
    public void A_process_whose_master_was_killed_is_ended_before_the_next_one_takes_its_port()
    {
        using var app = Checkout.Web(box, "k-orphan");
        app.Pushed();
        var pid = app.Get("/pid").Body;
        using var json = JsonDocument.Parse(box.Verb("ps k-orphan --json").Output);
        Shell.Run(["kill", "-KILL", $"{json.RootElement.GetProperty("processes")[0].GetProperty("pid").GetInt32()}"]);
        Eventually.True("a new process", () => app.Get("/pid") is (200, var now) && now != pid);
        Eventually.True("the end of the former one", () => !Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public void A_second_pikud_says_that_another_one_runs()
    {
        foreach (string[] words in new[] { new[] { "pikud" }, ["pikud", "--once"] })
        {
            var ran = box.Local(words);
            Assert.Equal((1, $"Error: another pikud is running on {box.Root}; stop it first, or use it.\n"), (ran.ExitCode, ran.Errors));
        }
    }

    [Fact]
    public void One_pass_of_pikud_brings_a_stopped_box_to_where_it_should_be()
    {
        using var app = Checkout.Web(box, "k-once");
        app.Pushed();
        box.Kill("pikud", "TERM");
        box.Verb("config:set k-once COLOUR=green");
        box.Verb("ps:scale k-once web=2");
        var ran = box.Local("pikud", "--once");
        Assert.True(ran.Well, $"{ran}");
        Assert.Contains("b'COLOUR': b'green'", app.Get("/env").Body, StringComparison.Ordinal);
        Assert.Equal(2, Enumerable.Range(0, 8).Select(_ => app.Get("/pid").Body).Distinct().Count());
        Assert.True(box.Local("pikud", "--once").Well);
        box.Start();
    }

    /// <summary>The kernel counts watches for each namespace of users, so that one process can be given few: those of the journal, of what runs and of the vassals.</summary>
    [Fact]
    public void Where_the_kernel_gives_few_watches_pikud_says_so_and_what_is_asked_for_is_done_at_once()
    {
        string[] few = ["unshare", "--user", "--map-root-user", "sh", "-c", "echo 3 >/proc/sys/user/max_inotify_watches && exec unshare --user --map-user 1000 --map-group 1000 \"$@\"", "sh"];
        if (!Shell.Run(PrivateBox.AsUser([.. few, "true"])).Well)
        {
            Console.WriteLine("skipped: Piku.Specs.EndToEnd.Crashes with few watches needs the right to make a namespace of users");
            return;
        }

        using var app = Checkout.Web(box, "k-few");
        app.Pushed();
        box.Kill("pikud", "TERM");
        using (var pikud = Shell.Start(PrivateBox.AsUser([.. few, "env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin", $"{box.Root}/bin/pikud", "--root", box.Root]), folder: "/"))
        {
            Eventually.True("a warning", () => pikud.SaidSoFar.Contains("Warning: the kernel gives no more watches of folders, so some changes are noticed a minute later; allow more of them: sysctl fs.inotify.max_user_watches.", StringComparison.Ordinal));
            box.Verb("config:set k-few COLOUR=few");
            Eventually.True("the new setting", () => app.Get("/env").Body.Contains("b'COLOUR': b'few'", StringComparison.Ordinal));
        }

        box.Start();
    }

    [Fact]
    public void Apps_are_served_again_after_everything_was_killed()
    {
        using var app = Checkout.Web(box, "k-all");
        app.Pushed();
        foreach (var server in new[] { "pikud", "emperor" }) box.Kill(server, "KILL");
        box.Kill("nginx", "TERM");
        box.Start();
        Eventually.Equal((200, "one"), () => app.Get(), seconds: 30);
        app.Write("says", "two").Commit("Second").Pushed();
        app.Serves("two");
    }
}

/// <summary>A box that is nobody else's.</summary>
[CollectionDefinition(nameof(Alone))]
public sealed class Alone : ICollectionFixture<PrivateBox>;
