using System.Text.RegularExpressions;
using Piku.Domain.Keys;
using Piku.Reconciler.Layout;
using Piku.Ssh.Keys;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Migration;

/// <summary>A key that may push to the original.</summary>
/// <param name="Owner">The name under which it acts here.</param>
/// <param name="Text">The key as OpenSSH has it in files.</param>
public sealed record OldKey(string Owner, string Text);

/// <summary>The keys of the original, in sshd's file: <c>command="FINGERPRINT=… NAME=… …/piku.py $SSH_ORIGINAL_COMMAND",… KEY</c>.</summary>
public static partial class OldKeys
{
    /// <summary>Other lines, such as those of people who log in, are nobody's here.</summary>
    public static IEnumerable<OldKey> In(string text) =>
        from line in text.Split('\n')
        let read = Pattern().Match(line.Trim())
        where read.Success
        let key = PublicKeyLine.TryParse(read.Groups["key"].Value)
        where key is not null
        select new OldKey(OwnerOf(read.Groups["name"].Value, key.Comment), read.Groups["key"].Value);

    /// <summary>Allows them what they could do there; one that is allowed something already keeps to that.</summary>
    internal static void Take(Session session, IEnumerable<OldKey> keys) => KeyVerbs.Admit(session, keys.Select(key => PublicKeyLine.TryParse(key.Text)! with { Comment = key.Owner }), "migrate");

    /// <summary>Those that are not allowed anything yet.</summary>
    internal static IReadOnlyList<OldKey> New(Session session, IEnumerable<OldKey> keys) =>
        [.. keys.Where(key => session.Ring.Of(PublicKeyLine.TryParse(key.Text)!.Key.Fingerprint) is null)];

    /// <summary>The original calls nearly all of them "default".</summary>
    private static string OwnerOf(string name, string comment) => (name, comment) switch
    {
        (not "default", _) when IsName(name) => name,
        (_, var other) when IsName(other) => other,
        _ => "default",
    };

    private static bool IsName(string text) => KeyName.TryParse(text, out _) is not null;

    [GeneratedRegex(@"\Acommand=""FINGERPRINT=\S+ NAME=(?<name>\S+) [^""]*\$SSH_ORIGINAL_COMMAND""(,[^ ""]+)* (?<key>.+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
