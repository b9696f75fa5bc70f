using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Ssh.Output;

namespace Piku.Ssh.Verbs;

/// <summary>Verbs about apps and their processes.</summary>
internal static class AppVerbs
{
    public static void Apps(Command command, Session session)
    {
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var apps = session.Journal.ReadAll().Where(app => app.Exists && session.Sees(app.Name)).ToList();
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => line.List("apps", apps, app => Write(line, app))));
            else if (apps.Count == 0) session.Screen.Line("There are no apps yet; push one: git push piku main.");
            else foreach (var app in apps) session.Screen.Line($"{(Runs(app) ? '*' : ' ')}{app.Name}");
            return 0;
        });
    }

    private static bool Runs(App app) => app is { State: AppState.Running, Live: not null };

    private static void Write(Utf8JsonWriter json, App app)
    {
        json.Text("app", app.Name.Value);
        json.WriteBoolean("running", Runs(app));
        json.WriteBoolean("stopped", app.State == AppState.Stopped);
        json.WriteBoolean("maintenance", app.Maintenance is not null);
        json.Number("liveRelease", app.Live?.Release);
        json.Number("nextRelease", app.Candidate?.Release);
    }

    public static void Scale(Command command, Session session)
    {
        var name = Argument(command, "APP");
        var counts = Arguments(command, "KIND=N");
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var wanted = parsed.GetRequiredValue(counts).Select(Count).Aggregate(
                ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), (all, one) => all.SetItem(one.Kind, one.Number));
            var done = session.Record(app.Name, _ => new AppCommand.Scale(wanted), $"ps:scale {app.Name} {string.Join(' ', wanted.Select(w => $"{w.Key}={w.Value}"))}");
            foreach (var (kind, number) in wanted) session.Screen.Step($"Scaling '{app.Name}:{kind}' to {number}");
            return new Following(session, app.Name).Follow(done);
        });
    }

    public static void Deploy(Command command, Session session) =>
        Changing(command, session, "Deploying app", app => new AppCommand.Deploy(app.LastRelease + 1));

    public static void Cancel(Command command, Session session)
    {
        var name = Argument(command, "APP");
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            if (app.Candidate is not { } candidate) throw new RefusedException($"nothing of '{app.Name}' is on its way that could be cancelled; see: releases {app.Name}.");
            var done = session.Record(app.Name, _ => new AppCommand.ReportFailed(candidate.Generation, "it was cancelled"), $"deploy:cancel {app.Name}");
            if (done.Recorded.Count == 0) throw new RefusedException($"v{candidate.Release} of '{app.Name}' has come to its end meanwhile; there is nothing left to cancel; see: releases {app.Name}.");
            session.Screen.Step($"v{candidate.Release} of '{app.Name}' is cancelled");
            return new Following(session, app.Name).Follow(done);
        });
    }

    public static void Restart(Command command, Session session) =>
        Changing(command, session, "Restarting app", app => new AppCommand.Restart(app.LastGeneration + 1));

    public static void Stop(Command command, Session session) => Changing(command, session, "Stopping app", _ => new AppCommand.Stop());

    public static void Start(Command command, Session session) => Changing(command, session, "Starting app", _ => new AppCommand.Start());

    public static void Destroy(Command command, Session session) => Changing(command, session, "Destroying app", _ => new AppCommand.Destroy(), app =>
        session.Screen.Step($"'{app}' is gone; what it kept stays in {session.Root.Data(app)}"));

    public static Argument<string> Argument(Command command, string name)
    {
        var argument = new Argument<string>(name);
        command.Arguments.Add(argument);
        return argument;
    }

    public static Argument<string[]> Arguments(Command command, string name)
    {
        var arguments = new Argument<string[]>(name) { Arity = ArgumentArity.OneOrMore };
        command.Arguments.Add(arguments);
        return arguments;
    }

    private static void Changing(Command command, Session session, string title, Func<App, AppCommand> ask, Action<AppName>? afterwards = null)
    {
        var name = Argument(command, "APP");
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var done = session.Record(app.Name, ask, $"{command.Name} {app.Name}");
            session.Screen.Step($"{title} '{app.Name}'");
            var code = new Following(session, app.Name).Follow(done);
            if (code == 0) afterwards?.Invoke(app.Name);
            return code;
        });
    }

    private static (string Kind, int Number) Count(string text) =>
        text.Split('=') is [{ Length: > 0 } kind, var number] && int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? (kind, count)
            : throw new RefusedException($"'{text}' is not KIND=N; write, for example, web=2.");
}
