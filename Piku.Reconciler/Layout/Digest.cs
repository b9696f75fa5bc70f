using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Piku.Reconciler.Layout;

/// <summary>SHA-256, by which content is named and changes are noticed.</summary>
/// <remarks>Not .NET's own, which loads OpenSSL: that costs a verb 5 ms and 4 MB.</remarks>
public static class Digest
{
    public const int Size = 32;

    public static byte[] Sha256(ReadOnlySpan<byte> bytes)
    {
        var digest = new Sha256Digest();
        digest.BlockUpdate(bytes);
        var sum = new byte[Size];
        digest.DoFinal(sum);
        return sum;
    }

    /// <summary>A fingerprint of texts in their order: 16 hexadecimal digits.</summary>
    public static string Fingerprint(params IEnumerable<string?> parts) =>
        Convert.ToHexStringLower(Sha256(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..Digits];

    public static bool IsFingerprint(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigitLower);

    private const int Digits = 16;
}
