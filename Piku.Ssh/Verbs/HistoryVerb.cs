using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Domain.Settings;

namespace Piku.Ssh.Verbs;

/// <summary>What happened, as lines that a person reads. Names of settings are shown, and their values only when that is asked for.</summary>
internal static class HistoryVerb
{
    private const int Most = 100_000;

    public static void History(Command command, Session session)
    {
        var name = new Argument<string?>("APP") { Arity = ArgumentArity.ZeroOrOne };
        var count = new Option<int>("-n") { DefaultValueFactory = _ => 20 };
        command.Arguments.Add(name);
        var reveal = new Option<bool>("--reveal");
        command.Options.Add(count);
        command.Options.Add(reveal);
        command.SetAction(parsed =>
        {
            var number = parsed.GetValue(count);
            if (number is < 1 or > Most) throw new RefusedException($"-n should be a number from 1 to {Most}.");
            if (parsed.GetValue(reveal)) session.DemandReveal();
            var app = parsed.GetValue(name) is { } text ? Session.Name(text) : null;
            var events = session.Journal.Newest(app, number);
            if (app is not null && events.Count == 0) throw new RefusedException($"app '{app}' not found.");
            foreach (var recorded in events) session.Screen.Line(LineOf(recorded, parsed.GetValue(reveal)));
            return 0;
        });
    }

    private static string LineOf(Recorded recorded, bool reveal) => string.Create(
        CultureInfo.InvariantCulture, $"#{recorded.Seq}  {recorded.At:yyyy-MM-dd HH:mm:ss}Z  {recorded.App}  {Told(recorded.Event, reveal)}  ({recorded.By.Actor})");

    private static string Told(AppEvent happened, bool reveal) => happened switch
    {
        AppEvent.Created => "created",
        AppEvent.SlugReceived(var slug) => $"received {slug.Commit[..Math.Min(7, slug.Commit.Length)]} {slug.Subject}".TrimEnd(),
        AppEvent.ConfigChanged(var set, var unset) => "config: " + string.Join(", ", set.Select(s => reveal ? $"set {s.Key}={Shown(s.Value)}" : $"set {s.Key}").Concat(unset.Select(k => $"unset {k}"))),
        AppEvent.ReleaseCreated(var number, _, _, var cause, var note) => $"v{number} made by {Named(cause)}: {note}",
        AppEvent.ReleaseBuilt(var number, _) => $"v{number} built",
        AppEvent.PortsAllotted(_, var ports) => "given ports: " + string.Join(", ", ports.Select(p => $"{p.Key} {p.Value}")),
        AppEvent.WentLive(var generation, _) => $"generation {generation} went live",
        AppEvent.RolloutFailed(var generation, var reason) => $"generation {generation} failed: {reason}",
        AppEvent.MaintenanceBegan => "maintenance on",
        AppEvent.MaintenanceEnded => "maintenance off",
        AppEvent.RecreateChosen(var generation, var reason) => $"generation {generation} starts after the one before it has ended: {reason}",
        AppEvent.RolloutSuperseded(var generation, var by) => $"generation {generation} superseded by {by}",
        AppEvent.Scaled(var counts) => "scaled: " + string.Join(", ", counts.Select(c => $"{c.Key}={c.Value}")),
        AppEvent.Restarted(var generation) => $"restarted as generation {generation}",
        AppEvent.Stopped => "stopped",
        AppEvent.Started(var generation) => $"started as generation {generation}",
        AppEvent.CertificateOrdered(var number, var names, var directory) => $"certificate ordered (attempt {number}): {string.Join(", ", names)} from {directory}",
        AppEvent.CertificateInstalled(var pair, _) => $"certificate of {pair.Issuer} installed for {string.Join(", ", pair.Names)}, until {pair.NotAfter:yyyy-MM-dd}",
        AppEvent.CertificateRefused(var number, var reason, _) => $"no certificate (attempt {number}): {reason}",
        AppEvent.CertificateGiven(var pair) => $"certificate of {pair.Issuer} added for {string.Join(", ", pair.Names)}, until {pair.NotAfter:yyyy-MM-dd}",
        AppEvent.CertificateRemoved => "certificate removed",
        AppEvent.CertificateLost => "the certificate's file is gone",
        AppEvent.CertificateRenewalAsked => "a new certificate is asked for",
        AppEvent.Destroyed => "destroyed",
        _ => throw new UnreachableException($"No words for {happened.GetType().Name}."),
    };

    /// <summary>On one line, whatever is in it.</summary>
    private static string Shown(string value) => value == SettingValues.Unreadable
        ? "(its key is gone)"
        : string.Concat(value.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()));

    private static string Named(ReleaseCause cause) => cause switch
    {
        ReleaseCause.Push => "a push",
        ReleaseCause.Config => "a setting",
        ReleaseCause.Deploy => "a deploy",
    };
}
