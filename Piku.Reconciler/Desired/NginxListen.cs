using System.Collections.Immutable;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>The addresses on which a server of nginx listens.</summary>
internal static class NginxListen
{
    /// <summary>Where the root's setting names an address, that one and no other; a port alone leaves the addresses to the app.</summary>
    /// <param name="listen">Such as "127.0.0.1:8080", or "80".</param>
    public static ImmutableArray<string> Of(RootLayout root, string listen, SiteSettings settings) =>
        Of(root, listen, settings.IPv4Address, settings.HasIPv6 ? settings.IPv6Address : null);

    /// <summary>Every address of the box.</summary>
    public static ImmutableArray<string> All(RootLayout root, string listen) => listen.Contains(':', StringComparison.Ordinal) ? [listen] : [listen, .. root.HasIPv6 ? [$"[::]:{listen}"] : Array.Empty<string>()];

    private static ImmutableArray<string> Of(RootLayout root, string listen, string v4, string? v6) => listen.Contains(':', StringComparison.Ordinal)
        ? [listen]
        : [$"{v4}:{listen}", .. root.HasIPv6 && v6 is not null ? [$"[{v6}]:{listen}"] : Array.Empty<string>()];
}
