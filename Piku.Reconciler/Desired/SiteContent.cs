using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>What a site is made of besides its names and where its requests go.</summary>
/// <param name="Door">A link that leads to the files of what is live.</param>
/// <param name="Include">Further directives by the app's author; null where there are none.</param>
/// <param name="Users">Names and hashes of passwords; null where nobody is asked.</param>
/// <param name="Cloudflare">From where Cloudflare comes; null as long as that is not known.</param>
/// <param name="Tls">Where it listens.</param>
public sealed record SiteContent(SiteSettings Settings, string Door, DesiredFile? Include, DesiredFile? Users, CloudflareRanges? Cloudflare, NginxTls Tls)
{
    public static SiteContent Of(RootLayout root, App app, Release release)
    {
        var settings = EffectiveSettings.Of(app, release).Site;
        var include = settings.IncludeFile is { } path ? app.Include(release.Slug, path) : null;
        var users = string.Concat(settings.BasicAuth.Select(pair => BasicAuth.Line(app.Name, pair.Key, pair.Value)));
        return new SiteContent(
            settings,
            root.Door(app.Name, $"files.{Digest.Fingerprint(Named(app.Slug(release), settings))}"),
            include is null ? null : FileOf(root, app.Name, "include", include),
            users == "" ? null : FileOf(root, app.Name, "users", users, FileRights.Private),
            app.Cloudflare,
            NginxTls.Of(settings.All, DesiredCertificate.Of(root, app, settings.All)));
    }

    /// <summary>What has to be there before nginx can take the site.</summary>
    public ImmutableArray<DesiredFile> Files => [.. new[] { Include, Users }.OfType<DesiredFile>()];

    /// <summary>The folder of which visitors see everything that is there to be shown, and whose scripts are run; null where there is none.</summary>
    public static string? DocumentsOf(Slug slug) => slug.Processes.GetValueOrDefault("php")?.TrimEnd('/');

    /// <summary>Whether nginx serves files of the app itself.</summary>
    public static bool HasFiles(App app, Release release) => Named(app.Slug(release), EffectiveSettings.Of(app, release).Site).Any();

    /// <summary>
    /// What a site names behind the door: a release that names something else brings a door of its own, so that no request is answered by the old site and
    /// the new files.
    /// </summary>
    private static IEnumerable<string> Named(Slug slug, SiteSettings settings) =>
        new[] { slug.Processes.GetValueOrDefault("static"), DocumentsOf(slug) }.OfType<string>().Concat(settings.StaticPaths.Select(pair => $"{pair.Key}:{pair.Value}"));

    /// <summary>Named by what is in it: a site that names other content is another site, and the former one keeps what it names.</summary>
    private static DesiredFile FileOf(RootLayout root, AppName app, string kind, string content, int rights = FileRights.Public) =>
        new($"{root.SiteFiles(app)}/{kind}.{Digest.Fingerprint(content)}", content, rights);
}
