using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Piku.Domain.Keys;

namespace Piku.Reconciler.Layout;

/// <summary>A public key of OpenSSH as its file has it.</summary>
/// <param name="Comment">What stands after it; empty when nothing does.</param>
public sealed partial record PublicKeyLine(PublicKey Key, string Comment)
{
    private const int LengthBytes = 4;

    /// <summary>Null when the text is not one key that sshd takes; a certificate is none.</summary>
    public static PublicKeyLine? TryParse(string text) =>
        Pattern().Match(text) is { Success: true } key && FingerprintOf(key.Groups["type"].Value, key.Groups["blob"].Value) is { } fingerprint
            ? new PublicKeyLine(new PublicKey(key.Groups["type"].Value, key.Groups["blob"].Value, fingerprint), key.Groups["comment"].Value)
            : null;

    private static string? FingerprintOf(string type, string blob)
    {
        var bytes = new byte[blob.Length];
        return Convert.TryFromBase64String(blob, bytes, out var length) && IsOf(type, bytes.AsSpan(0, length))
            ? "SHA256:" + Convert.ToBase64String(Digest.Sha256(bytes.AsSpan(0, length))).TrimEnd('=')
            : null;
    }

    /// <summary>A key is its type and its numbers, each with its length before it (RFC 4253, 6.6). sshd takes no other, and its owner would stay outside.</summary>
    private static bool IsOf(string type, ReadOnlySpan<byte> key)
    {
        var fields = 0;
        for (; key.Length >= LengthBytes; fields++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(key);
            if (length > key.Length - LengthBytes || (fields == 0 && Encoding.ASCII.GetString(key.Slice(LengthBytes, (int)length)) != type)) return false;
            key = key[(LengthBytes + (int)length)..];
        }

        return key.IsEmpty && fields > 1;
    }

    [GeneratedRegex(@"\A(?<type>ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) +(?<blob>[A-Za-z0-9+/]{40,8000}={0,2})( +(?<comment>[^\r\n]*))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
