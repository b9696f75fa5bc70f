using System.Globalization;
using System.Security.Cryptography;
using Piku.Domain.Apps;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

/// <summary>
/// Seeded histories of appends, with writers that die; the power is cut at every operation of the disk. <c>PIKU_POWER_CUTS</c> sets how many
/// cuts there are at least (10,000 unless told), <c>PIKU_SEED</c> the first seed. <c>bench/power-cuts</c> makes a million.
/// </summary>
public sealed class A_power_cut
{
    private static readonly AppName[] Names = [Blog, Shop];

    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 20, 30, TimeSpan.Zero);

    [Fact]
    public void At_any_moment_takes_no_acknowledged_event_and_leaves_no_half_append()
    {
        var wanted = Number("PIKU_POWER_CUTS", 10_000);
        var first = Number("PIKU_SEED", 1);
        var (cuts, last) = (0, first - 1);
        Exception? found = null;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            while (Volatile.Read(ref cuts) < wanted && Volatile.Read(ref found) is null)
            {
                var seed = Interlocked.Increment(ref last);
                try
                {
                    Interlocked.Add(ref cuts, CutEverywhere(seed));
                }
                catch (Exception e)
                {
                    Volatile.Write(ref found, new InvalidOperationException($"PIKU_SEED={seed} finds it: {e.Message}", e));
                }
            }
        });
        if (found is not null) throw found;
        Console.WriteLine($"       {cuts} power cuts, of the seeds {first} to {last}");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Of disks that hold the same, the first is looked at.</summary>
    private static int CutEverywhere(int seed)
    {
        var chance = new Random(seed);
        var disk = new RecordingDisk();
        var history = History.Play(disk, chance, appends: 14);
        var seen = new Dictionary<string, int>();
        for (var operations = 0; operations <= disk.Operations; operations++)
        {
            var (data, log) = disk.Cut(operations, chance);
            var remains = $"{Convert.ToHexString(SHA256.HashData(data.Bytes))} {Convert.ToHexString(SHA256.HashData(log.Bytes))}";
            if (!seen.TryGetValue(remains, out var left)) seen[remains] = left = Look(data, log, history, operations, chance);
            var acknowledged = history.Acknowledged.LastOrDefault(a => a.Operation <= operations).Events;
            if (left < acknowledged) throw new InvalidOperationException($"after {operations} operations {acknowledged} events were acknowledged, and {left} are left");
        }

        return disk.Operations + 1;
    }

    /// <summary>What is left is all of some appends; and the next writer goes on from there.</summary>
    /// <returns>How many events are left.</returns>
    private static int Look(MemoryFile data, MemoryFile log, History history, int operations, Random chance)
    {
        int left;
        long after;
        using (var session = JournalSession.Open(data, log, history.CheckpointAt))
        {
            var found = Lines(session.After(0, int.MaxValue));
            left = found.Count;
            if (!history.States.TryGetValue(left, out var states)) throw new InvalidOperationException($"after {operations} operations half an append is left: {left} events");
            if (!history.Lines.Take(left).SequenceEqual(found)) throw new InvalidOperationException($"after {operations} operations the events are others");
            if (States(session) != states) throw new InvalidOperationException($"after {operations} operations the stored states are not what the {left} events come to");
            after = Append(session, chance);
        }

        Assert.Equal(after, Head(data, log, history.CheckpointAt));
        return left;
    }

    private static string States(JournalSession session) => string.Join('\n', session.ReadAll().Select(Text));

    private static long Head(IDiskFile data, IDiskFile log, long checkpointAt)
    {
        using var session = JournalSession.Open(data, log, checkpointAt);
        return session.Head;
    }

    /// <summary>The head afterwards.</summary>
    private static long Append(JournalSession session, Random chance)
    {
        var head = session.Head;
        var app = session.Read(Names[chance.Next(Names.Length)]);
        IReadOnlyList<AppEvent> events = app.Exists
            ? [.. Enumerable.Range(0, chance.Next(1, 4)).Select(i => Config($"KEY{i}", new string((char)('a' + chance.Next(26)), chance.Next(8) == 0 ? 12_000 : chance.Next(300))))]
            : FirstPush;
        return head + session.Append(app, events, By, head, At)!.Count;
    }

    /// <param name="Lines">Every event, as it should be found.</param>
    /// <param name="States">At each count of events at which an append ended: what they come to.</param>
    /// <param name="Acknowledged">How many events were acknowledged when so many operations were done.</param>
    private sealed record History(long CheckpointAt, IReadOnlyList<string> Lines, Dictionary<int, string> States, List<(int Operation, int Events)> Acknowledged)
    {
        public static History Play(RecordingDisk disk, Random chance, int appends)
        {
            var checkpointAt = chance.Next(1, 8) * 16L * 1024;
            var ends = new HashSet<long> { 0 };
            var acknowledged = new List<(int, int)>();
            for (var i = 0; i < appends; i++)
            {
                disk.KillAt = chance.Next(4) == 0 ? disk.Operations + chance.Next(6) : null;
                try
                {
                    using var session = JournalSession.Open(disk.Data, disk.Log, checkpointAt);
                    var head = Append(session, chance);
                    acknowledged.Add((disk.Operations, (int)head));
                    ends.Add(head);
                }
                catch (KilledException)
                {
                    ends.Add(Head(disk.Data, disk.Log, checkpointAt));
                }
            }

            using var end = JournalSession.Open(disk.Data, disk.Log, checkpointAt);
            var records = end.After(0, int.MaxValue);
            return new History(checkpointAt, Sample.Lines(records), ends.ToDictionary(count => (int)count, count => Folded(records.Take((int)count))), acknowledged);
        }

        /// <summary>As the events tell, whatever was stored.</summary>
        private static string Folded(IEnumerable<StoredRecord> records) => string.Join('\n', records
            .Select(EventCodec.Read)
            .GroupBy(read => read.App)
            .OrderBy(stream => stream.Key.Value, StringComparer.Ordinal)
            .Select(stream => Text(stream.Aggregate(App.Absent(stream.Key), (app, read) => AppDecider.Evolve(app, read.Event, read.At)))));
    }
}
