using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Processes that keep ending.</summary>
[Collection(nameof(Shared))]
public sealed class CrashLoops(PrivateBox box)
{
    [Fact]
    public void A_worker_that_keeps_ending_is_started_less_and_less_often_and_the_others_go_on()
    {
        using var app = Checkout.Web(box, "cl-worker");
        app.Write("Procfile", "web: python3 -u server.py\nworker: echo I cannot go on; exit 3\n").Write("ENV", "NGINX_SERVER_NAME=cl-worker.localhost\nPIKU_WORKER_GRACE=0\n").Commit("Ends").Pushed();
        Assert.Matches("\nweb.1 +up ", box.Verb("ps cl-worker").Output);

        Eventually.True("the wait of worker.1", () => box.Verb("ps cl-worker").Output.Contains("backing off", StringComparison.Ordinal));
        Eventually.True("a wait of 5 s", () => File.ReadAllText($"{box.Root}/run/cl-worker_worker.1_g1.ends") == "3 5\n");
        Assert.Equal(3, new FileInfo($"{box.Root}/run/cl-worker_worker.1_g1.starts").Length);
        var why = box.Ssh("why cl-worker");
        Eventually.True("the wait in its words", () => (why = box.Ssh("why cl-worker")).Output.Contains("and waits ", StringComparison.Ordinal));
        Assert.Equal(1, why.ExitCode);
        Assert.Matches(@"^'cl-worker' runs v1 \(push by laptop, [0-9]+ s ago: [0-9a-f]{7} Ends\)\.\n", why.Output);
        Assert.Contains("worker.1 has ended soon after its start 3 times in a row, and waits 5 s before the next one (it was started again 2 times, the last time ", why.Output, StringComparison.Ordinal);
        Assert.Contains("ps:scale cl-worker worker=N.\n    worker.1 | I cannot go on\n", why.Output, StringComparison.Ordinal);
        app.Serves("one");
        Assert.Matches("\nweb.1 +up +[0-9]+ +[0-9]+s +0 ", box.Verb("ps cl-worker").Output);

        box.Verb("ps:scale cl-worker worker=0");
        Assert.Contains("All is well.", box.Verb("why cl-worker").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_somebody_asked_for_is_named_with_who_and_when()
    {
        using var app = Checkout.Web(box, "cl-asked");
        app.Pushed();
        box.Verb("maintenance:on cl-asked");
        box.Verb("stop cl-asked");
        var why = box.Ssh("why cl-asked").Output;
        Assert.Matches(@"\nThe app was stopped by laptop, [0-9]+ s ago \(#[0-9]+\), and visitors get a page with status 503: start cl-asked\.\n", why);
        Assert.Matches(@"\nThe app is under maintenance by laptop, [0-9]+ s ago \(#[0-9]+\), and visitors get a page with status 503: maintenance:off cl-asked\.\n", why);
        box.Verb("start cl-asked");
        box.Verb("maintenance:off cl-asked");
        app.Write("server.py", "raise SystemExit('not today')\n").Commit("Broken").Refused("web.1 exited as soon as it was started");
        Assert.Matches(@"v2 \(push by laptop, .*: [0-9a-f]{7} Broken\) failed: web\.1 exited as soon as it was started; v1 goes on serving: logs cl-asked --release v2 tells more; push one that does better\.", box.Ssh("why cl-asked").Output);
        box.Refuses("why nobody", "app 'nobody' not found");
    }
}
