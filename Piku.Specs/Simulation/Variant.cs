using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;

namespace Piku.Specs.Simulation;

/// <summary>What pikud is put together with: as it is, or with something broken on purpose.</summary>
/// <param name="Host">What its parts have in the place of the host.</param>
internal sealed record Variant(string Name, Func<IHost, SimulatedBox, IHost> Host, Func<IJournal, IJournal> Journal)
{
    public static Variant Whole { get; } = new("as it is", (host, _) => host, journal => journal);
}
