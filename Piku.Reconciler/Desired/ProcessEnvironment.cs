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
    /// <param name="environment">The folder of the release's dependencies, where the runtime has one.</param>
    public static ImmutableSortedDictionary<string, string> Of(RootLayout root, App app, Release release, string? environment, string kind)
    {
        var settings = EffectiveSettings.Of(app, release);
        var slug = app.Slug(release);
        var folder = root.Slug(app.Name, slug.Fingerprint);
        var given = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["APP"] = app.Name.Value,
            ["LOG_ROOT"] = root.Logs(app.Name),
            ["DATA_ROOT"] = root.Data(app.Name),
            ["HOME"] = root.Home,
            ["USER"] = root.User,
            ["PATH"] = root.Path,
            ["PWD"] = folder,
            ["PROC_TYPE"] = kind,
        });
        var runtime = Runtime.Named(slug.Runtime);
        return given
            .SetItems(environment is null ? [] : runtime.Variables(environment, root.Path))
            .SetItems(settings.Values.Where(v => !IsForUwsgi(v.Key) && !v.Key.StartsWith(CertificateOrder.Prefix, StringComparison.Ordinal)));
    }

    /// <summary>
    /// uWSGI reads variables of its own prefix as options, and again whenever it reloads, so those stay in its configuration
    /// file and out of the environment.
    /// </summary>
    private static bool IsForUwsgi(string key) => key.StartsWith("UWSGI_", StringComparison.Ordinal);
}
