using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Ssh.Git;
using Piku.Ssh.Plans;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>Brings back what was: a whole release, or what one event changed.</summary>
internal static class RollbackVerb
{
    public static void Rollback(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var point = new Argument<string?>("vN|#EVENT") { Arity = ArgumentArity.ZeroOrOne };
        var to = new Option<string?>("--to");
        var yes = new Option<bool>("--yes");
        command.Arguments.Add(point);
        command.Options.Add(to);
        command.Options.Add(yes);
        command.SetAction(async (parsed, cancel) =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var lookup = new Lookup(session, app);
            var target = (parsed.GetValue(point), parsed.GetValue(to)) switch
            {
                ({ }, { }) => throw new RefusedException("name a release or event, or a time by --to, and not both."),
                ({ } text, _) => lookup.At(text),
                (_, { } time) => lookup.At(new Point.Time(Moment.Parse(time, session.Clock.GetUtcNow(), session.Clock.LocalTimeZone))),
                _ => lookup.Previous,
            };
            var rollback = new AppCommand.Rollback(app.LastRelease + 1, target.Former.Release, target.Former.Slug);
            var decision = AppDecider.Decide(rollback, app);
            if (decision is Decision.Refused(var refusal)) throw new RefusedException(refusal.Sentence);
            if (decision is not Decision.Accepted { Events.IsEmpty: true }) Announce(session, app, lookup.Now, target);
            if (session.Sheet is { } sheet) return Plan(session, sheet, app.Name, rollback);
            if (!parsed.GetValue(yes) && !Confirmed(session)) return Declined(session);
            var done = await Restore(session, app.Name, rollback, cancel).ConfigureAwait(false);
            return new Following(session, app.Name).Follow(done);
        });
    }

    private static void Announce(Session session, App app, Found now, Found target)
    {
        var former = target.Former.Release;
        session.Screen.Step($"Rolling '{app.Name}' back from v{now.Former.Release.Number} to {target.Name}: {former.Note}");
        foreach (var line in ComparisonText.Lines(Comparison.Of(session.Root, app, now with { App = app }, target with { App = app }, reveal: false))) session.Screen.Line($"       {line}");
        session.Screen.Line("       Databases, and all else that the app keeps, stay as they are: they are not rolled back.");
    }

    /// <summary>Asked only where somebody sits at a terminal.</summary>
    private static bool Confirmed(Session session)
    {
        if (Console.IsInputRedirected) return true;
        session.Screen.Ask("Roll back? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static int Declined(Session session)
    {
        session.Screen.Step("Nothing was changed");
        return 1;
    }

    private static int Plan(Session session, PlanSheet sheet, AppName app, AppCommand.Rollback rollback)
    {
        Record(session, app, rollback);
        if (Directory.Exists(session.Root.Slug(app, rollback.Slug.Fingerprint))) return sheet.Tell(session, app);
        using var commit = SlugFolder.Kept(session, app, $"v{rollback.Former.Number}", rollback.Slug);
        return sheet.Tell(session, app, box => SlugFolder.OnPaper(session, app, commit, rollback.Slug, box));
    }

    /// <summary>Files that have gone come from the repository again.</summary>
    private static async Task<Outcome.Done> Restore(Session session, AppName app, AppCommand.Rollback rollback, CancellationToken cancel)
    {
        var (release, slug) = (rollback.Former, rollback.Slug);
        if (Directory.Exists(session.Root.Slug(app, slug.Fingerprint))) return Record(session, app, rollback);
        session.Screen.Step($"Fetching the files of v{release.Number} from the repository");
        await SlugFolder.Fetch(session, app, $"v{release.Number}", slug, release.Config, cancel).ConfigureAwait(false);
        return Record(session, app, rollback);
    }

    private static Outcome.Done Record(Session session, AppName app, AppCommand.Rollback rollback) => session.Record(app, _ => rollback, $"rollback {app} v{rollback.Former.Number}");
}
