using System.Text;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Piku.Domain.Apps;
using Piku.Domain.Settings;

namespace Piku.Reconciler.Journal;

/// <summary>
/// Closes the values of one app's settings with its key, and opens them: AES-256-GCM, bound to the app and the setting, so that a value
/// cannot be moved to another.
/// </summary>
/// <remarks>
/// The nonce is made of the value itself by HMAC-SHA-256 under a second key, so the same value is always the same text: what was sealed
/// twice shows only that it is the same, and an app's state needs no writing where nothing changed. See <c>docs/adr/0008-values-are-sealed.md</c>.
/// </remarks>
internal sealed class Seal
{
    public const int KeySize = 32;

    private const int NonceSize = 12;

    private const int TagSize = 16;

    private const string SealedMark = "sealed:";

    private const string PlainMark = "plain:";

    private readonly AppName _app;
    private readonly byte[] _valueKey;
    private readonly byte[] _nonceKey;

    /// <param name="key">Of <see cref="KeySize"/> bytes that nobody can guess.</param>
    public Seal(AppName app, byte[] key)
    {
        _app = app;
        _valueKey = Mac(key, "piku value"u8);
        _nonceKey = Mac(key, "piku nonce"u8);
    }

    /// <summary>The text of a value that is not sealed, as journals from before there were keys have it.</summary>
    public static string Plain(string value) => PlainMark + value;

    public string Close(string setting, string value)
    {
        var (bound, bytes) = (Bound(setting), Encoding.UTF8.GetBytes(value));
        var nonce = Mac(_nonceKey, [.. bound, .. bytes])[..NonceSize];
        var closed = new byte[NonceSize + bytes.Length + TagSize];
        nonce.CopyTo(closed, 0);
        Run(forEncryption: true, bound, nonce, bytes, closed.AsSpan(NonceSize));
        return SealedMark + Convert.ToBase64String(closed);
    }

    /// <summary>The value; <see cref="SettingValues.Unreadable"/> when it was sealed with another key, or changed.</summary>
    /// <param name="seal">Null where the app's key is gone.</param>
    public static string Open(Seal? seal, string setting, string text) =>
        text.StartsWith(PlainMark, StringComparison.Ordinal) ? text[PlainMark.Length..]
        : seal is not null && text.StartsWith(SealedMark, StringComparison.Ordinal) ? seal.Open(setting, text[SealedMark.Length..])
        : SettingValues.Unreadable;

    private string Open(string setting, string text)
    {
        try
        {
            var closed = Convert.FromBase64String(text);
            if (closed.Length < NonceSize + TagSize) return SettingValues.Unreadable;
            var bytes = new byte[closed.Length - NonceSize - TagSize];
            Run(forEncryption: false, Bound(setting), closed[..NonceSize], closed.AsSpan(NonceSize), bytes);
            return Encoding.UTF8.GetString(bytes);
        }
        catch (Exception e) when (e is InvalidCipherTextException or FormatException)
        {
            return SettingValues.Unreadable;
        }
    }

    private void Run(bool forEncryption, byte[] bound, byte[] nonce, ReadOnlySpan<byte> from, Span<byte> into)
    {
        var cipher = new GcmBlockCipher(new AesEngine());
        cipher.Init(forEncryption, new AeadParameters(new KeyParameter(_valueKey), TagSize * 8, nonce, bound));
        var written = cipher.ProcessBytes(from, into);
        cipher.DoFinal(into[written..]);
    }

    private byte[] Bound(string setting) => Encoding.UTF8.GetBytes($"{_app}\0{setting}\0");

    private static byte[] Mac(byte[] key, ReadOnlySpan<byte> text)
    {
        var mac = new HMac(new Sha256Digest());
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(text);
        var sum = new byte[mac.GetMacSize()];
        mac.DoFinal(sum);
        return sum;
    }
}
