using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Questions;

/// <summary>A folder that a release runs in or with.</summary>
/// <param name="Bytes">Null when nobody has noted it.</param>
/// <param name="SharedWith">The other releases that use the same folder, the newest first.</param>
internal sealed record ReleaseFolder(string Fingerprint, long? Bytes, ImmutableArray<int> SharedWith);

/// <summary>What of a release is on the disk, as its manifests say; nothing is walked through.</summary>
/// <param name="Slug">Null when it is gone; so is <paramref name="Environment"/>, or there never was one.</param>
internal sealed record ReleaseFiles(ReleaseFolder? Slug, ReleaseFolder? Environment)
{
    private IEnumerable<ReleaseFolder> Folders => new[] { Slug, Environment }.OfType<ReleaseFolder>();

    /// <summary>Null when nothing is there, or nobody knows how much.</summary>
    public long? Bytes => Folders.Select(folder => folder.Bytes).Aggregate((long?)null, (sum, bytes) => sum is null ? bytes : sum + (bytes ?? 0));

    public bool IsShared => Folders.Any(folder => !folder.SharedWith.IsEmpty);

    /// <summary>Whether what the release would need in order to run again is gone.</summary>
    public bool IsPruned(ReleaseRow row) => Slug is null || (row.Environment is not null && Environment is null);

    /// <param name="rows">The releases that are told of.</param>
    public static ReleaseFiles Of(RootLayout root, IHostView host, App app, ReleaseRow row, ImmutableArray<ReleaseRow> rows)
    {
        var users = rows.Select(one => (one.Number, one.Slug, one.Environment)).Union(app.Releases.Select(one => (one.Number, one.Slug, one.Environment))).OrderByDescending(one => one.Number).ToList();
        var slug = host.FolderExists(root.Slug(app.Name, row.Slug))
            ? new ReleaseFolder(row.Slug, Manifest.BytesOf(host.ReadText(root.SlugManifest(app.Name, row.Slug))), [.. users.Where(one => one.Slug == row.Slug && one.Number != row.Number).Select(one => one.Number)])
            : null;
        var environment = row.Environment is { } fingerprint && host.ReadText(RootLayout.Manifest(root.Environment(app.Name, fingerprint))) is { } manifest
            ? new ReleaseFolder(fingerprint, Manifest.BytesOf(manifest), [.. users.Where(one => one.Environment == fingerprint && one.Number != row.Number).Select(one => one.Number)])
            : null;
        return new ReleaseFiles(slug, environment);
    }
}
