using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>The addresses on which a server of nginx listens, and those on which a site answers.</summary>
/// <remarks>
/// All sites listen alike. nginx sends whoever comes to an address that one site alone listens on to that site, whatever name is asked for: an app that asked for the box's own
/// address would take the visitors of all others. So what an app asks for is a condition within its site.
/// </remarks>
internal static class NginxListen
{
    /// <summary>A box without a word about addresses in its settings asks for this one.</summary>
    private const string Here = "127.0.0.1";

    /// <summary>Where the root's setting names an address, that one and no other; a port alone stands for all of the box.</summary>
    /// <param name="listen">Such as "127.0.0.1:8080", or "80".</param>
    public static ImmutableArray<string> Of(RootLayout root, string listen, SiteSettings settings) =>
        IsFenced(listen) ? [listen] : [$"0.0.0.0:{listen}", .. root.HasIPv6 && settings.HasIPv6 ? [$"[::]:{listen}"] : Array.Empty<string>()];

    /// <summary>Every address of the box.</summary>
    public static ImmutableArray<string> All(RootLayout root, string listen) => IsFenced(listen) ? [listen] : [listen, .. root.HasIPv6 ? [$"[::]:{listen}"] : Array.Empty<string>()];

    /// <summary>Where a visitor from this box finds the site.</summary>
    public static string Nearest(string listen, SiteSettings settings) =>
        IsFenced(listen) ? listen : $"{(Range(settings.IPv4Address).First == 0 ? Here : settings.IPv4Address)}:{listen}";

    /// <summary>Outside of any server: whether a visitor has come to an address of the app's.</summary>
    public static string Outside(RootLayout root, AppName app, SiteSettings settings) => !HasCondition(root, settings) ? "" :
        $$"""
        geo $server_addr {{IsHere(app)}} {
            default 0;
        {{string.Join('\n', Answering(root, settings).Distinct().Select(range => $"    {range} 1;"))}}
        }

        """;

    /// <summary>The lines of each of its servers. Elsewhere there is no such site.</summary>
    public static string Lines(RootLayout root, AppName app, SiteSettings settings) => !HasCondition(root, settings) ? "" :
        $$"""

            if ({{IsHere(app)}} = 0) {
                return 404;
            }

        """;

    private static bool HasCondition(RootLayout root, SiteSettings settings) =>
        Listens(root).Any(listen => !IsFenced(listen)) && (Range(settings.IPv4Address).First != 0 || (settings.HasIPv6 && Range(settings.IPv6Address).First != 0));

    /// <remarks>All addresses are two halves: nginx takes the whole for the default, given twice.</remarks>
    private static IEnumerable<string> Answering(RootLayout root, SiteSettings settings) =>
    [
        .. Listens(root).Where(IsFenced).Select(listen => $"{Range(listen[..listen.LastIndexOf(':')])}"),
        .. Range(settings.IPv4Address) is { First: var v4 } one && v4 != 0 ? [$"{one}"] : new[] { "0.0.0.0/1", "128.0.0.0/1" },
        .. Range(settings.IPv6Address) is { First: var v6 } other && v6 != 0 ? [$"{other}"] : new[] { "::/1", "8000::/1" },
    ];

    private static string[] Listens(RootLayout root) => [root.HttpListen, root.TlsListen];

    private static bool IsFenced(string listen) => listen.Contains(':', StringComparison.Ordinal);

    private static AddressRange Range(string address) => AddressRange.TryParse(address)!;

    private static string IsHere(AppName app) => $"$piku_address_{NginxSite.Variable(app)}";
}
