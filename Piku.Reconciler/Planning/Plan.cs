using System.Collections.Immutable;

namespace Piku.Reconciler.Planning;

/// <summary>Steps, in an order in which every prefix leaves a box that serves, and the verdict once all are done.</summary>
public sealed record Plan(ImmutableArray<Step> Steps, Verdict Verdict);
