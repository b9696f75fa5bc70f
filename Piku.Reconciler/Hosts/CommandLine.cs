using System.Collections.Immutable;

namespace Piku.Reconciler.Hosts;

/// <summary>A program to start: data until the host runs it, and no shell in between.</summary>
/// <param name="Environment">All of it; nothing is inherited.</param>
public sealed record CommandLine(
    string File, ImmutableArray<string> Arguments, string WorkingFolder, ImmutableSortedDictionary<string, string> Environment)
{
    public override string ToString() => string.Join(' ', Arguments.Prepend(File));
}
