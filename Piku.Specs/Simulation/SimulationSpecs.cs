using System.Globalization;
using Xunit;

namespace Piku.Specs.Simulation;

/// <summary>pikud's own code on a box in memory and in virtual time, with whatever may happen; see docs/simulation.md.</summary>
public sealed class SimulationSpecs
{
    private const int Usual = 2000;

    [Fact]
    public void Whatever_happens_the_box_comes_to_what_was_asked_for_and_serves_all_the_way()
    {
        var (first, count) = Asked();
        Assert.Null(Failure.In(first, count, Variant.Whole)?.Told(Variant.Whole));
    }

    public static TheoryData<string> Bugs() => [.. PlantedBugs.All.Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_bug_that_was_planted_is_found_and_told_in_a_few_deeds(string name)
    {
        var bug = PlantedBugs.All.Single(planted => planted.Name == name);
        var failure = Failure.In(1, Usual, bug);
        Assert.NotNull(failure);
        Assert.True(failure.History.Length <= 3, failure.Told(bug));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(454)]
    public void A_history_is_the_same_each_time_that_it_is_told(uint seed) => Assert.Equal(Lines(seed), Lines(seed));

    [Fact]
    public void A_history_can_be_read_as_it_is_told() => Assert.Equal(Deed.Of(1), Deed.Parse(Deed.Text(Deed.Of(1))));

    private static List<string> Lines(uint seed)
    {
        var lines = new List<string>();
        Simulation.Tell(Deed.Of(seed), Variant.Whole, lines.Add);
        return lines;
    }

    /// <summary>PIKU_SIMULATE=COUNT, or COUNT@FIRST for the seeds from that one on.</summary>
    private static (uint First, int Count) Asked() => Environment.GetEnvironmentVariable("PIKU_SIMULATE")?.Split('@') switch
    {
        [var count] => (1, int.Parse(count, CultureInfo.InvariantCulture)),
        [var count, var first] => (uint.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)),
        _ => (1, Usual),
    };
}
