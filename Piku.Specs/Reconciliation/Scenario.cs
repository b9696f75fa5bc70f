using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Planning;
using Piku.Specs.Journal;
using Piku.Specs.Support;

namespace Piku.Specs.Reconciliation;

/// <summary>A folder that tells what was recorded, what is on the box, and what time it is.</summary>
/// <remarks>
/// <c>observed/host.txt</c> has one line each for what is there, done in their order; names of files are relative to the root:
/// <code>
/// settled after 5        the box is as it should be once the first five events of the journal have happened
/// one pass after 8       then one pass was made
/// silent                 the Emperor does not answer
/// waiting NAME           the process does not accept or listen yet
/// exited NAME            the process has ended and was started again
/// later 60               so many seconds pass
/// ending NAME            the process has ended soon after each of its last starts, and waits before the next one
/// asleep NAME            nobody has come to the process for a while, so that it has ended
/// cursed NAME            the process could not load the app
/// free 10000000          that much memory is free; an app's processes use 40 MB each
/// listening 20000        somebody else listens on that port
/// gone PATH              somebody has deleted a file or folder
/// no answer from Cloudflare   the next time that it is asked
/// reloaded               nginx has read the files of its folder
/// </code>
/// The files of <c>observed/tree/</c> are then put over what is there.
/// </remarks>
internal sealed record Scenario(string Folder)
{
    private static string Root => PaperWorld.Root.Root;

    private ImmutableArray<Recorded> Events { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "events.jsonl")).Where(line => line != "").Select(Sample.FromLine)];

    private DateTimeOffset Now { get; } = Time(File.ReadAllText(Path.Combine(Folder, "now.txt")).Trim());

    /// <summary>Everything up to now, and nothing of it done that is not said to be done.</summary>
    public PaperWorld World()
    {
        var told = Lines().Aggregate(After(Events.Length, Now, PaperBox.Empty).Pushed().Built().WithCertificates(), Observe);
        return After(Events.Length, Now, Laid(told.Box)).Pushed();
    }

    /// <summary>The files that the reconciler writes, as they are on a box, relative to the root. A link is a file that says where it leads.</summary>
    public static ImmutableSortedDictionary<string, string> Tree(PaperBox box) =>
        box.Files.Select(f => KeyValuePair.Create(f.Key[(Root.Length + 1)..], f.Value.Text))
            .Concat(box.Links.Select(l => KeyValuePair.Create(l.Key[(Root.Length + 1)..], $"-> {l.Value}")))
            .Where(f => f.Key.Split('/')[0] is "apps" or "data" or "nginx" or "uwsgi" or "uwsgi-enabled" || f.Key.StartsWith("run/doors/", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static string PlanOf(PaperWorld world) => string.Concat(world.Apps.Keys.Select(app =>
        (world.Apps.Count > 1 ? $"{app}:\n" : "") + string.Concat(PlanText.Lines(world.Plan(app)).Select(line => line + "\n"))));

    /// <summary>What follows, pass by pass, until nothing is left to do; passes that only wait are told once.</summary>
    public static (string Text, PaperWorld End) CourseOf(PaperWorld world)
    {
        var text = new System.Text.StringBuilder();
        var former = new Dictionary<string, string>();
        var end = world.Settled(drained: true, (app, plan, now) =>
        {
            var lines = string.Concat(PlanText.Lines(plan).Select(line => $"    {line}\n"));
            var told = plan.Verdict is Verdict.RecheckAfter(_, var reason) && plan.Steps.IsEmpty ? reason : lines;
            if (former.GetValueOrDefault(app) != told) text.Append(CultureInfo.InvariantCulture, $"{PlanText.Time(now)} {app}\n{lines}");
            former[app] = told;
        });
        return (text.ToString(), end);
    }

    private PaperWorld Observe(PaperWorld world, string line) => line.Split(' ') switch
    {
        ["settled", "after", var count] => At(count, world.Box).Settled(drained: false),
        ["one", "pass", "after", var count] => At(count, world.Box) is var at ? AsReported(at.Apps.Keys.Aggregate(at, (w, app) => w.AppliedTo(app, w.Plan(app).Steps))) : world,
        ["silent"] => world with { Box = world.Box with { EmperorAnswers = false } },
        ["waiting", var name] => world with { Box = Viewed(world.Box, name, new EmperorView(100, Accepting: false, Cursed: false)) },
        ["exited", var name] => world with { Box = world.Box.Started(PaperWorld.Root, name, world.Now, new EmperorView(100, Accepting: false, Cursed: false)) },
        ["later", var seconds] => world.Later(TimeSpan.FromSeconds(Number(seconds))),
        ["ending", var name] => world with { Box = world.Box.Ending(PaperWorld.Root, name, world.Now) },
        ["cursed", var name] => world with { Box = Viewed(world.Box, name, new EmperorView(100, Accepting: false, Cursed: true)) },
        ["asleep", var name] => world with { Box = Viewed(world.Box, name, new EmperorView(null, Accepting: false, Cursed: false)) },
        ["listening", var port] => world with { Box = world.Box with { OtherPorts = world.Box.OtherPorts.Add(Number(port)) } },
        ["free", var bytes] => world with { Box = world.Box with { FreeMemory = Number(bytes) } },
        ["gone", var path] => world with { Box = world.Box.Without($"{Root}/{path}") },
        ["no", "answer", "from", "Cloudflare"] => world with { Box = world.Box with { CloudflareAnswers = false } },
        ["reloaded"] => world with { Box = world.Box.Reloaded(PaperWorld.Root) },
        _ => throw new FormatException($"'{line}' in host.txt of {Folder} is not understood."),
    };

    private static PaperBox Viewed(PaperBox box, string name, EmperorView view) =>
        box with { Processes = box.Processes.SetItem(name, (view, box.Processes[name].Ini)) };

    private PaperWorld At(string count, PaperBox box) => After(Number(count), Events[Number(count) - 1].At, box).Pushed().Built().WithCertificates();

    /// <summary>What was built came out as the environments that the events name.</summary>
    private PaperWorld AsReported(PaperWorld world) => world with
    {
        Box = After(Events.Length, world.Now, world.Apps.Values.Aggregate(world.Box, (box, app) => box.Without(PaperWorld.Root.Environments(app.Name)))).Built().Box,
    };

    private PaperWorld After(int count, DateTimeOffset now, PaperBox box) => PaperWorld.Of([.. Events.Take(count).GroupBy(e => e.App)
        .Select(g => g.Aggregate(App.Absent(g.Key), (app, e) => AppDecider.Evolve(app, e.Event, e.At)))]) with { Now = now, Box = box };

    private PaperBox Laid(PaperBox box)
    {
        var tree = Path.Combine(Folder, "observed", "tree");
        return Directory.Exists(tree)
            ? Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories)
                .Aggregate(box, (b, file) => b.WithFile($"{Root}/{Path.GetRelativePath(tree, file)}", File.ReadAllText(file), Now))
            : box;
    }

    private IEnumerable<string> Lines()
    {
        var host = Path.Combine(Folder, "observed", "host.txt");
        return File.Exists(host) ? File.ReadLines(host).Where(line => line != "" && line[0] != '#') : [];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
