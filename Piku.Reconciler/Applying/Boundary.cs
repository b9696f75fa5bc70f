using System.Diagnostics;

namespace Piku.Reconciler.Applying;

/// <summary>The moments between two steps, and between what a step does and its report: where specs have the daemon die; and the clock, which they set. In what is shipped nobody asks.</summary>
internal static partial class Boundary
{
    /// <param name="what">What has been done, or is about to be.</param>
    [Conditional("PIKU_HALTS")]
    public static void Reached(string what) => Halt(what);

    /// <summary>What the daemon goes by.</summary>
    public static TimeProvider Clock
    {
        get
        {
            var clock = TimeProvider.System;
            Set(ref clock);
            return clock;
        }
    }

    /// <remarks>Without a body, which only the build for specs has, the call is left out as well.</remarks>
    static partial void Halt(string what);

    static partial void Set(ref TimeProvider clock);
}
