using System.Diagnostics;
using System.Globalization;
using System.Text;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>
/// pikud is killed at every boundary of two steps, started again, and comes to where one came that was left in peace: the same files with the same rights, the same
/// history, the same answers; and visitors notice nothing.
/// </summary>
public sealed class KilledSteps(HaltingBox box) : IClassFixture<HaltingBox>
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(50);

    /// <summary>Whose names are all of the same length, since sizes are compared.</summary>
    private static int s_apps = 99;

    [Fact]
    public void Which_is_not_in_what_is_shipped()
    {
        Assert.Contains("PIKU_HALTS", Words("halting"), StringComparison.Ordinal);
        Assert.DoesNotContain("PIKU_HALTS", Words("bin"), StringComparison.Ordinal);

        // A text of the program is in the binary as .NET has it in memory.
        static string Words(string folder) => Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Source.Root, "artifacts", folder, "pikud"))).Replace("\0", "", StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_deploy()
    {
        using var app = Checkout.Web(box, "deploy");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_DRAIN_SECONDS=1\nPIKU_KEEP_RELEASES=100\n").Commit("Second").Pushed();
        var count = 0;
        // A text that looks like a digest differs each time, and is told alike.
        string Says() => string.Create(CultureInfo.InvariantCulture, $"{count:x12}");
        Sweep(app.Host, new Operation("a deploy", () => app.Write("says", $"{++count:x12}").Commit("Next").StartPush(), () => Rest("deploy", () => app.Serves(Says()))) { From = "before Build" }); // A look before the push is recorded may find its files to be nobody's yet.
    }

    [Fact]
    public void Of_a_rollback()
    {
        using var app = Checkout.Web(box, "back");
        app.Pushed();
        app.Write("says", "two").Commit("Second").Pushed();
        // Each goes back to where the one before it came from.
        var serves = "two";
        Sweep(app.Host, new Operation("a rollback", () => box.StartSsh("rollback back"), () => Rest("back", () => app.Serves(serves = serves == "one" ? "two" : "one"))));
    }

    [Fact]
    public void Of_a_scaling()
    {
        using var app = Checkout.Web(box, "scale");
        app.Pushed();
        Sweep(app.Host, new Operation("more", () => box.StartSsh("ps:scale scale web=2"), () => Rest("scale", () => Run(2))), new Operation("fewer", () => box.StartSsh("ps:scale scale web=1"), () => Rest("scale", () => Run(1))));

        void Run(int count) => Eventually.Equal(count, () => Enumerable.Range(0, 8).Select(_ => app.Get("/pid").Body).Distinct().Count());
    }

    [Fact]
    public void Of_a_certificate_that_is_ordered()
    {
        using var pebble = new Pebble($"{box.Folder}/pebble", box.HttpPort).Start();
        File.AppendAllText($"{box.Root}/piku.conf", $"ACME_CA_FILE={pebble.CaFile}\nACME_EMAIL=piku@piku.dev\n");
        box.StartPikud();
        using var steady = Small();
        Checkout? app = null;
        Sweep($"{steady.App}.piku.dev", new Operation("an order", () => box.StartSsh($"config:set {app!.App} ACME_DIRECTORY={pebble.DirectoryUrl}"), Rests) { Prepare = Another, From = "before OrderCertificate" });
        app?.Dispose();

        void Another()
        {
            app?.Dispose();
            app = Small();
        }

        void Rests()
        {
            string State() => box.Local("piku", "certs", app!.App).Output;
            Eventually.True("the end of the order", () => State().Contains(" issued ", StringComparison.Ordinal) || State().Contains("it is asked again", StringComparison.Ordinal), seconds: 30, more: () => State() + box.Said);
            // The attempt that was recorded and not made counts as failed, and is made again after a minute, or when somebody asks.
            if (!State().Contains(" issued ", StringComparison.Ordinal)) box.Verb($"certs:renew {app!.App}");
            Rest(app!.App, () => Assert.Equal(200, box.Get($"{app.App}.piku.dev").Status));
        }
    }

    [Fact]
    public void Of_the_end_of_an_app()
    {
        using var steady = Small();
        Checkout? app = null;
        Sweep($"{steady.App}.piku.dev", new Operation("its end", () => box.StartSsh($"destroy {app!.App}"), Rests) { Prepare = Another });
        app?.Dispose();

        void Another()
        {
            app?.Dispose();
            app = Small();
        }

        void Rests()
        {
            Eventually.True("that only its data are left", () => box.Left(app!.App) is [var only] && only == $"data/{app.App}", more: () => string.Join('\n', box.Left(app!.App)));
            Assert.Equal(404, box.Get($"{app!.App}.piku.dev").Status);
        }
    }

    /// <summary>An app with a page and a process, under a name that nobody else has, which a CA would certify.</summary>
    private Checkout Small()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"app-{Interlocked.Increment(ref s_apps)}");
        var app = Checkout.Of(box, name, "static").Write("ENV", $"NGINX_SERVER_NAME={name}.piku.dev\nPIKU_DRAIN_SECONDS=0\nPIKU_WORKER_GRACE=0\n")
            .Write("Procfile", "static: public\nworker: sleep 1000000\n").Commit("Second");
        app.Pushed();
        Eventually.True($"rest of {name}", () => box.IsAtRest(name));
        return app;
    }

    /// <param name="Begin">What asks for it.</param>
    /// <param name="Rests">Waits until nothing is left to do, and looks whether it has done what it should.</param>
    private sealed record Operation(string Name, Func<Running> Begin, Action Rests)
    {
        public Action Prepare { get; init; } = () => { };

        /// <summary>The first boundary that counts; what comes before it is another operation's.</summary>
        public string? From { get; init; }
    }

    private sealed record Outcome(string[] Tree, string[] History, string[] Reached);

    /// <summary>Operations that lead back to where they began are done in peace, and then with pikud killed at each boundary that they had.</summary>
    private void Sweep(string visited, params Operation[] cycle)
    {
        foreach (var operation in cycle) Do(operation, null, ""); // Locks and the like that stay have come with it.
        var watch = Stopwatch.StartNew();
        using var visitors = new Visitors(visited, box.HttpsPort, atOnce: 2, Often);
        var peace = cycle.Select(operation => Do(operation, null, "")).ToArray();
        var deaths = cycle.Zip(peace, (operation, outcome) => Boundary.Deaths(outcome.Reached, operation.From)).ToArray();
        for (var round = 0; round < deaths.Max(places => places.Length); round++)
        {
            foreach (var (operation, expected, places) in cycle.Zip(peace, deaths))
            {
                var death = round < places.Length ? places[round] : null;
                var where = death is null ? $"{operation.Name}, in peace" : $"{operation.Name}, killed {death}";
                var outcome = Do(operation, death, where);
                Alike(where, expected.Tree, outcome.Tree);
                Alike(where, expected.History, outcome.History);
                Assert.True(visitors.Lost.IsEmpty, $"{where}: {string.Join('\n', visitors.Lost)}");
            }
        }

        Assert.True(visitors.Answered(10));
        TestContext.Current.SendDiagnosticMessage($"{cycle[0].Name}: killed at {deaths.Sum(places => places.Length)} boundaries in {watch.Elapsed.TotalSeconds:0} s, {visitors.Count} visits; {string.Join(" / ", peace.Select(outcome => string.Join(", ", outcome.Reached)))}");
    }

    /// <param name="death">The boundary at which pikud is killed; null for none.</param>
    private Outcome Do(Operation operation, Boundary? death, string where)
    {
        operation.Prepare();
        var (tree, last) = (BoxTree.Of(box), box.Events()[0].GetProperty("event").GetInt64());
        if (death is not null) box.Halt(death, HaltingBox.Kill9);
        else box.Count();
        using var running = operation.Begin();
        if (death is not null) box.Revive(where);
        var ran = running.End(Shell.Usual);
        Assert.True(ran.Well, $"{where}\n{ran}");
        operation.Rests();
        return new Outcome(BoxTree.Difference(tree, BoxTree.Of(box)), History(last), box.Reached);
    }

    private void Rest(string app, Action serves)
    {
        Eventually.True($"rest of {app}", () => box.IsAtRest(app), more: () => $"{box.Local("piku", "plan", app)}{box.Local("piku", "why", app)}");
        serves();
    }

    /// <summary>What happened after an event, in its order. An order that was not made is asked for once more.</summary>
    private string[] History(long last) =>
    [
        .. box.Events().TakeWhile(e => e.GetProperty("event").GetInt64() > last).Reverse()
            .Select(e => $"{e.GetProperty("type").GetString()} by {e.GetProperty("actor").GetString()}")
            .Where(e => !e.Contains("certificate", StringComparison.Ordinal) || e.Contains("app.certificate-installed", StringComparison.Ordinal)),
    ];

    private static void Alike(string where, string[] expected, string[] actual) => Assert.True(expected.SequenceEqual(actual),
        $"{where}\nonly in peace:\n{string.Join('\n', expected.Except(actual))}\nonly when killed:\n{string.Join('\n', actual.Except(expected))}");
}
