using System.Collections.Concurrent;
using Piku.Domain.Apps;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>Which apps were found as they should be, and by what it is seen that they still are. Nobody but this process knows: after a start every app is looked at anew.</summary>
public sealed class LastLooks(TimeProvider clock)
{
    /// <summary>So much that went unnoticed for reasons nobody has thought of is found after this time at the latest.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<AppName, LastLook> _looks = [];
    private readonly ConcurrentDictionary<AppName, int> _news = [];

    /// <summary>Something was recorded of the app or seen in its files: what is known of it is of before.</summary>
    public void Hear(AppName app) => _news.AddOrUpdate(app, 1, (_, count) => count + 1);

    /// <summary>How often something was heard of the app; asked for before the journal is, lest something is recorded in between.</summary>
    public int News(AppName app) => _news.GetValueOrDefault(app);

    public void Forget() => _looks.Clear();

    /// <summary>How the last pass ended, if another one would end the same way and do nothing; otherwise null, and the app has to be looked at.</summary>
    public Verdict? Of(AppName app)
    {
        if (!_looks.TryGetValue(app, out var look)) return null;
        // One of a later time than now is of before the clock was set back.
        if (clock.GetUtcNow() is var now && look.News == News(app) && look.From <= now && now < look.Until && look.Notes.Hold()) return look.Verdict;
        _looks.TryRemove(app, out _);
        return null;
    }

    /// <param name="news">As it was before the journal was read.</param>
    /// <param name="due">When time alone gives the planner something to do.</param>
    public void Keep(AppName app, int news, Notes notes, Plan plan, DateTimeOffset? due)
    {
        var now = clock.GetUtcNow();
        var latest = now + Longest;
        if (plan is { Steps.IsEmpty: true, Verdict: Verdict.Converged } && notes.CanHold) _looks[app] = new LastLook(news, notes, now, due < latest ? due.Value : latest, plan.Verdict);
    }

    private sealed record LastLook(int News, Notes Notes, DateTimeOffset From, DateTimeOffset Until, Verdict Verdict);
}
