using System.Diagnostics;
using Piku.Domain.Apps;
using Piku.Domain.Keys;
using Piku.Domain.Releases;
using Piku.Domain.Settings;

namespace Piku.Ssh.Questions;

/// <summary>An event in words. Names of settings are shown, and their values only when that is asked for.</summary>
internal static class EventWords
{
    public static string Of(AppEvent happened, bool reveal) => happened switch
    {
        AppEvent.Created => "created",
        AppEvent.SlugReceived(var slug) => $"received {slug.Commit[..Math.Min(7, slug.Commit.Length)]} {slug.Subject}".TrimEnd(),
        AppEvent.TakenOver(var from, _) => $"taken over from {SettingValues.OneLine(from)}",
        AppEvent.ConfigChanged(var set, var unset) => "config: " + string.Join(", ", set.Select(s => reveal ? $"set {s.Key}={Shown(s.Value)}" : $"set {s.Key}").Concat(unset.Select(k => $"unset {k}"))),
        AppEvent.ReleaseCreated made => $"v{made.Number} made by {Named(made.Cause)}: {made.Note}",
        AppEvent.ReleaseBuilt(var number, _, _) => $"v{number} built",
        AppEvent.PortsAllotted(_, var ports) => "given ports: " + string.Join(", ", ports.Select(p => $"{p.Key} {p.Value}")),
        AppEvent.WentLive(var generation, _) => $"generation {generation} went live",
        AppEvent.RolloutFailed(var generation, var reason, _) => $"generation {generation} failed: {reason}",
        AppEvent.MaintenanceBegan => "maintenance on",
        AppEvent.MaintenanceEnded => "maintenance off",
        AppEvent.CloudflareAsked(_, var ranges) => $"Cloudflare named {ranges.Length} ranges of addresses",
        AppEvent.IncludeRead(_, var path, _) => $"read {path} for nginx",
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
        AppEvent.Repaired(_, var what, _, _, var kept, var isLeft) => $"{(isLeft ? "left as it is, though it is not as it should be" : "written again, for it was not as it should be")}: {string.Join(", ", what)}{(kept is null ? "" : $"; what was there is in {kept}")}",
        AppEvent.CronFailed(var kind, var reason) => $"{kind} failed: {reason}",
        AppEvent.CronRecovered(var kind) => $"{kind} ends well again",
        AppEvent.Destroyed => "destroyed",
        KeyEvent keys => Of(keys),
        _ => throw new UnreachableException($"No words for {happened.GetType().Name}."),
    };

    private static string Of(KeyEvent happened) => happened switch
    {
        KeyEvent.Added(var key) => $"key '{key.Name}' added, which may {Rights.Does(key)}{Hidden(key)}: {key.Public.Fingerprint}",
        KeyEvent.Adopted(var key) => $"key '{key.Name}' adopted from the file of sshd, as an earlier piku wrote it; it may {Rights.Does(key)}{Hidden(key)}: {key.Public.Fingerprint}",
        KeyEvent.Changed(var name, var role, var apps, var reveal) => new Key(name, new PublicKey("", "", ""), role, apps, reveal) is var key ? $"key '{name}' may {Rights.Does(key)} from now on{Hidden(key)}" : "",
        KeyEvent.Rotated(var name, var key) => $"key '{name}' replaced by {key.Fingerprint}",
        KeyEvent.Removed(var name) => $"key '{name}' removed",
        _ => throw new UnreachableException($"No words for {happened.GetType().Name}."),
    };

    private static string Hidden(Key key) => Rights.SeesValues(key) ? "" : ", without values of settings";

    /// <summary>On one line, whatever is in it.</summary>
    private static string Shown(string value) => value == SettingValues.Unreadable
        ? "(its key is gone)"
        : SettingValues.OneLine(value);

    private static string Named(ReleaseCause cause) => cause switch
    {
        ReleaseCause.Push => "a push",
        ReleaseCause.Config => "a setting",
        ReleaseCause.Deploy => "a deploy",
        ReleaseCause.Rollback => "a rollback",
        ReleaseCause.Fallback => "a fallback",
    };
}
