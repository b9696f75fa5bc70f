using System.Collections.Immutable;
using Piku.Reconciler.Layout;
using Piku.Ssh.Output;

namespace Piku.Ssh.Migration;

/// <summary>A migration in words.</summary>
public static class MigrationText
{
    /// <summary>An app, and under it what it brings along; the same before it is done and afterwards.</summary>
    public static IEnumerable<string> Of(Adoption adoption, OldRoot old, RootLayout root) => (adoption switch
    {
        Adoption.Here => (string[])[$"{adoption.Name}: was taken over before, and is left as it is"],
        Adoption.Held(_, var why) => [$"{adoption.Name}: left out", .. Row("because", why)],
        Adoption.Taken taken => [$"{taken.Name}: commit {taken.Slug.Commit[..7]} {taken.Slug.Subject}".TrimEnd(), .. Rows(taken, old, root)],
        _ => throw new System.Diagnostics.UnreachableException(adoption.GetType().Name),
    }).Select(Table.Plain);

    /// <summary>What only its owner can do, once the apps were looked at here.</summary>
    public static ImmutableArray<string> Checklist(OldRoot old, RootLayout root) =>
    [
        "When you have looked at the apps here, what is left to do by hand:",
        $"  1. End the old piku, so that its apps run once: systemctl disable --now uwsgi-piku.service (or whatever runs uWSGI on {old.Vassals}, such as a line @reboot in its crontab).",
        $"  2. Take its sites out of nginx: delete the line 'include {old.Path}/nginx/*.conf;' (mostly in /etc/nginx/sites-available/default), and: systemctl reload nginx.",
        .. root.HttpListen == "80" ? Array.Empty<string>() : [$"  3. Have this piku listen where the old one did; it listens on {root.HttpListen} now: piku setup --http-listen 80 --tls-listen 443, and restart pikud and nginx."],
        $"  {(root.HttpListen == "80" ? 3 : 4)}. Have others push here: git remote set-url piku {root.User}@BOX:APP.",
        $"Nothing below {old.Path} was changed; keep it until you are sure.",
    ];

    /// <summary>About sshd's keys; nothing where the original has none.</summary>
    /// <param name="isShared">Whether sshd reads the file for both.</param>
    public static IEnumerable<string> Keys(OldRoot old, IReadOnlyList<OldKey> fresh, bool isShared, bool areTaken) => (fresh, isShared, areTaken) switch
    {
        ([], _, _) => [],
        (_, true, false) => [$"keys: {Named(fresh)} may push to the old piku, and sshd reads {old.AuthorizedKeys} for both, so they stay with it; once you switch over: migrate {old.Path} --apply --keys"],
        (_, true, true) => [$"keys: {Named(fresh)} may push here and use verbs, and to the old piku no more"],
        _ => [$"keys: {Named(fresh)} may push here and use verbs, besides the old piku"],
    };

    private static string Named(IReadOnlyList<OldKey> keys) => string.Join(", ", keys.Select(key => key.Owner));

    private static IEnumerable<string> Rows(Adoption.Taken taken, OldRoot old, RootLayout root) =>
    [
        .. Row("state", taken.Runs ? "runs" : "stopped, until it is started here"),
        .. Row("settings", string.Join(", ", taken.Config.Keys)),
        .. Row("processes", string.Join(", ", taken.Counts.Select(count => $"{count.Key}={count.Value}"))),
        .. Row("port", taken.Port is { } port ? $"{port} for web.1, as it was" : ""),
        .. Row("host names", string.Join(", ", taken.ServerNames)),
        .. Row("data", taken.HasData ? $"{old.Data(taken.Name)} is copied to {root.Data(taken.App)}" : ""),
        .. taken.Leftovers.Carried.SelectMany(path => Row("beside code", $"{old.WorkTree(taken.Name)}/{path} is copied to {root.Data(taken.App)}/{path}")),
        .. Row("links", taken.Leftovers.Linked.IsEmpty ? "" : $"its code goes on finding {string.Join(", ", taken.Leftovers.Linked)} beside it, by PIKU_LINKS; better, have it use $DATA_ROOT, and then: config:unset {taken.Name} PIKU_LINKS"),
        .. Row("certificate", taken.Certificate is { } given ? $"that of {given.Pair.Issuer}" : ""),
        .. taken.Notes.SelectMany(note => Row("note", note)),
    ];

    private static IEnumerable<string> Row(string what, string text) => text == "" ? [] : [$"    {what,-12} {text}"];
}
