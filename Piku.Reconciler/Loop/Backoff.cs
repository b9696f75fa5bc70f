using System.Collections.Immutable;

namespace Piku.Reconciler.Loop;

/// <summary>How long to wait before an app is tried again after so many failures in a row.</summary>
public static class Backoff
{
    private static readonly ImmutableArray<TimeSpan> Table =
    [
        TimeSpan.FromSeconds(1),  // something was being restarted
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(5),  // something takes its time
        TimeSpan.FromSeconds(15),
        TimeSpan.FromSeconds(60), // somebody has to come and help; until then, no more than a full look costs
    ];

    /// <param name="failures">In a row; 1 after the first.</param>
    public static TimeSpan After(int failures) => Table[Math.Min(failures, Table.Length) - 1];
}
