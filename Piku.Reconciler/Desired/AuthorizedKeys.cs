using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Domain.Apps;
using Piku.Domain.Keys;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>
/// sshd's file of keys: a line for each key of the ring, with a forced command; and every other line, exactly as somebody has written it.
/// </summary>
/// <remarks>
/// Ours is what bears our forced command, and what has a key of the ring, however it is written: another line of that key would go around its rights.
/// What the line says of the role is for people, and for adoption should the journal be lost: what a key may do is looked up in the ring.
/// </remarks>
public static partial class AuthorizedKeys
{
    /// <summary>The file as it should be. Doing it twice is doing it once.</summary>
    /// <param name="program">The whole path of <c>piku</c>.</param>
    public static string Of(string text, KeyRing ring, string program, string root)
    {
        var left = ring.Keys.ToList();
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var line in LinesOf(text))
        {
            if (left.FirstOrDefault(key => Has(line, key)) is { } ours)
            {
                lines.Add(Line(ours, program, root));
                left.Remove(ours);
            }
            else if (!IsDroppable(line) && !ring.Keys.Any(key => Has(line, key)))
            {
                lines.Add(line);
            }
        }

        return string.Concat(lines.Concat(left.Select(key => Line(key, program, root))).Select(line => line + "\n"));
    }

    /// <summary>Lines that let somebody in and are not ours.</summary>
    public static ImmutableArray<string> Foreign(string text, KeyRing ring) =>
        [.. LinesOf(text).Where(line => line.Trim() is { Length: > 0 } key && key[0] != '#' && !IsOurs(line) && !ring.Keys.Any(one => Has(line, one)))];

    /// <summary>The keys of the lines that bear our forced command, with names that no two share; of a line that says nothing of a role, an admin's.</summary>
    public static ImmutableArray<Key> Adoptable(string text)
    {
        var keys = ImmutableArray.CreateBuilder<Key>();
        foreach (var line in LinesOf(text).Select(line => Ours().Match(line.TrimEnd())).Where(line => line.Success))
        {
            if (PublicKeyLine.TryParse(line.Groups["key"].Value) is not { Key: var key } || keys.Any(one => one.Public == key)) continue;
            var role = Rights.Named(line.Groups["role"].Value) ?? Right.Admin;
            var apps = line.Groups["apps"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(app => AppName.TryParse(app, out _)).OfType<AppName>();
            keys.Add(new Key(FreeName(line.Groups["owner"].Value, keys), key, role, Key.Sorted(apps), !line.Groups["mask"].Success));
        }

        return keys.ToImmutable();
    }

    /// <summary>The name, or with a number behind it when another key has it.</summary>
    public static KeyName FreeName(string wanted, IEnumerable<Key> keys)
    {
        var start = KeyName.TryParse(wanted, out _)?.Value ?? "default";
        var name = KeyName.Parse(start);
        for (var number = 2; keys.Any(key => key.Name == name); number++) name = KeyName.Parse($"{start[..Math.Min(start.Length, KeyName.MaxLength - 5)]}-{number}");
        return name;
    }

    /// <remarks>By <c>exec</c>, or a shell would stay between sshd and us, and Ctrl-C would end that, and with it the session, whatever the command does about it.</remarks>
    private static string Line(Key key, string program, string root) =>
        $"restrict,pty,command=\"exec {program} --root {root} ssh --key {key.Name} --fingerprint {key.Public.Fingerprint}{Limits(key)}\" {key.Public.Type} {key.Public.Blob} {key.Name}";

    private static string Limits(Key key) =>
        (key.Role == Right.Admin ? "" : $" --role {Rights.Name(key.Role)}")
        + (key.Apps.IsEmpty ? "" : $" --apps {string.Join(',', key.Apps)}")
        + (key.MayReveal ? "" : " --no-reveal");

    private static bool IsOurs(string line) => Ours().IsMatch(line.TrimEnd());

    /// <summary>A line of ours with a key that the ring does not know. One whose key cannot be read lets nobody in, and may be somebody's only trace.</summary>
    private static bool IsDroppable(string line) => Ours().Match(line.TrimEnd()) is { Success: true } match && PublicKeyLine.TryParse(match.Groups["key"].Value) is not null;

    /// <summary>What sshd passes over between words, and within the key itself.</summary>
    private static readonly char[] WhiteSpace = [' ', '\t', '\r', '\v', '\f'];

    /// <summary>A comment lets nobody in; before its sign sshd passes over these two alone.</summary>
    private static bool Has(string line, Key key) => !line.TrimStart(' ', '\t').StartsWith('#') && line.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries).Contains(key.Public.Blob);

    private static IEnumerable<string> LinesOf(string text) => text == "" ? [] : (text[^1] == '\n' ? text[..^1] : text).Split('\n');

    [GeneratedRegex(@"\A(?:[A-Za-z0-9-]+(?:=""[^""]*"")?,)*command=""[^""]* ssh --key (?<owner>[A-Za-z0-9._@+-]{1,64}) --fingerprint [A-Za-z0-9:+/]+( --role (?<role>[a-z]+))?( --apps (?<apps>[a-z0-9,-]+))?(?<mask> --no-reveal)?""(?:,[A-Za-z0-9-]+(?:=""[^""]*"")?)* +(?<key>.*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Ours();
}
