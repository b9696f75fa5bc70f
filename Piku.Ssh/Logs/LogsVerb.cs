using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Planning;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Logs;

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
        var (follow, count, release, since, words) = (new Option<bool>("-f"), new Option<int?>("-n"), new Option<string?>("--release"), new Option<string?>("--since"), new Option<string?>("--grep"));
        foreach (var option in new Option[] { follow, count, release, since, words }) command.Options.Add(option);
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var (wanted, number, follows) = (parsed.GetValue(process), parsed.GetValue(count), parsed.GetValue(follow));
            if (number is < 0 or > Most) throw new RefusedException($"-n should be a number from 0 to {Most}.");
            var from = parsed.GetValue(since) is { } time ? Moment.Parse(time, session.Clock.GetUtcNow(), session.Clock.LocalTimeZone) : (DateTimeOffset?)null;
            var wish = new LogWish(from, parsed.GetValue(words), number ?? (from is null ? Usual : Most));
            if (parsed.GetValue(release) is not { } text) return new Shown(session, app.Name, wanted, wish, parsed.GetValue(json)).Show(follows);
            if (wanted is not null || follows || from is not null) throw new RefusedException($"the log of a release is that of all its processes, and shown as it is now; leave out PROCESS, --since and -f.");
            return OfRelease(session, app, ReleaseNumber.Parse(text), wish with { Most = number ?? int.MaxValue }, parsed.GetValue(json));
        });
    }

    private static int OfRelease(Session session, App app, int number, LogWish wish, bool asJson)
    {
        var releases = ReleaseTable.Of(Backwards.Of(session.Journal, app.Name), Math.Max(1, app.LastRelease - number + 1));
        if (releases.FirstOrDefault(row => row.Number == number) is not { } row) throw new RefusedException($"app '{app.Name}' has no release v{number}; see: releases {app.Name}.");
        var logs = row.Generations.Select(generation => (Generation: generation, Text: session.Host.ReadText(session.Root.RolloutLog(app.Name, generation)))).Where(log => log.Text is not null).ToList();
        if (logs.Count == 0) throw new RefusedException($"there is no log of v{number} of '{app.Name}' any more, for those of the newest {Surplus.KeptLogs} rollouts are kept; what it was about: history {app.Name}.");
        var said = logs.SelectMany(log => log.Text!.TrimEnd('\n').Split('\n').Select(line => (log.Generation, Line: line)));
        foreach (var (generation, line) in said.Where(said => wish.Has(new LogLine("", null, said.Line))).TakeLast(wish.Most))
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
    private sealed record Shown(Session Session, AppName App, string? Wanted, LogWish Wish, bool AsJson)
    {
        private ImmutableArray<Logbook> Logs => Logbook.Of(Session.Root.Logs(App), Session.Host.List(Session.Root.Logs(App)), Wanted);

        public int Show(bool follows)
        {
            if (Logs.IsEmpty && Wanted is not null) throw new RefusedException($"app '{App}' has no log of '{Wanted}'; see: ps {App}.");
            if (!follows) Say(Wish.Newest(Logs, wholeOnly: false));
            else Follow();
            return 0;
        }

        /// <summary>What comes while the lines before are read is neither left out nor told twice, but for lines that are put aside in that very moment.</summary>
        private void Follow()
        {
            using var watch = new Watch(Session.Root.Logs(App));
            var followed = Logs.ToDictionary(log => log.Process, log => new FollowedLog(Session.Host, log).AtEnd());
            try
            {
                Say(Wish.Newest(Logs, wholeOnly: true));
                while (!FarEnd.HasGone)
                {
                    foreach (var log in Logs.Where(log => !followed.ContainsKey(log.Process))) followed[log.Process] = new FollowedLog(Session.Host, log);
                    Say(LogMerge.OldestFirst(followed.Values.Select(log => log.NewLines())).Where(Wish.Has));
                    watch.Wait(TimeSpan.FromSeconds(1));
                }
            }
            finally
            {
                foreach (var log in followed.Values) log.Dispose();
            }
        }

        private void Say(IEnumerable<LogLine> lines)
        {
            var processes = Logs.Select(log => log.Process).ToList();
            var width = processes.Select(process => process.Length).DefaultIfEmpty().Max();
            foreach (var (process, at, text) in lines)
            {
                if (!AsJson) Session.Screen.Said(process, processes.IndexOf(process), width, text);
                else Session.Screen.Line(JsonLine.Of(json =>
                {
                    json.Text("process", process);
                    json.Time("at", at);
                    json.Text("line", text);
                }));
            }
        }
    }
}
