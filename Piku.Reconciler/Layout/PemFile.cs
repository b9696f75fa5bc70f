using Piku.Domain.Apps;

namespace Piku.Reconciler.Layout;

/// <summary>One file for a certificate, its chain and its key, so that no two of them can belong to different pairs; its first line says whose it is, and shows damage.</summary>
public static class PemFile
{
    /// <summary>Of the pair, whatever file it is in.</summary>
    public static string Fingerprint(string pem) => Digest.Fingerprint(pem);

    public static string Of(AppName app, string pem) => Ownership.Mark('#', app, Sum(pem)) + pem;

    /// <summary>Whether the file is the app's, and as it was written.</summary>
    public static bool IsWhole(AppName app, string text) =>
        Ownership.IsOf(app, text) && text.IndexOf('\n', StringComparison.Ordinal) is var end && text.AsSpan(0, end).EndsWith(Sum(text[(end + 1)..]), StringComparison.Ordinal);

    private static string Sum(string pem) => $" sha256={Fingerprint(pem)}";
}
