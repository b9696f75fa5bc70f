using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler;

/// <summary>One daemon per root; and whether there is one.</summary>
public static class DaemonLock
{
    /// <summary>A verb that asks whether the daemon runs holds the lock for a moment.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="RootException">Another daemon has it.</exception>
    public static async Task<IDisposable> Take(RootLayout root, IHost host, CancellationToken cancel)
    {
        IDisposable? taken = null;
        return await host.Until(() => (taken = host.TryLock(root.DaemonLock)) is not null, Patience, cancel).ConfigureAwait(false)
            ? taken!
            : throw new RootException($"another pikud is running on {root.Root}; stop it first, or use it.");
    }

    public static bool IsHeld(RootLayout root, IHost host) => host.IsLocked(root.DaemonLock);
}
