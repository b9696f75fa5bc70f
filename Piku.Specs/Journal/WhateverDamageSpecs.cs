using System.Globalization;
using System.Text;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

/// <summary>Recorded histories, and damage at seeded places. <c>PIKU_SEED</c> sets the first seed, <c>PIKU_DAMAGES</c> how many there are.</summary>
public sealed class A_recovery_of_whatever_damage : IDisposable
{
    private static readonly RecordedBox[] Boxes = [.. Enumerable.Range(0, 4).Select(seed => RecordedBox.Of(seed))];

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LiteDbJournal Journal => new(_folder["state"], TimeProvider.System);

    [Fact]
    public void Keeps_what_was_recorded_and_names_the_rest()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("PIKU_SEED") ?? "1", CultureInfo.InvariantCulture);
        var most = int.Parse(Environment.GetEnvironmentVariable("PIKU_DAMAGES") ?? "60", CultureInfo.InvariantCulture);
        var recovered = 0;
        for (var last = seed + most; seed < last; seed++)
        {
            try
            {
                recovered += Survives(seed) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"PIKU_SEED={seed} PIKU_DAMAGES=1 finds it: {e.Message}", e);
            }
        }

        Assert.True(recovered > most * 3 / 4, $"of only {recovered} of {most} damages something was left");
    }

    /// <returns>Whether anything was left.</returns>
    private bool Survives(int seed)
    {
        var path = _folder["state"];
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        var box = Boxes[seed % Boxes.Length];
        box.WriteTo(path);
        var (mayMislead, mostLost) = Damage.Of(new Random(seed), path);
        var hasHead = File.Exists($"{path}/head");
        if (Recovered(path) is not { } recovery) return false;
        Assert.Null(Verification.Of(Journal).Fault);
        var report = recovery.Report;
        var (lost, doubted) = (Numbers(report, "Lost, as"), Numbers(report, "Kept, but nothing says"));
        var kept = Journal.Stored(0, int.MaxValue).Records.Where(record => record.By.Actor != "piku").GroupBy(record => record.App)
            .SelectMany(stream => box.Events.Where(record => record.App == stream.Key).Zip(stream)).ToList();

        var changed = kept.Where(pair => Told(pair.First) != Told(pair.Second)).Select(pair => pair.First).ToList();
        Assert.Subset(doubted, changed.Select(record => record.Seq).ToHashSet());
        Assert.True(mayMislead || changed.Count == 0, "events say something else");

        var left = File.ReadLines($"{recovery.Folder}/left-out.jsonl").Select(line => StoredRecord.FromLine(Encoding.UTF8.GetBytes(line))).ToList();
        var named = kept.Select(pair => pair.First.Seq).Concat(left.Select(record => record.Seq)).Concat(lost).ToHashSet();
        var known = hasHead ? box.Events[^1].Seq : kept.Select(pair => pair.First.Seq).DefaultIfEmpty(0).Max();
        Assert.Subset(named, box.Events.Select(record => record.Seq).Where(seq => seq <= known).ToHashSet());
        Assert.True(lost.Count <= mostLost, $"{lost.Count} events are lost, and {mostLost} were hit");

        // As they are stored: the values of settings were never sealed in these boxes.
        var apps = Journal.Stored(long.MaxValue - 1, 1).Apps!;
        foreach (var name in left.Select(record => record.App).Where(name => apps.All(app => app.Name.Value != name)))
            Assert.Contains(report, line => line.StartsWith($"'{name}': none of its events is kept", StringComparison.Ordinal) && line.EndsWith(": push it again.", StringComparison.Ordinal));
        foreach (var app in apps.Where(app => changed.All(record => record.App != app.Name.Value)))
        {
            var (states, events) = (box.States[app.Name], kept.Count(pair => pair.First.App == app.Name.Value));
            var isRetold = report.Any(line => line.StartsWith($"'{app.Name}': ", StringComparison.Ordinal) && line.EndsWith("; nothing says whether that state is as it was stored.", StringComparison.Ordinal));
            if (!isRetold) Assert.Equal(states[events], Essential(app));
            else if (!mayMislead) Assert.True(states.LastIndexOf(Essential(app)) > events, $"'{app.Name}' never was as it is told again: {string.Join(' ', report)}");
        }

        return true;
    }

    /// <summary>Null when there is nothing left to recover from.</summary>
    private static Recovery? Recovered(string path)
    {
        try
        {
            return Recovery.Of(path, TimeProvider.System);
        }
        catch (JournalException e) when (e.Message.Contains("can be read, and nothing was changed", StringComparison.Ordinal) || e.Message.Contains("later events can, and nothing was changed", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>Those in a line of the report such as "Lost …: #3, #7–#9."</summary>
    private static HashSet<long> Numbers(IEnumerable<string> report, string start) =>
    [
        .. from line in report
           where line.StartsWith(start, StringComparison.Ordinal)
           from range in line[(line.IndexOf('#', StringComparison.Ordinal) + 1)..^1].Split(", #")
           let ends = range.Split("–#").Select(long.Parse).ToList()
           from number in Enumerable.Range(0, (int)(ends[^1] - ends[0] + 1))
           select ends[0] + number,
    ];

    /// <summary>The event without its number and hash, which a recovery gives anew.</summary>
    private static string Told(StoredRecord record) => Lines([record with { Seq = 0, Before = null }])[0];

    private static string Essential(App app) => Text(Retelling.Essence(app));
}
