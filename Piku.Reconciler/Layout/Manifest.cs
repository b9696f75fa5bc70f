using System.Globalization;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Layout;

/// <summary>What is known of a slug or an environment: <c>key=value</c> lines, written down so that nobody has to walk through its files.</summary>
public static class Manifest
{
    private const string Bytes = "bytes=";

    /// <param name="release">The release that it was built for; others may have come to use it since.</param>
    public static string OfEnvironment(AppName app, string runtime, int release, long bytes) =>
        $"{Ownership.Mark('#', app)}runtime={runtime}\nrelease={release.ToString(CultureInfo.InvariantCulture)}\n{Sized(bytes)}";

    public static string OfSlug(AppName app, string commit, long bytes) => $"{Ownership.Mark('#', app)}commit={commit}\n{Sized(bytes)}";

    /// <summary>How large the folder's files are together; null when the text does not say, as those that were written before manifests had sizes.</summary>
    public static long? BytesOf(string? text) =>
        text?.Split('\n').FirstOrDefault(line => line.StartsWith(Bytes, StringComparison.Ordinal)) is { } line
        && long.TryParse(line.AsSpan(Bytes.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : null;

    private static string Sized(long bytes) => $"{Bytes}{bytes.ToString(CultureInfo.InvariantCulture)}\n";
}
