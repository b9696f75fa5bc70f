using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Output;

namespace Piku.Ssh.Verbs;

/// <summary>How a verb waits for what it has asked for: it shows the rollout's log as it grows, and ends as the rollout ends.</summary>
/// <remarks>The box is looked at whenever the journal's head or the app's logs change, and four times a second in any case.</remarks>
public sealed class Following(Session session, AppName app)
{
    private const int Page = 500;

    private static readonly TimeSpan AnyCase = TimeSpan.FromMilliseconds(250);

    /// <summary>How long something may stand in the way before a verb stops waiting for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Waits for what was recorded to take effect; of what is only planned it tells what that would be.</summary>
    /// <returns>The exit code: 0 when it did, or when no daemon runs that could do it now.</returns>
    public int Follow(Outcome.Done done)
    {
        if (session.Sheet is { } sheet) return sheet.Tell(session, app);
        if (done.Recorded.Count == 0) return Said("Nothing has to change");
        var seq = done.Recorded[^1].Seq;
        if (!session.PikudRuns) return Said($"Recorded as #{seq}; pikud is not running, so it takes effect once it is");
        return done.App.Candidate is { } candidate && done.Recorded.Any(r => r.Event is AppEvent.ReleaseCreated or AppEvent.Restarted or AppEvent.Started)
            ? Rollout(candidate, done.App.Release(candidate.Release).Slug, seq)
            : Convergence(done.App);
    }

    /// <summary>Waits until a rollout is live or has failed, and shows its log.</summary>
    /// <exception cref="IOException">Whoever asked has gone.</exception>
    /// <param name="slug">The code that it rolls out; by the time that it ends, its release may be too old to be remembered.</param>
    public int Rollout(Rollout rollout, string slug, long since)
    {
        var log = new GrowingFile(session.Root.RolloutLog(app, rollout.Generation));
        using var watch = new Watch(session.Root.State, session.Root.Logs(app));
        var ended = (End?)null;
        var obstacle = new Obstacle(session, app);
        var steps = new StepTimes(session.Screen, session.Clock);
        while (ended is null)
        {
            ended = EndOf(rollout, slug, since);
            foreach (var line in log.NewLines()) steps.Say(line);
            steps.Tick();
            if (ended is null && FarEnd.HasGone) throw new IOException("Nobody waits for the end of this any more.");
            if (ended is null && obstacle.Lasting() is { } why) ended = new End(false, why, null);
            if (ended is null) watch.Wait(AnyCase);
        }

        steps.End();
        if (ended.Next is { } next) return Rollout(next, slug, since);
        if (!ended.Well) session.Screen.Error(ended.Reason);
        return ended.Well ? 0 : 1;
    }

    private sealed record End(bool Well, string Reason, Rollout? Next);

    /// <summary>Gives up once something has stood in the way for the whole patience.</summary>
    private sealed class Obstacle(Session session, AppName app)
    {
        private long? _since;

        /// <summary>The sentence about it; null while there is hope.</summary>
        public string? Lasting()
        {
            if (InTheWay() is not { } reason)
            {
                _since = null;
                return null;
            }

            _since ??= session.Clock.GetTimestamp();
            return session.Clock.GetElapsedTime(_since.Value) > Patience ? $"this cannot be done now: {reason}." : null;
        }

        private string? InTheWay() =>
            !session.PikudRuns ? "pikud has stopped"
            : session.Board.Read(app) is { IsStuck: true, Reason: var reason } ? reason.TrimEnd('.')
            : DiskTrouble.Seen(session.Root.Root);
    }

    private End? EndOf(Rollout rollout, string slug, long since)
    {
        var end = Since(since).Where(r => r.App == app).Select(r => r.Event).FirstOrDefault(e => e switch
        {
            AppEvent.WentLive(var generation, _) => generation == rollout.Generation,
            AppEvent.RolloutFailed(var generation, _, _) => generation == rollout.Generation,
            AppEvent.RolloutSuperseded(var generation, _) => generation == rollout.Generation,
            AppEvent.Destroyed => true,
            _ => false,
        });
        return end switch
        {
            null => null,
            AppEvent.WentLive => new End(true, "", null),
            AppEvent.RolloutFailed(_, var reason, _) => new End(false, $"{reason}.{Serving()}", null),
            AppEvent.RolloutSuperseded => Superseded(rollout, slug),
            _ => new End(false, $"app '{app}' was destroyed meanwhile.", null),
        };
    }

    /// <summary>All that was recorded since, however much a busy box records meanwhile.</summary>
    private IEnumerable<Recorded> Since(long seq)
    {
        while (session.Journal.After(seq, Page) is { Count: > 0 } page)
        {
            foreach (var recorded in page) yield return recorded;
            seq = page[^1].Seq;
        }
    }

    /// <summary>A newer release of the same code, such as one by a changed setting, carries what was waited for.</summary>
    private End Superseded(Rollout rollout, string slug)
    {
        var now = session.Journal.Read(app);
        return (now.Candidate ?? now.Live) is { } next && next.Generation > rollout.Generation && now.Release(next.Release).Slug == slug
            ? new End(true, "", next)
            : new End(false, $"v{rollout.Release} of '{app}' was superseded by a newer release.", null);
    }

    private string Serving() => session.Journal.Read(app) is { Live: { } live, State: AppState.Running } ? $" v{live.Release} goes on serving." : "";

    /// <summary>Waits for a verdict on the app as it now is.</summary>
    private int Convergence(App now)
    {
        var log = now.Live is { } live ? new GrowingFile(session.Root.RolloutLog(app, live.Generation)).AtEnd() : null;
        using var watch = new Watch(session.Root.Verdicts, session.Root.Logs(app));
        var obstacle = new Obstacle(session, app);
        while (true)
        {
            var posted = session.Board.Read(app);
            foreach (var line in log?.NewLines() ?? []) session.Screen.Logged(line);
            if (posted is { IsConverged: true } && posted.Version >= now.Version) return 0;
            if (obstacle.Lasting() is { } why)
            {
                session.Screen.Error($"{why} It is recorded, and done once it can be.");
                return 1;
            }

            watch.Wait(AnyCase);
        }
    }

    private int Said(string text)
    {
        session.Screen.Step(text);
        return 0;
    }
}
