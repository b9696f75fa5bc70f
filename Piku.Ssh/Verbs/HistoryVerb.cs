using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;

namespace Piku.Ssh.Verbs;

/// <summary>What happened, as lines that a person reads. Names of settings are shown, and never their values.</summary>
internal static class HistoryVerb
{
    private const int Most = 100_000;

    public static void History(Command command, Session session)
    {
        var name = new Argument<string?>("APP") { Arity = ArgumentArity.ZeroOrOne };
        var count = new Option<int>("-n") { DefaultValueFactory = _ => 20 };
        command.Arguments.Add(name);
        command.Options.Add(count);
        command.SetAction(parsed =>
        {
            var number = parsed.GetValue(count);
            if (number is < 1 or > Most) throw new RefusedException($"-n should be a number from 1 to {Most}.");
            var app = parsed.GetValue(name) is { } text ? Session.Name(text) : null;
            var events = session.Journal.Newest(app, number);
            if (app is not null && events.Count == 0) throw new RefusedException($"app '{app}' not found.");
            foreach (var recorded in events) session.Screen.Line(LineOf(recorded));
            return 0;
        });
    }

    private static string LineOf(Recorded recorded) => string.Create(
        CultureInfo.InvariantCulture, $"#{recorded.Seq}  {recorded.At:yyyy-MM-dd HH:mm:ss}Z  {recorded.App}  {Told(recorded.Event)}  ({recorded.By.Actor})");

    private static string Told(AppEvent happened) => happened switch
    {
        AppEvent.Created => "created",
        AppEvent.SlugReceived(var slug) => $"received {slug.Commit[..Math.Min(7, slug.Commit.Length)]} {slug.Subject}".TrimEnd(),
        AppEvent.ConfigChanged(var set, var unset) => "config: " + string.Join(", ", set.Keys.Select(k => $"set {k}").Concat(unset.Select(k => $"unset {k}"))),
        AppEvent.ReleaseCreated(var number, _, _, var cause, var note) => $"v{number} made by {Named(cause)}: {note}",
        AppEvent.ReleaseBuilt(var number, _) => $"v{number} built",
        AppEvent.PortsAllotted(_, var ports) => "given ports: " + string.Join(", ", ports.Select(p => $"{p.Key} {p.Value}")),
        AppEvent.WentLive(var generation, _) => $"generation {generation} went live",
        AppEvent.RolloutFailed(var generation, var reason) => $"generation {generation} failed: {reason}",
        AppEvent.RolloutSuperseded(var generation, var by) => $"generation {generation} superseded by {by}",
        AppEvent.Scaled(var counts) => "scaled: " + string.Join(", ", counts.Select(c => $"{c.Key}={c.Value}")),
        AppEvent.Restarted(var generation) => $"restarted as generation {generation}",
        AppEvent.Stopped => "stopped",
        AppEvent.Started(var generation) => $"started as generation {generation}",
        AppEvent.Destroyed => "destroyed",
        _ => throw new UnreachableException($"No words for {happened.GetType().Name}."),
    };

    private static string Named(ReleaseCause cause) => cause switch
    {
        ReleaseCause.Push => "a push",
        ReleaseCause.Config => "a setting",
        ReleaseCause.Deploy => "a deploy",
    };
}
