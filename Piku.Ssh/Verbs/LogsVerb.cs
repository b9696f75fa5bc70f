using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Planning;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>The logs of an app's processes, each line with its process before it; or all that the rollouts of a release have said.</summary>
internal static class LogsVerb
{
    private const int Most = 100_000;

    private const int Usual = 100;

    public static void Logs(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var process = new Argument<string?>("PROCESS") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(process);
        var (follow, count, release) = (new Option<bool>("-f"), new Option<int?>("-n"), new Option<string?>("--release"));
        foreach (var option in new Option[] { follow, count, release }) command.Options.Add(option);
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var (wanted, number) = (parsed.GetValue(process), parsed.GetValue(count));
            if (number is < 0 or > Most) throw new RefusedException($"-n should be a number from 0 to {Most}.");
            if (parsed.GetValue(release) is not { } text) return new Shown(session, app.Name, wanted, parsed.GetValue(json)).Show(number ?? Usual, parsed.GetValue(follow));
            if (wanted is not null || parsed.GetValue(follow)) throw new RefusedException($"the log of a release is that of all its processes, and shown as it is now; leave out PROCESS and -f.");
            return OfRelease(session, app, ReleaseNumber.Parse(text), number ?? int.MaxValue, parsed.GetValue(json));
        });
    }

    private static int OfRelease(Session session, App app, int number, int lines, bool asJson)
    {
        var releases = ReleaseTable.Of(Backwards.Of(session.Journal, app.Name), Math.Max(1, app.LastRelease - number + 1));
        if (releases.FirstOrDefault(row => row.Number == number) is not { } row) throw new RefusedException($"app '{app.Name}' has no release v{number}; see: releases {app.Name}.");
        var logs = row.Generations.Select(generation => (Generation: generation, Text: session.Host.ReadText(session.Root.RolloutLog(app.Name, generation)))).Where(log => log.Text is not null).ToList();
        if (logs.Count == 0) throw new RefusedException($"there is no log of v{number} of '{app.Name}'; those of the newest {Surplus.KeptLogs} rollouts are kept.");
        var said = logs.SelectMany(log => log.Text!.TrimEnd('\n').Split('\n').Select(line => (log.Generation, Line: line))).ToList();
        foreach (var (generation, line) in said.TakeLast(lines))
        {
            if (!asJson) session.Screen.Logged(line);
            else session.Screen.Line(JsonLine.Of(json =>
            {
                json.Number("release", number);
                json.Number("generation", generation);
                json.Text("line", line);
            }));
        }

        return 0;
    }

    /// <summary>The logs of processes: all, those of one kind, or one.</summary>
    private sealed record Shown(Session Session, AppName App, string? Wanted, bool AsJson)
    {
        public int Show(int number, bool follows)
        {
            var followed = follows ? Followed() : null;
            var logs = Files();
            if (logs.IsEmpty && Wanted is not null) throw new RefusedException($"app '{App}' has no log of '{Wanted}'; see: ps {App}.");
            foreach (var log in logs)
                foreach (var line in Session.Host.Tail(Session.Root.ProcessLog(App, log), number)) Say(log, logs, line);
            return followed?.Invoke() ?? 0;
        }

        private ImmutableArray<string> Files() =>
        [
            .. Session.Host.List(Session.Root.Logs(App))
                .Where(file => file.EndsWith(".log", StringComparison.Ordinal) && !file.StartsWith("rollout-", StringComparison.Ordinal))
                .Select(file => file[..^".log".Length])
                .Where(log => Wanted is null || log == Wanted || log[..Math.Max(0, log.LastIndexOf('.'))] == Wanted)
                .Order(StringComparer.Ordinal),
        ];

        private Func<int> Followed()
        {
            var watch = new Watch(Session.Root.Logs(App));
            var files = Files().ToDictionary(log => log, log => new GrowingFile(Session.Root.ProcessLog(App, log)).AtEnd());
            return () =>
            {
                using (watch)
                {
                    while (!FarEnd.HasGone)
                    {
                        foreach (var log in Files().Where(log => !files.ContainsKey(log))) files[log] = new GrowingFile(Session.Root.ProcessLog(App, log));
                        foreach (var (log, file) in files)
                            foreach (var line in file.NewLines()) Say(log, files.Keys, line);
                        watch.Wait(TimeSpan.FromSeconds(1));
                    }

                    return 0;
                }
            };
        }

        private void Say(string log, IEnumerable<string> logs, string line) => Session.Screen.Line(!AsJson
            ? $"{log.PadRight(logs.Max(l => l.Length))} | {line}"
            : JsonLine.Of(json =>
            {
                json.Text("process", log);
                json.Text("line", line);
            }));
    }
}
