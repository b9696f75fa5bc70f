using System.Collections.Immutable;
using System.CommandLine;
using System.Net.Security;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Ssh.Output;

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
        var json = JsonLine.Asked(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var told = await Told(session, app, cancel).ConfigureAwait(false);
            var answer = new Answer(app, app.Live is { } live ? told.Named(app.Release(live.Release)) : null, session.PikudRuns, told.All);
            if (parsed.GetValue(json)) session.Screen.Line(Json(session, answer));
            else Tell(session, answer);
            return answer.IsWell ? 0 : 1;
        });
    }

    /// <summary>What is wrong with the app.</summary>
    public static async Task<ImmutableArray<Cause>> Causes(Session session, App app, CancellationToken cancel) => (await Told(session, app, cancel).ConfigureAwait(false)).All;

    private static async Task<Causes> Told(Session session, App app, CancellationToken cancel)
    {
        var desired = Projection.Of(session.Root, app);
        var observed = new HostObserver(session.Root, session.Host).Look(app.Name);
        var stuck = session.Board.Read(app.Name) is { IsStuck: true, Reason: var reason } ? reason : DiskTrouble.Seen(session.Root.Root);
        var answered = await Visit(session, app, cancel).ConfigureAwait(false);
        return new Causes(desired, observed, stuck, session.Journal.Newest(app.Name, Events), session.Clock.GetUtcNow(), answered);
    }

    /// <param name="Runs">The live release; null when there is none.</param>
    private sealed record Answer(App App, string? Runs, bool PikudRuns, ImmutableArray<Cause> Causes)
    {
        public bool IsWell => Causes.IsEmpty && PikudRuns;
    }

    /// <summary>The status that a visitor gets; an app that may sleep is not woken.</summary>
    private static async Task<int?> Visit(Session session, App app, CancellationToken cancel)
    {
        if (app is not { State: AppState.Running, Live: { } live } || EffectiveSettings.Of(app, app.Release(live.Release)) is not { IdleSeconds: null, ServerNames: [var name, ..] } settings || CertificateNames.IsWildcard(name)) return null;
        var (target, isTls) = NginxTls.Nearest(session.Root, settings);
        return (await session.Host.Ask(new HttpQuestion(target, name, "/", isTls ? (plain, stop) => Secured(plain, name, stop) : null), cancel).ConfigureAwait(false)).Status;
    }

    /// <summary>Whatever certificate there is will do: whether browsers trust it is another question.</summary>
    private static async Task<Stream> Secured(Stream plain, string host, CancellationToken cancel)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null }, cancel).ConfigureAwait(false);
        return secure;
    }

    private static void Tell(Session session, Answer answer)
    {
        var app = answer.App.Name;
        if (answer.Runs is { } runs) session.Screen.Line($"'{app}' runs {runs}.");
        if (!answer.PikudRuns) session.Screen.Line("pikud is not running, so nothing that is asked for takes effect, and nothing is repaired: start it.");
        foreach (var cause in answer.Causes)
        {
            session.Screen.Line($"{cause.What}{(cause.ToDo is { } help ? $": {help}" : "")}.");
            foreach (var line in LogOf(session, app, cause)) session.Screen.Line($"    {cause.Process} | {line}");
        }

        if (answer.IsWell) session.Screen.Line("All is well.");
    }

    private static string Json(Session session, Answer answer) => JsonLine.Of(json =>
    {
        json.Text("app", answer.App.Name.Value);
        json.WriteBoolean("well", answer.IsWell);
        json.Number("liveRelease", answer.App.Live?.Release);
        json.WriteBoolean("pikudRuns", answer.PikudRuns);
        json.List("causes", answer.Causes, cause =>
        {
            json.Text("what", cause.What);
            json.Text("toDo", cause.ToDo);
            json.Text("process", cause.Process);
            json.Texts("log", LogOf(session, answer.App.Name, cause));
        });
    });

    private static IEnumerable<string> LogOf(Session session, AppName app, Cause cause) =>
        cause.Process is { } process ? ProcessOutput.LastLines(session.Root, session.Host, app, process, LogLines) : [];
}
