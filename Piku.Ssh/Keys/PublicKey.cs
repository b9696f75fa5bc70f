using System.Text.RegularExpressions;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Keys;

/// <summary>A public key of OpenSSH.</summary>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> shows it.</param>
/// <param name="Comment">What stands after it in its file; empty when nothing does.</param>
internal sealed partial record PublicKey(string Type, string Blob, string Fingerprint, string Comment)
{
    /// <summary>Null when the text is not one key.</summary>
    public static PublicKey? TryParse(string text) =>
        Pattern().Match(text) is { Success: true } key && FingerprintOf(key.Groups["blob"].Value) is { } fingerprint
            ? new PublicKey(key.Groups["type"].Value, key.Groups["blob"].Value, fingerprint, key.Groups["comment"].Value)
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

/// <summary>Whose key it is, and what its owner may see.</summary>
internal sealed partial record KeyOwner(string Name, bool MayReveal)
{
    public static bool IsOne(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9._@+-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
