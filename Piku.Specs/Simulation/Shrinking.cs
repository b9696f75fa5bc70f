namespace Piku.Specs.Simulation;

/// <summary>From a history that fails to a short one that fails: deeds are left out, many at once first, and then made plain one by one.</summary>
internal static class Shrinking
{
    /// <param name="fails">The same answer for the same history each time.</param>
    public static Deed[] Of(Deed[] history, Func<Deed[], bool> fails)
    {
        for (var (now, next) = (history, Shorter(history, fails)); ; (now, next) = (next, Plainer(Shorter(next, fails), fails)))
            if (now.SequenceEqual(next)) return next;
    }

    private static Deed[] Shorter(Deed[] history, Func<Deed[], bool> fails)
    {
        for (var size = Math.Max(1, history.Length / 2); size > 0; size /= 2)
        {
            for (var at = history.Length - size; at >= 0; at -= size)
            {
                Deed[] without = [.. history[..at], .. history[(at + size)..]];
                if (fails(without)) history = without;
                at = Math.Min(at, history.Length);
            }
        }

        return history;
    }

    private static Deed[] Plainer(Deed[] history, Func<Deed[], bool> fails)
    {
        for (var at = 0; at < history.Length; at++)
            foreach (var plainer in Plainer(history[at]))
            {
                Deed[] next = [.. history[..at], plainer, .. history[(at + 1)..]];
                if (!fails(next)) continue;
                history = next;
                break;
            }

        return history;
    }

    private static IEnumerable<Deed> Plainer(Deed deed)
    {
        if (deed.After > 0) yield return deed with { After = 0 };
        if (deed.After > 1) yield return deed with { After = deed.After / 2 };
        if (deed.After > 1) yield return deed with { After = deed.After - 1 };
        if (deed.App > 0) yield return deed with { App = 0 };
        if (deed.Pick > 0) yield return deed with { Pick = 0 };
        if (deed.Pick > 1) yield return deed with { Pick = deed.Pick / 2 };
        if (deed.Pick > 1) yield return deed with { Pick = deed.Pick - 1 };
    }
}
