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
/// <param name="Slug">Null when it is gone; so are <paramref name="Environment"/> and <paramref name="Tree"/>, or there never was one.</param>
internal sealed record ReleaseFiles(ReleaseFolder? Slug, ReleaseFolder? Environment, ReleaseFolder? Tree)
{
    private IEnumerable<ReleaseFolder> Folders => new[] { Slug, Environment, Tree }.OfType<ReleaseFolder>();

    /// <summary>Null when nothing is there, or nobody knows how much.</summary>
    public long? Bytes => Folders.Select(folder => folder.Bytes).Aggregate((long?)null, (sum, bytes) => sum is null ? bytes : sum + (bytes ?? 0));

    public bool IsShared => Folders.Any(folder => !folder.SharedWith.IsEmpty);

    /// <summary>Whether what the release would need in order to run again is gone.</summary>
    public bool IsPruned(ReleaseRow row) => Slug is null || (row.Environment is not null && Environment is null) || (row.Tree is not null && Tree is null);

    /// <param name="rows">The releases that are told of.</param>
    public static ReleaseFiles Of(RootLayout root, IHostView host, App app, ReleaseRow row, ImmutableArray<ReleaseRow> rows)
    {
        var users = rows.Select(one => new Fingerprints(one.Number, one.Slug, one.Environment, one.Tree)).Union(app.Releases.Select(one => new Fingerprints(one.Number, one.Slug, one.Environment, one.Tree))).OrderByDescending(one => one.Number).ToList();
        return new ReleaseFiles(
            host.FolderExists(root.Slug(app.Name, row.Slug)) ? Folder(row.Slug, host.ReadText(root.SlugManifest(app.Name, row.Slug)), one => one.Slug) : null,
            Whole(row.Environment, one => one.Environment),
            Whole(row.Tree, one => one.Tree));

        ReleaseFolder? Whole(string? fingerprint, Func<Fingerprints, string?> of) =>
            fingerprint is not null && host.ReadText(RootLayout.Manifest(root.Environment(app.Name, fingerprint))) is { } manifest ? Folder(fingerprint, manifest, of) : null;

        ReleaseFolder Folder(string fingerprint, string? manifest, Func<Fingerprints, string?> of) =>
            new(fingerprint, Manifest.BytesOf(manifest), [.. users.Where(one => of(one) == fingerprint && one.Number != row.Number).Select(one => one.Number)]);
    }

    /// <summary>The fingerprints of a release.</summary>
    private sealed record Fingerprints(int Number, string Slug, string? Environment, string? Tree);
}
