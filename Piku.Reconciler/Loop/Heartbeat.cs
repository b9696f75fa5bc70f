using Piku.Domain.Apps;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>Whether the daemon does its work: what systemd's watchdog is fed by, so that a daemon which only lives is replaced.</summary>
/// <param name="programs">How many programs passes wait for; a build may take its time.</param>
public sealed class Heartbeat(TimeProvider clock, Func<int> programs)
{
    /// <summary>Several rounds of looks. When no pass ends for longer, and no program runs, they have come to a halt.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A pass may have to wait for those of others, which take their turns at nginx; one that takes longer, and for no program, hangs, whatever the others do.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<AppName, long> _underWay = [];
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _look = clock.GetTimestamp();
    private long _end = clock.GetTimestamp();
    private long _program = clock.GetTimestamp();

    /// <summary>The journal was read and every app named for the first time.</summary>
    public Task HasLooked => _looked.Task;

    /// <summary>Whether every app was named lately, and of the passes that are under way one has ended lately and none hangs, or a program is waited for. Asked again and again.</summary>
    public bool IsWell
    {
        get
        {
            lock (_gate)
            {
                if (programs() > 0) _program = clock.GetTimestamp();
                return IsWithin(Patience, _look) && (_underWay.Count == 0 || IsWithin(Patience, _program) || (IsWithin(Patience, _end) && _underWay.Values.All(began => IsWithin(Longest, began))));
            }
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
        lock (_gate)
        {
            if (_underWay.Count == 0) _end = clock.GetTimestamp();
            _underWay[app] = clock.GetTimestamp();
        }

        try
        {
            return await pass(app).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _underWay.Remove(app);
                _end = clock.GetTimestamp();
            }
        }
    }

    private bool IsWithin(TimeSpan time, long then) => clock.GetElapsedTime(then) < time;
}
