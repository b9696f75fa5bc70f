using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Planning.Forecasts;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Plans;

/// <summary>Where a verb that is only planned records, and where what would come of it is told.</summary>
/// <param name="screen">The user's; the verb itself has a silent one, for what it says as it goes would not be true.</param>
public sealed class PlanSheet(PaperJournal journal, Screen screen, bool asJson, bool reveal)
{
    public PaperJournal Journal => journal;

    /// <summary>The session as it is for a verb that is only planned.</summary>
    /// <exception cref="RefusedException">Values of settings are not for who asks.</exception>
    public static Session On(Session session, bool asJson, bool reveal)
    {
        if (reveal) session.DemandReveal();
        return session with { Screen = session.Screen.Silenced, Sheet = new PlanSheet(new PaperJournal(session.Journal, session.Clock), session.Screen, asJson, reveal) };
    }

    /// <summary>Tells what the reconciler would do about the app once what was written down here were recorded.</summary>
    /// <param name="brought">Adds the files that a push brings.</param>
    /// <returns>The exit code, 0.</returns>
    public int Tell(Session session, AppName app, Func<PaperBox, PaperBox>? brought = null)
    {
        var now = session.Clock.GetUtcNow();
        var copy = new PaperCopy(session.Root, session.Host, app).Of(now);
        var forecast = Forecast.Of(session.Root, session.Journal.Read(app), journal.Read(app), brought is null ? copy : brought(copy), journal.Host, now);
        var told = new ToldForecast(forecast, journal.Appended, session.PikudRuns, reveal);
        if (asJson) screen.Line(ForecastJson.Of(told));
        else ForecastText.Tell(told, screen);
        return 0;
    }
}
