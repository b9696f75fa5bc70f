using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Piku.Domain.Apps;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Passwords as what nginx keeps of them: <c>$apr1$</c>, as Apache's <c>htpasswd</c> and <c>openssl passwd -apr1</c> make it.</summary>
public static class BasicAuth
{
    private const string Digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private const int Rounds = 1000;

    private const int SaltLength = 8;

    /// <summary>Which bytes of the sum make up four digits each; the scheme's own order.</summary>
    private static readonly int[][] Groups = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5]];

    /// <summary>A line of the file that nginx reads. The salt comes from what is salted, so that the same settings give the same file.</summary>
    public static string Line(AppName app, string user, string password) =>
        $"{user}:{Hash(password, string.Concat(Digest.Sha256(Encoding.UTF8.GetBytes($"{app}\0{user}\0{password}")).Take(SaltLength).Select(b => Digits[b & 63])))}\n";

    public static string Hash(string password, string salt)
    {
        var (secret, salted) = (Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt));
        var inner = Md5(secret, salted, secret);
        var bits = Bits(secret.Length).Select(bit => bit ? (byte)0 : secret[0]).ToArray();
        var sum = Md5(secret, Encoding.UTF8.GetBytes("$apr1$"), salted, [.. Enumerable.Range(0, secret.Length).Select(i => inner[i % inner.Length])], bits);
        for (var i = 0; i < Rounds; i++) sum = Md5(i % 2 == 1 ? secret : sum, i % 3 == 0 ? [] : salted, i % 7 == 0 ? [] : secret, i % 2 == 1 ? sum : secret);
        return $"$apr1${salt}${string.Concat(Groups.Select(g => Coded((sum[g[0]] << 16) | (sum[g[1]] << 8) | sum[g[2]], 4)))}{Coded(sum[11], 2)}";
    }

    /// <summary>The lowest first, up to the highest that is set.</summary>
    private static IEnumerable<bool> Bits(int number)
    {
        // Stryker disable once all : no number here is negative.
        for (; number > 0; number >>= 1) yield return (number & 1) == 1;
    }

    // Stryker disable once bitwise : no number here is negative.
    private static string Coded(int number, int digits) => string.Concat(Enumerable.Range(0, digits).Select(i => Digits[(number >> (6 * i)) & 63]));

    private static byte[] Md5(params ReadOnlySpan<byte[]> parts)
    {
        var digest = new MD5Digest();
        foreach (var part in parts) digest.BlockUpdate(part, 0, part.Length);
        var sum = new byte[digest.GetDigestSize()];
        digest.DoFinal(sum, 0);
        return sum;
    }
}
