using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Ssh.Verbs;

/// <summary>From what is wrong with an app to what led to it, in sentences.</summary>
internal static class WhyVerb
{
    /// <summary>The newest events that are looked through for causes.</summary>
    private const int Events = 1000;

    private const int LogLines = 5;

    /// <remarks>Ends with 0 when all is well, and with 1 when something is not.</remarks>
    public static void Why(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        command.SetAction(async (parsed, cancel) =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var desired = Projection.Of(session.Root, app);
            var observed = new HostObserver(session.Root, session.Host).Look(app.Name);
            var stuck = session.Board.Read(app.Name) is { IsStuck: true, Reason: var reason } ? reason : null;
            var answered = await Visit(session, app, cancel).ConfigureAwait(false);
            var causes = new Causes(desired, observed, stuck, session.Journal.Newest(app.Name, Events), session.Clock.GetUtcNow(), answered);
            if (app.Live is { } live) session.Screen.Line($"'{app.Name}' runs {causes.Named(app.Release(live.Release))}.");
            if (!session.PikudRuns) session.Screen.Line("pikud is not running, so nothing that is asked for takes effect, and nothing is repaired: start it.");
            foreach (var cause in causes.All) Tell(session, app.Name, cause);
            if (!causes.All.IsEmpty || !session.PikudRuns) return 1;
            session.Screen.Line("All is well.");
            return 0;
        });
    }

    /// <summary>The status that a visitor gets; an app that may sleep is not woken.</summary>
    private static async Task<int?> Visit(Session session, App app, CancellationToken cancel) =>
        app is { State: AppState.Running, Live: { } live } && EffectiveSettings.Of(app, app.Release(live.Release)) is { IdleSeconds: null, ServerNames: [var name, ..] } && !name.StartsWith("*.", StringComparison.Ordinal)
            ? (await session.Host.Ask(new HttpQuestion(session.Root.HttpListen.Contains(':', StringComparison.Ordinal) ? session.Root.HttpListen : $"127.0.0.1:{session.Root.HttpListen}", name, "/"), cancel).ConfigureAwait(false)).Status
            : null;

    private static void Tell(Session session, AppName app, Cause cause)
    {
        session.Screen.Line($"{cause.What}{(cause.ToDo is { } help ? $": {help}" : "")}.");
        if (cause.Process is not { } process) return;
        foreach (var line in ProcessOutput.LastLines(session.Root, session.Host, app, process, LogLines)) session.Screen.Line($"    {process} | {line}");
    }
}
