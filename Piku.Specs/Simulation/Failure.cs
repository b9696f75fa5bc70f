using System.Globalization;

namespace Piku.Specs.Simulation;

/// <summary>A history in which a promise was broken, as short as it can be made.</summary>
internal sealed record Failure(uint Seed, Deed[] History, string How)
{
    private const int MostTold = 60;

    /// <summary>The first of these seeds, by their number, whose history fails.</summary>
    /// <param name="first">And so many after it.</param>
    /// <remarks>Each thread takes the next seed that nobody has; none is begun after one that has failed.</remarks>
    public static Failure? In(uint first, int count, Variant variant)
    {
        var (next, failed, gate) = (first, uint.MaxValue, new Lock());
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return failed == uint.MaxValue ? null : Of(failed, variant);

        void Work()
        {
            while (Taken() is { } seed)
                if (Why(Deed.Of(seed), variant) is not null)
                    lock (gate) failed = Math.Min(failed, seed);
        }

        uint? Taken()
        {
            lock (gate) return next < first + count && failed == uint.MaxValue ? next++ : null;
        }
    }

    /// <summary>The seed, the history, and what happens in it.</summary>
    public string Told(Variant variant)
    {
        var lines = new List<string>();
        Why(History, variant, lines.Add);
        return string.Create(CultureInfo.InvariantCulture, $"Seed {Seed}, shrunk: {Deed.Text(History)}\n{string.Join('\n', lines.TakeLast(MostTold))}\n{How}");
    }

    private static Failure Of(uint seed, Variant variant)
    {
        var shrunk = Shrinking.Of(Deed.Of(seed), history => Why(history, variant) is not null);
        return new Failure(seed, shrunk, Why(shrunk, variant)!);
    }

    /// <summary>What breaks down in the telling is a promise broken, too.</summary>
    private static string? Why(Deed[] history, Variant variant, Action<string>? told = null)
    {
        try
        {
            return Simulation.Tell(history, variant, told);
        }
        catch (Exception trouble)
        {
            return trouble.ToString();
        }
    }
}
