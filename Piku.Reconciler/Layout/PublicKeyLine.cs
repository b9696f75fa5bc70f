using System.Text.RegularExpressions;
using Piku.Domain.Keys;

namespace Piku.Reconciler.Layout;

/// <summary>A public key of OpenSSH as its file has it.</summary>
/// <param name="Comment">What stands after it; empty when nothing does.</param>
public sealed partial record PublicKeyLine(PublicKey Key, string Comment)
{
    /// <summary>Null when the text is not one key.</summary>
    public static PublicKeyLine? TryParse(string text) =>
        Pattern().Match(text) is { Success: true } key && FingerprintOf(key.Groups["blob"].Value) is { } fingerprint
            ? new PublicKeyLine(new PublicKey(key.Groups["type"].Value, key.Groups["blob"].Value, fingerprint), key.Groups["comment"].Value)
            : null;

    private static string? FingerprintOf(string blob)
    {
        var bytes = new byte[blob.Length];
        return Convert.TryFromBase64String(blob, bytes, out var length)
            ? "SHA256:" + Convert.ToBase64String(Digest.Sha256(bytes.AsSpan(0, length))).TrimEnd('=')
            : null;
    }

    [GeneratedRegex(@"\A(?<type>(ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+) +(?<blob>[A-Za-z0-9+/]{40,8000}={0,2})( +(?<comment>[^\r\n]*))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
