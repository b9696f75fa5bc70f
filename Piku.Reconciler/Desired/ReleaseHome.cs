using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Where a release is that has been built.</summary>
public static class ReleaseHome
{
    public static ReleaseFolders Of(RootLayout root, AppName app, Release release) => new(
        release.Tree is { } tree ? root.Tree(app, tree) : root.Slug(app, release.Slug),
        release.Environment is { } environment ? root.Environment(app, environment) : null);
}
