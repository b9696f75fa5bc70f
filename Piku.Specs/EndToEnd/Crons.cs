using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Cron lines of a real push. On a box of its own, since pikud is killed here.</summary>
[Collection(nameof(Alone))]
public sealed class Crons(PrivateBox box)
{
    [Fact]
    public void A_line_for_each_minute_runs_outlives_pikud_never_runs_twice_and_is_recorded_with_its_log()
    {
        using var app = Checkout.Web(box, "t-tick");
        app.Write("Procfile", "web: python3 -u server.py\ncron-tick: * * * * * ./tick 'a  b'\ncron-never: 0 0 29 2 * ./tick\n")
            .Write("tick", "#!/bin/sh\necho \"$PROC_TYPE of $APP got $1\"\nuntil [ -e \"$DATA_ROOT/go\" ]; do sleep 0.05; done\nexit 3\n");
        Shell.Run(["chmod", "+x", $"{app.Folder}/tick"]);
        var push = app.Commit("Tick").Pushed();
        Assert.Matches(@"-----> cron-tick \('\* \* \* \* \*'\) runs next at [0-9-]+ [0-9]+:[0-9]+, [0-9-]+ [0-9]+:[0-9]+ and [0-9-]+ [0-9]+:[0-9]+ \(", push.Errors);
        box.Refuses("ps:scale t-tick cron-tick=2", "'cron-tick' runs at times, once each, and cannot be scaled; see: cron t-tick.");

        Eventually.True("the first run", () => Runs("t-tick").Length > 0, seconds: 75);
        box.Kill("pikud", "KILL");
        box.Start();
        // Whatever is recorded has pikud look at the app.
        box.Verb("maintenance:on t-tick");
        Assert.Distinct(Runs("t-tick").Select(run => run.GetProperty("due").GetString()));
        Assert.Equal("running", Runs("t-tick")[^1].GetProperty("outcome").GetString());
        File.WriteAllText($"{box.Root}/data/t-tick/go", "");
        Eventually.Equal(("failed", 3), () => Runs("t-tick")[^1] is var first && first.GetProperty("exitCode") is { ValueKind: JsonValueKind.Number } code ? (first.GetProperty("outcome").GetString()!, code.GetInt32()) : ("", 0));
        Eventually.True("the log", () => box.Verb("logs t-tick cron-tick").Output.Contains("cron-tick | cron-tick of t-tick got a  b\n", StringComparison.Ordinal));
        box.Verb("maintenance:off t-tick");
        Eventually.True("the event", () => box.Verb("history t-tick").Output.Contains("cron-tick failed: exit code 3", StringComparison.Ordinal), seconds: 75);
        Assert.Contains("The runs of cron-tick fail", box.Ssh("why t-tick").Output, StringComparison.Ordinal);

        box.Verb("stop t-tick");
        Assert.Matches(@"\ncron-never +0 0 29 2 \* +never +- +- +- +\./tick\n", box.Verb("cron t-tick").Output);
    }

    [Fact]
    public void A_line_that_is_no_schedule_is_refused_with_its_field()
    {
        using var app = Checkout.Inline(box, "t-bad", "worker: sleep 1000\ncron: 61 * * * * ./tick\n");
        app.Commit("Bad").Refused("line 2 of the Procfile has '61' for the minute; write numbers from 0 to 59");
    }

    private JsonElement[] Runs(string app)
    {
        using var said = JsonDocument.Parse(box.Verb($"cron {app} cron-tick --json").Output);
        return [.. said.RootElement.GetProperty("crons")[0].GetProperty("runs").EnumerateArray().Select(run => run.Clone())];
    }
}
