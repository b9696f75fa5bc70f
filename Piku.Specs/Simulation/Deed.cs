using System.Globalization;
using CsCheck;

namespace Piku.Specs.Simulation;

/// <summary>Something that happens to a box on which pikud works: somebody asks for something, something fails, or the world does as it likes. Each means something alone.</summary>
/// <param name="App">Of the three.</param>
/// <param name="Pick">Which of what there is to choose from.</param>
/// <param name="After">So many moments after the one before it; with 0, and in any case then, as soon as pikud has nothing to do.</param>
internal sealed record Deed(string Kind, int App, int Pick, int After)
{
    public static readonly string[] Names = ["blog", "blog-2", "shop"];

    private static readonly string[] Kinds =
    [
        "push", "push", "push", "push", "push", "push", "push", "push", "set", "set", "unset", "name", "clash", "ask", "recreate", "fix port", "scale", "scale", "restart", "deploy", "stop", "start", "start", "maintain", "roll back", "roll back", "destroy", "order", "renew",
        "crash", "crash", "crash", "crash", "fail", "fail", "fail", "full", "slow", "wait", "wait", "deaf", "twice",
        "lose", "lose", "edit", "cut", "old copy", "block", "divert", "chmod", "lose slug", "stray", "silent", "short", "die", "hang", "steal port", "CA down",
    ];

    public static Gen<Deed[]> Histories { get; } = Gen.Select(
        Gen.Int[0, Kinds.Length - 1],
        Gen.Frequency((3, Gen.Const(0)), (2, Gen.Const(1)), (1, Gen.Const(2))),
        Gen.Int[0, 99],
        Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 40]), (2, Gen.Int[1, 400])),
        (kind, app, pick, after) => new Deed(Kinds[kind], app, pick, after)).Array[1, 20];

    public string Name => Names[App];

    /// <summary>Whoever does it records something, and has to wait while somebody else does.</summary>
    public bool Records => !Alone.Contains(Kind);

    private static readonly string[] Alone = ["crash", "fail", "full", "slow", "deaf", "twice"];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Name} {Pick} after {After}");

    /// <summary>A history as it is told: deeds with semicolons between them.</summary>
    public static Deed[] Parse(string history) => [.. history.Split("; ").Select(told => told.Split(' ') is [.. var kind, var name, var pick, "after", var after]
        ? new Deed(string.Join(' ', kind), Array.IndexOf(Names, name), int.Parse(pick, CultureInfo.InvariantCulture), int.Parse(after, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{told}' is no deed."))];

    public static string Text(Deed[] history) => string.Join("; ", history.Select(deed => deed.ToString()));

    /// <summary>The history of a seed.</summary>
    public static Deed[] Of(uint seed) => Histories.Generate(new PCG(seed, 20261126), null, out _);
}
