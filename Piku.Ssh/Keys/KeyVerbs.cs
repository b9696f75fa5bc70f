using System.CommandLine;
using System.Text.RegularExpressions;
using Piku.Reconciler.Layout;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Keys;

/// <summary>Who may push and use verbs.</summary>
internal static partial class KeyVerbs
{
    public static void SetupSsh(Command command, Session session)
    {
        var file = AppVerbs.Argument(command, "FILE");
        var name = new Option<string?>("--name");
        command.Options.Add(name);
        command.SetAction(parsed =>
        {
            var key = Key().Match(Read(parsed.GetRequiredValue(file)).Trim());
            if (!key.Success || FingerprintOf(key.Groups["blob"].Value) is not { } fingerprint)
                throw new RefusedException("this is not one public key of OpenSSH; give the file that ends in .pub.");
            var owner = parsed.GetValue(name) ?? OwnerOf(key.Groups["comment"].Value);
            if (!Owner().IsMatch(owner)) throw new RefusedException($"'{owner}' cannot be the name of a key: use letters, digits and . _ @ + -, 64 at most.");
            Allow(session, key, owner, fingerprint);
            return 0;
        });
    }

    private static void Allow(Session session, Match key, string owner, string fingerprint)
    {
        var path = session.Root.AuthorizedKeys;
        var blob = key.Groups["blob"].Value;
        var lines = (session.Host.ReadText(path) ?? "").Split('\n').Where(line => line != "" && !line.Contains(blob, StringComparison.Ordinal));
        var forced = $"{Environment.ProcessPath} --root {session.Root.Root} ssh --key {owner} --fingerprint {fingerprint}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        session.Host.WriteFile(path, string.Join('\n', [.. lines, $"restrict,pty,command=\"{forced}\" {key.Groups["type"].Value} {blob} {owner}", ""]));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        session.Screen.Step($"{owner} ({fingerprint}) may push and use verbs");
    }

    private static string Read(string file)
    {
        if (file == "-") return Console.In.ReadToEnd();
        return File.Exists(file) ? File.ReadAllText(file) : throw new RefusedException($"there is no file '{file}'; give the path of a public key, or - to read one from the input.");
    }

    private static string OwnerOf(string comment) => Owner().IsMatch(comment) ? comment : "default";

    /// <summary>As ssh-keygen -l shows it; null when the text is no base64.</summary>
    private static string? FingerprintOf(string blob)
    {
        var bytes = new byte[blob.Length];
        return Convert.TryFromBase64String(blob, bytes, out var length)
            ? "SHA256:" + Convert.ToBase64String(Digest.Sha256(bytes.AsSpan(0, length))).TrimEnd('=')
            : null;
    }

    [GeneratedRegex(@"\A(?<type>(ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+) +(?<blob>[A-Za-z0-9+/]{40,8000}={0,2})( +(?<comment>[^\r\n]*))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Key();

    [GeneratedRegex(@"\A[A-Za-z0-9._@+-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Owner();
}
