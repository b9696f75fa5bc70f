using System.Globalization;
using Piku.Domain.Apps;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

/// <summary>
/// Seeded histories of appends, with writers that die; the power is cut at every operation of the disk. <c>PIKU_POWER_CUTS</c> sets how many
/// cuts there are at least (1,000 unless told), <c>PIKU_SEED</c> the first seed.
/// </summary>
public sealed class A_power_cut
{
    private static readonly AppName[] Names = [Blog, Shop];

    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 20, 30, TimeSpan.Zero);

    [Fact]
    public void At_any_moment_takes_no_acknowledged_event_and_leaves_no_half_append()
    {
        var wanted = int.Parse(Environment.GetEnvironmentVariable("PIKU_POWER_CUTS") ?? "1000", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("PIKU_SEED") ?? "1", CultureInfo.InvariantCulture);
        for (var cuts = 0; cuts < wanted; seed++)
        {
            try
            {
                cuts += CutEverywhere(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"PIKU_SEED={seed} finds it: {e.Message}", e);
            }
        }
    }

    private static int CutEverywhere(int seed)
    {
        var chance = new Random(seed);
        var disk = new RecordingDisk();
        var history = History.Play(disk, chance, appends: 14);
        for (var operations = 0; operations <= disk.Operations; operations++)
        {
            var (data, log) = disk.Cut(operations, chance);
            Look(data, log, history, operations, chance);
        }

        return disk.Operations + 1;
    }

    private static void Look(MemoryFile data, MemoryFile log, History history, int operations, Random chance)
    {
        using (var session = JournalSession.Open(data, log, history.CheckpointAt))
        {
            var found = Lines(session.After(0, int.MaxValue));
            var acknowledged = history.Acknowledged.LastOrDefault(a => a.Operation <= operations).Events;
            if (found.Count < acknowledged) throw new InvalidOperationException($"after {operations} operations {acknowledged} events were acknowledged, and {found.Count} are left");
            if (!history.Ends.Contains(found.Count)) throw new InvalidOperationException($"after {operations} operations half an append is left: {found.Count} events");
            Assert.Equal(history.Lines.Take(found.Count), found);
            foreach (var app in session.ReadAll()) Assert.Equal(Text(Folded(session, app.Name)), Text(app));
        }

        var (head, appended) = Append(data, log, history.CheckpointAt, chance);
        using var again = JournalSession.Open(data, log, history.CheckpointAt);
        Assert.Equal(head + appended, again.Head);
    }

    private static App Folded(JournalSession session, AppName name) =>
        session.After(0, int.MaxValue).Select(EventCodec.Read).Where(r => r.App == name).Aggregate(App.Absent(name), (app, r) => AppDecider.Evolve(app, r.Event, r.At));

    private static (long Head, int Appended) Append(IDiskFile data, IDiskFile log, long checkpointAt, Random chance)
    {
        using var session = JournalSession.Open(data, log, checkpointAt);
        var head = session.Head;
        var app = session.Read(Names[chance.Next(Names.Length)]);
        IReadOnlyList<AppEvent> events = app.Exists
            ? [.. Enumerable.Range(0, chance.Next(1, 4)).Select(i => Config($"KEY{i}", new string((char)('a' + chance.Next(26)), chance.Next(8) == 0 ? 12_000 : chance.Next(300))))]
            : FirstPush;
        return (head, session.Append(app, events, By, head, At)!.Count);
    }

    /// <param name="Lines">Every event, as it should be found.</param>
    /// <param name="Ends">The counts of events at which an append ended.</param>
    /// <param name="Acknowledged">How many events were acknowledged when so many operations were done.</param>
    private sealed record History(long CheckpointAt, IReadOnlyList<string> Lines, HashSet<int> Ends, List<(int Operation, int Events)> Acknowledged)
    {
        public static History Play(RecordingDisk disk, Random chance, int appends)
        {
            var checkpointAt = chance.Next(1, 8) * 16L * 1024;
            var ends = new HashSet<int> { 0 };
            var acknowledged = new List<(int, int)>();
            for (var i = 0; i < appends; i++)
            {
                disk.KillAt = chance.Next(4) == 0 ? disk.Operations + chance.Next(6) : null;
                try
                {
                    var (head, appended) = Append(disk.Data, disk.Log, checkpointAt, chance);
                    acknowledged.Add((disk.Operations, (int)head + appended));
                }
                catch (KilledException)
                {
                }

                ends.Add(Recorded(disk, checkpointAt).Count);
            }

            return new History(checkpointAt, Sample.Lines(Recorded(disk, checkpointAt)), ends, acknowledged);
        }

        private static IReadOnlyList<StoredRecord> Recorded(RecordingDisk disk, long checkpointAt)
        {
            using var session = JournalSession.Open(disk.Data, disk.Log, checkpointAt);
            return session.After(0, int.MaxValue);
        }
    }
}
