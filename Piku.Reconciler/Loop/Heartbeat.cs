using Piku.Domain.Apps;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>Whether the daemon does its work: what systemd's watchdog is fed by, so that a daemon which only lives is replaced.</summary>
/// <param name="programs">How many programs passes wait for; a build may take its time.</param>
public sealed class Heartbeat(TimeProvider clock, Func<int> programs)
{
    /// <summary>Several rounds of looks. What takes longer without a program that runs has come to a halt.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _look = clock.GetTimestamp();
    private long _end = clock.GetTimestamp();
    private int _underWay;

    /// <summary>The journal was read and every app named for the first time.</summary>
    public Task HasLooked => _looked.Task;

    /// <summary>Whether every app was named lately, and of the passes that are under way one has ended lately or waits for a program.</summary>
    public bool IsWell
    {
        get
        {
            lock (_gate) return IsLately(_look) && (_underWay == 0 || IsLately(_end) || programs() > 0);
        }
    }

    /// <summary>A round of looks at every app has begun.</summary>
    public void Look()
    {
        lock (_gate) _look = clock.GetTimestamp();
        _looked.TrySetResult();
    }

    /// <summary>The pass, watched.</summary>
    public async Task<Verdict> Over(Func<AppName, Task<Verdict>> pass, AppName app)
    {
        // The first of several counts from its beginning, not from the end of what was before.
        lock (_gate) _end = _underWay++ == 0 ? clock.GetTimestamp() : _end;
        try
        {
            return await pass(app).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) (_underWay, _end) = (_underWay - 1, clock.GetTimestamp());
        }
    }

    private bool IsLately(long then) => clock.GetElapsedTime(then) < Patience;
}
