using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;

namespace Piku.Ssh.Verbs;

/// <summary>The logs of an app's processes, each line with its process before it.</summary>
internal static class LogsVerb
{
    private const int Most = 100_000;

    public static void Logs(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var process = new Argument<string?>("PROCESS") { Arity = ArgumentArity.ZeroOrOne };
        var follow = new Option<bool>("-f");
        var count = new Option<int>("-n") { DefaultValueFactory = _ => 100 };
        command.Arguments.Add(process);
        command.Options.Add(follow);
        command.Options.Add(count);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var wanted = parsed.GetValue(process);
            var number = parsed.GetValue(count);
            if (number is < 0 or > Most) throw new RefusedException($"-n should be a number from 0 to {Most}.");
            var followed = parsed.GetValue(follow) ? Followed(session, app.Name, wanted) : null;
            var logs = Files(session, app.Name, wanted);
            if (logs.IsEmpty && wanted is not null) throw new RefusedException($"app '{app.Name}' has no log of '{wanted}'; see: ps {app.Name}.");
            foreach (var log in logs)
                foreach (var line in session.Host.Tail(session.Root.ProcessLog(app.Name, log), number)) session.Screen.Line(Prefixed(log, logs, line));
            return followed?.Invoke() ?? 0;
        });
    }

    /// <summary>The processes that have a log: all, those of one kind, or one.</summary>
    private static ImmutableArray<string> Files(Session session, AppName app, string? wanted) =>
    [
        .. session.Host.List(session.Root.Logs(app))
            .Where(file => file.EndsWith(".log", StringComparison.Ordinal) && !file.StartsWith("rollout-", StringComparison.Ordinal))
            .Select(file => file[..^".log".Length])
            .Where(log => wanted is null || log == wanted || log[..Math.Max(0, log.LastIndexOf('.'))] == wanted)
            .Order(StringComparer.Ordinal),
    ];

    private static Func<int> Followed(Session session, AppName app, string? wanted)
    {
        var watch = new Watch(session.Root.Logs(app));
        var files = Files(session, app, wanted).ToDictionary(log => log, log => new GrowingFile(session.Root.ProcessLog(app, log)).AtEnd());
        return () =>
        {
            using (watch)
            {
                while (!FarEnd.HasGone)
                {
                    foreach (var log in Files(session, app, wanted).Where(log => !files.ContainsKey(log))) files[log] = new GrowingFile(session.Root.ProcessLog(app, log));
                    foreach (var (log, file) in files)
                        foreach (var line in file.NewLines()) session.Screen.Line(Prefixed(log, files.Keys, line));
                    watch.Wait(TimeSpan.FromSeconds(1));
                }

                return 0;
            }
        };
    }

    private static string Prefixed(string log, IEnumerable<string> logs, string line) => $"{log.PadRight(logs.Max(l => l.Length))} | {line}";
}
