using System.Text.RegularExpressions;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Keys;

/// <summary>sshd's file of keys. Lines that are not ours are kept as they are.</summary>
internal static partial class AuthorizedKeys
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Lets the owner of a key push and use verbs, and do nothing else; in the place of a former line of the same key.</summary>
    /// <remarks>By <c>exec</c>, or a shell would stay between sshd and us, and Ctrl-C would end that, and with it the session, whatever the command does about it.</remarks>
    public static void Allow(Session session, PublicKey key, KeyOwner owner)
    {
        var path = session.Root.AuthorizedKeys;
        var forced = $"exec {Environment.ProcessPath} --root {session.Root.Root} ssh --key {owner.Name} --fingerprint {key.Fingerprint}{(owner.MayReveal ? "" : " --no-reveal")}";
        var lines = Lines(session).ToList();
        var place = lines.FindIndex(line => line.Contains(key.Blob, StringComparison.Ordinal));
        lines.RemoveAll(line => line.Contains(key.Blob, StringComparison.Ordinal));
        lines.Insert(place < 0 ? lines.Count : place, $"restrict,pty,command=\"{forced}\" {key.Type} {key.Blob} {owner.Name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnFile | UnixFileMode.UserExecute);
        session.Host.WriteFile(path, string.Join('\n', [.. lines, ""]));
        File.SetUnixFileMode(path, OwnFile);
    }

    /// <summary>The lines that <see cref="Allow"/> has written.</summary>
    public static IEnumerable<string> OurLines(Session session) => Lines(session).Where(line => Ours().IsMatch(line));

    /// <summary>Allows what the lines of another box allowed there.</summary>
    public static void Take(Session session, IEnumerable<string> lines)
    {
        foreach (var line in lines.Select(line => Ours().Match(line)).Where(line => line.Success))
            if (PublicKey.TryParse(line.Groups["key"].Value) is { } key) Allow(session, key, new KeyOwner(line.Groups["owner"].Value, !line.Groups["mask"].Success));
    }

    private static IEnumerable<string> Lines(Session session) => (session.Host.ReadText(session.Root.AuthorizedKeys) ?? "").Split('\n').Where(line => line != "");

    [GeneratedRegex(@"\Arestrict,pty,command=""[^""]* ssh --key (?<owner>[A-Za-z0-9._@+-]{1,64}) --fingerprint [A-Za-z0-9:+/]+(?<mask> --no-reveal)?"" (?<key>.*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Ours();
}
