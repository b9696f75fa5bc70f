using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What is foretold on a real box is what happens on it.</summary>
[Collection(nameof(Shared))]
public sealed class Planning(PrivateBox box)
{
    private static readonly string[] Folders = ["uwsgi-enabled", "uwsgi/env", "nginx/sites", "run/doors", "repos", "state"];

    [Fact]
    public void A_setting_that_is_planned_changes_nothing_and_then_happens_as_it_was_told()
    {
        using var app = Checkout.Web(box, "plan-set");
        app.Pushed();
        Eventually.True("rest", () => box.Verb("plan plan-set").Output.Contains("Nothing would change for 'plan-set'", StringComparison.Ordinal));
        var (files, history, former) = (Files("plan-set"), box.Verb("history plan-set --json").Output, box.Vassals("plan-set"));

        var text = box.Verb("config:set plan-set TOKEN=sesame --plan").Output;
        Assert.Contains("config: set TOKEN", text, StringComparison.Ordinal);
        Assert.Contains("-----> Interruption: none\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", text, StringComparison.Ordinal);
        using var plan = JsonDocument.Parse(box.Verb("plan plan-set config:set TOKEN=sesame --json --reveal").Output);
        Assert.Contains("+TOKEN=sesame", $"{plan.RootElement}", StringComparison.Ordinal);
        Assert.Equal((files, history), (Files("plan-set"), box.Verb("history plan-set --json").Output));

        box.Verb("config:set plan-set TOKEN=sesame");
        Happened("plan-set", plan.RootElement, former);
    }

    [Fact]
    public void A_push_that_is_planned_is_told_refused_and_forgotten_and_then_happens_as_it_was_told()
    {
        using var app = Checkout.Of(box, "plan-push", "python-wsgi");
        var first = app.Refused("Nothing was deployed, and nothing was stored", "-o", "plan", "main");
        Assert.Contains("build v1, and install its dependencies", first.Errors, StringComparison.Ordinal);
        Assert.Contains("Interruption: none; the app answers visitors from then on", first.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{box.Root}/repos/plan-push") || Directory.Exists($"{box.Root}/slugs/plan-push"));
        box.Refuses("history plan-push", "app 'plan-push' not found");

        app.Pushed();
        var slugs = Directory.GetDirectories($"{box.Root}/slugs/plan-push");
        app.Write("app.py", "def application(environ, start):\n    start('200 OK', [])\n    return [b'two']\n").Commit("Second");
        var second = app.Refused("Nothing was deployed, and nothing was stored", "-o", "plan", "main");
        Assert.Contains("build v2, with nothing to install", second.Errors, StringComparison.Ordinal);
        Assert.Equal(slugs, Directory.GetDirectories($"{box.Root}/slugs/plan-push"));
        app.Serves("Hello from plan-push\n");

        Assert.Contains("Dependencies of 'plan-push' are unchanged", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("two");
    }

    [Fact]
    public void A_push_option_that_nobody_knows_is_refused()
    {
        using var app = Checkout.Of(box, "plan-option", "static");
        app.Refused("'paln' is no push option of piku", "-o", "paln", "main");
        box.Refuses("history plan-option", "app 'plan-option' not found");
    }

    [Fact]
    public void A_stop_that_is_planned_tells_of_the_page_and_leaves_the_app()
    {
        using var app = Checkout.Web(box, "plan-stop");
        app.Pushed();
        using var plan = JsonDocument.Parse(box.Verb("stop plan-stop --plan --json").Output);
        Assert.Equal("page", plan.RootElement.GetProperty("interruption").GetProperty("kind").GetString());
        app.Serves("one");
        box.Refuses("plan plan-stop ps:scale worker=1", "worker");
    }

    /// <summary>Events, processes and rendered files are those that were told, once what drains has drained.</summary>
    private void Happened(string app, JsonElement plan, string[] former)
    {
        var told = plan.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("told").GetString()!).ToList();
        Eventually.True("rest", () => box.Verb($"plan {app}").Output.Contains("Nothing would change", StringComparison.Ordinal));
        Assert.Equal(told, Told(app).Take(told.Count).Reverse());
        var (started, ended) = (Vassals(plan, app, "started"), Vassals(plan, app, "ended"));
        Assert.Equal(former.Except(ended).Concat(started).Order(StringComparer.Ordinal), box.Vassals(app));
        foreach (var file in plan.GetProperty("files").EnumerateArray())
        {
            if (file.GetProperty("before").GetString() is { } before && before != file.GetProperty("after").GetString()) Assert.False(Path.Exists($"{box.Root}/{before}"), before);
            if (file.GetProperty("after").GetString() is not { } after) continue;
            Assert.True(Path.Exists($"{box.Root}/{after}"), after);
            if (!File.Exists($"{box.Root}/{after}") || new FileInfo($"{box.Root}/{after}").LinkTarget is not null) continue;
            var text = File.ReadAllLines($"{box.Root}/{after}");
            var added = file.GetProperty("diff").GetString()!.Split('\n').Where(line => line.StartsWith('+') && !line.StartsWith("+++", StringComparison.Ordinal)).Select(line => line[1..]);
            Assert.All(added, line => Assert.Contains(line, text));
        }
    }

    /// <summary>What happened, newest first, as history words it.</summary>
    private IEnumerable<string> Told(string app) =>
        JsonDocument.Parse(box.Verb($"history {app} --reveal --json").Output).RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("text").GetString()!);

    private static IEnumerable<string> Vassals(JsonElement plan, string app, string which) =>
        plan.GetProperty("processes").GetProperty(which).EnumerateArray().Select(p => $"{app}_{p.GetProperty("process").GetString()}_g{p.GetProperty("generation").GetInt32()}.ini");

    /// <summary>Every file of the reconciler's about an app, with what is in it. No link is followed: those of other apps lead anywhere.</summary>
    private string Files(string app) => string.Join('\n', Shell.Run(["find", .. Folders.Select(folder => $"{box.Root}/{folder}"), "(", "-type", "f", "-o", "-type", "l", ")", "-path", $"*{app}*"]).Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {new FileInfo(path).LinkTarget ?? Convert.ToHexString(File.ReadAllBytes(path))}"));
}
