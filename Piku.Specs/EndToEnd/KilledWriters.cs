using System.Collections.Concurrent;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>
/// Native processes that append at once to one journal, some of them killed at seeded moments of their lives. <c>PIKU_KILLS</c> sets how many
/// there are (240 unless told), <c>PIKU_SEED</c> the seed.
/// </summary>
public sealed class Killed_writers
{
    private const int AtOnce = 6;

    private const int KilledBySignal = 128 + 9;

    private static readonly AppName[] Names = [Sample.Blog, Sample.Shop];

    [Fact]
    public void Take_no_acknowledged_event_along_and_leave_no_lock_behind()
    {
        using var root = new Folder();
        var journal = new LiteDbJournal(root["state"], TimeProvider.System);
        foreach (var name in Names) Transaction.Run(journal, name, _ => new AppCommand.Push(Sample.Slug()), Sample.By);
        var (verbs, seed) = (Number("PIKU_KILLS", 240), Number("PIKU_SEED", 1));
        var ended = new ConcurrentBag<(string Key, Ran Ran)>();
        Parallel.For(0, AtOnce, writer =>
        {
            var chance = new Random((seed * AtOnce) + writer);
            for (var i = 0; i < verbs / AtOnce; i++) ended.Add(One(root.Path, $"KEY_{writer}_{i}", chance));
        });

        Assert.All(ended, one => Assert.True(one.Ran.ExitCode is 0 or KilledBySignal, $"PIKU_SEED={seed}: {one.Ran}"));
        Assert.Equal([true, false], ended.Select(one => one.Ran.Well).Distinct().OrderDescending());
        var events = journal.After(0, int.MaxValue);
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(one => (int)one.Seq));
        var set = events.Select(one => one.Event).OfType<AppEvent.ConfigChanged>().SelectMany(one => one.Set.Keys).ToList();
        Assert.Equal(set.Distinct(), set);
        Assert.Empty(ended.Where(one => one.Ran.Well).Select(one => one.Key).Except(set));
        using var verify = Piku(root.Path, "journal", "verify");
        var verified = verify.End(Shell.Usual);
        Assert.True(verified.Well, $"PIKU_SEED={seed}: {verified}");
        Console.WriteLine($"       {ended.Count(one => !one.Ran.Well)} of {ended.Count} writers killed, by the seed {seed}; {events.Count} events");
    }

    private static (string Key, Ran Ran) One(string root, string key, Random chance)
    {
        using var verb = Piku(root, "config:set", Names[chance.Next(Names.Length)].Value, $"{key}=1");
        return (key, chance.Next(2) == 0 ? verb.EndOrKill(TimeSpan.FromMilliseconds(chance.Next(60))) : verb.End(Shell.Usual));
    }

    private static Running Piku(string root, params string[] words) =>
        Shell.Start([Path.Combine(Source.Root, "artifacts", "bin", "piku"), "--root", root, .. words]);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;
}
