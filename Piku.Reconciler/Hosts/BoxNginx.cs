using System.Collections.Immutable;

namespace Piku.Reconciler.Hosts;

/// <summary>What piku may ask of the box's own nginx, as root: these two command lines, word for word as <c>packaging/debian/sudoers</c> has them.</summary>
public static class BoxNginx
{
    /// <summary>Whether nginx takes its configuration, that of others included.</summary>
    public static CommandLine Test { get; } = AsRoot("-t", "-q");

    /// <summary>To read it again.</summary>
    public static CommandLine Reload { get; } = AsRoot("-s", "reload");

    /// <summary>Where no password would do, sudo is not to ask for one.</summary>
    private static CommandLine AsRoot(params string[] words) =>
        new("/usr/bin/sudo", ["-n", NginxVersion.Program, .. words], "/", ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
}
