using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Copies;

/// <summary>
/// A program that sees nothing of the box but Debian's own programs and the data folders of some apps, each at <c>/APP</c>: by bubblewrap, in namespaces of its own, without
/// a network.
/// </summary>
/// <remarks>So whatever a path says, and wherever a link leads, nothing else is there. See docs/adr/0026.</remarks>
public static class Sandbox
{
    /// <summary>sftp-server does not start without a name for its user. It is nobody's of the box.</summary>
    public const string Users = "piku:x:1000:1000::/:/bin/false\n";

    /// <summary>Folders at the top that are its own; an app of such a name would be in their place.</summary>
    private static readonly ImmutableHashSet<string> Own = ["usr", "lib", "lib64", "bin", "dev", "etc"];

    private static readonly ImmutableSortedDictionary<string, string> NoVariables =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("PATH", "/usr/bin").Add("HOME", "/");

    /// <summary>Whether the app's folder can be in it.</summary>
    public static bool HasRoomFor(AppName app) => !Own.Contains(app.Value);

    /// <param name="apps">Those that <see cref="HasRoomFor"/> says yes of.</param>
    /// <param name="bubblewrap">The whole path of <c>bwrap</c>.</param>
    /// <param name="program">Below <c>/usr</c>, with its words.</param>
    public static CommandLine Of(RootLayout root, string bubblewrap, IEnumerable<AppName> apps, bool isWritable, ImmutableArray<string> program) => new(
        bubblewrap,
        [
            "--unshare-all", "--uid", "1000", "--gid", "1000", "--die-with-parent", "--new-session",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
            "--dev", "/dev", "--ro-bind", root.CopyUsers, "/etc/passwd",
            .. apps.SelectMany(app => new[] { isWritable ? "--bind" : "--ro-bind", root.Data(app), $"/{app}" }),
            "--remount-ro", "/", "--chdir", "/", "--", .. program,
        ],
        "/",
        NoVariables);
}
