using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Applying;

/// <summary>Programs that end soon where all is well: passes of other apps wait for them, and pikud's watchdog too.</summary>
public static class ShortPrograms
{
    /// <summary>nginx takes a second for a thousand sites, and a small machine ten times as long.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    /// <param name="longest">Two minutes unless told.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="StepFailedException">It has not ended in time, and was killed.</exception>
    public static async Task<int> RunShort(this IHost host, CommandLine command, Action<string> line, CancellationToken cancel, TimeSpan? longest = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(longest ?? Usual);
        try
        {
            return await host.Run(command, line, patience.Token).ConfigureAwait(false);
        }
        catch (Exception late) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested) // Who was started as root cannot be killed by us, and then it is another exception.
        {
            throw new StepFailedException($"{command} has not ended within {(longest ?? Usual).TotalSeconds} s, and is given up; run it by hand to see what it waits for.", late);
        }
    }
}
