using System.ComponentModel;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>Keeps logs as small as <see cref="LogBounds"/> says. It costs one question to the kernel for each app.</summary>
public sealed class LogLoop(RootLayout root, IHost host, NginxGate nginx)
{
    /// <summary>A site that logs a thousand requests a second writes 60 MB in this time.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>Until it is cancelled. What cannot be done now is told, and tried again.</summary>
    public async Task Run(CancellationToken cancel)
    {
        try
        {
            do await Pass(cancel).ConfigureAwait(false);
            while (!await host.Until(() => false, Every, cancel, Every).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    public async Task Pass(CancellationToken cancel)
    {
        try
        {
            var names = host.List($"{root.Root}/logs");
            var large = LogBounds.Of(root, names).Where(log => host.Stamp(log.Path).Size > log.Most).ToList();
            foreach (var log in large) Attempt(() => PutAside(log));
            foreach (var log in LogBounds.OfNobody(root, names, host.List($"{root.Root}/acme"))) Attempt(() => host.DeleteFile(log));
            if (large.Any(log => log.Writer == LogWriter.Nginx)) await nginx.Reopen(cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StepFailedException or Win32Exception)
        {
            Tell(failure);
        }
    }

    /// <summary>One that cannot be put aside is no reason to leave the others.</summary>
    private static void Attempt(Action act)
    {
        try
        {
            act();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Tell(failure);
        }
    }

    private static void Tell(Exception failure) => Console.Error.WriteLine($"Logs cannot be put aside: {failure.Message}");

    private void PutAside(LogBound log)
    {
        if (log.Writer == LogWriter.Nginx) host.Rename(log.Path, RootLayout.Former(log.Path));
        else host.CutOff(log.Path, RootLayout.Former(log.Path));
    }
}
