using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>The environment of a process: what piku gives to every app, and the release's settings over it.</summary>
public static class ProcessEnvironment
{
    /// <summary>Of a release that has been built.</summary>
    public static ImmutableSortedDictionary<string, string> Of(RootLayout root, App app, Release release, string kind) =>
        Of(root, app, release, ReleaseHome.Of(root, app.Name, release), kind);

    /// <param name="folders">Where it is, or is about to be.</param>
    public static ImmutableSortedDictionary<string, string> Of(RootLayout root, App app, Release release, ReleaseFolders folders, string kind)
    {
        var settings = EffectiveSettings.Of(app, release);
        var runtimes = RuntimeChoice.Named(app.Slug(release).Runtime);
        var given = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["APP"] = app.Name.Value,
            ["LOG_ROOT"] = root.Logs(app.Name),
            ["DATA_ROOT"] = root.Data(app.Name),
            ["HOME"] = root.Home,
            ["USER"] = root.User,
            ["PATH"] = string.Join(':', runtimes.SelectMany(runtime => runtime.Paths(folders)).Distinct().Append(root.Path)),
            ["PWD"] = folders.Code,
            ["PROC_TYPE"] = kind,
        });
        return given
            .SetItems(runtimes.SelectMany(runtime => runtime.Variables(folders)))
            .SetItems(settings.Values.Where(v => !IsForUwsgi(v.Key) && !v.Key.StartsWith(CertificateOrder.Prefix, StringComparison.Ordinal)));
    }

    /// <summary>
    /// uWSGI reads variables of its own prefix as options, and again whenever it reloads, so those stay in its configuration
    /// file and out of the environment.
    /// </summary>
    private static bool IsForUwsgi(string key) => key.StartsWith("UWSGI_", StringComparison.Ordinal);
}
