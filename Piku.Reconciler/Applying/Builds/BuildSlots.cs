using System.Collections.Concurrent;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Applying.Builds;

/// <summary>So many builds at once on the whole box, since it is a small one; whoever waits is told for whom.</summary>
internal sealed class BuildSlots(int jobs) : IDisposable
{
    private readonly SemaphoreSlim _free = new(jobs);
    private readonly ConcurrentDictionary<AppName, bool> _building = new();

    /// <summary>Ends when it is the app's turn; dispose of the turn when the build has ended.</summary>
    public async Task<IDisposable> Turn(AppName app, RolloutLog log, CancellationToken cancel)
    {
        if (!await _free.WaitAsync(0, cancel).ConfigureAwait(false))
        {
            log.Step($"waiting for the build of {string.Join(", ", _building.Keys.Select(other => $"'{other}'"))}");
            await _free.WaitAsync(cancel).ConfigureAwait(false);
        }

        _building[app] = true;
        return new Taken(this, app);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Taken(BuildSlots slots, AppName app) : IDisposable
    {
        public void Dispose()
        {
            slots._building.TryRemove(app, out _);
            slots._free.Release();
        }
    }
}
