using System.Collections.Immutable;

namespace Piku.Domain.Settings;

/// <summary>What an app's settings ask of its site besides its host names.</summary>
public sealed record SiteSettings(EffectiveSettings All)
{
    private static readonly char[] Between = [',', ' '];

    /// <summary>URL → path inside the app, both without a final slash. Of two for one URL the later counts.</summary>
    public ImmutableSortedDictionary<string, string> StaticPaths => All.Text("NGINX_STATIC_PATHS")
        .Split(Between, StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':'))
        .Aggregate(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), (map, pair) => map.SetItem(pair[0].TrimEnd('/'), pair[1].TrimEnd('/')));

    /// <summary>Without a final slash; "" for the whole site.</summary>
    public ImmutableSortedSet<string> CachePrefixes =>
        [.. All.Text("NGINX_CACHE_PREFIXES").Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(prefix => prefix.TrimEnd('/'))];

    /// <summary>The path of a file below the folder of <c>static</c>; null where there is none.</summary>
    public string? CatchAll => Given("NGINX_CATCH_ALL");

    /// <summary>The path of a file inside the app; null where there is none.</summary>
    public string? IncludeFile => Given("NGINX_INCLUDE_FILE");

    /// <summary>The folder for caches; null where piku's own is used.</summary>
    public string? CachePath => Given("NGINX_CACHE_PATH")?.TrimEnd('/');

    /// <summary>Empty for everybody.</summary>
    public ImmutableArray<AddressRange> AllowFrom => All.Text("NGINX_ALLOW_FROM") is { Length: > 0 } text ? AddressRange.TryParseAll(text)!.Value : [];

    /// <summary>Each name once; of two passwords for one name the later counts.</summary>
    public ImmutableSortedDictionary<string, string> BasicAuth => All.Text("NGINX_BASIC_AUTH")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':', 2))
        .Aggregate(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), (map, pair) => map.SetItem(pair[0], pair[1]));

    public bool IsBehindCloudflare => All.Flag("NGINX_CLOUDFLARE_ACL");

    public bool HasIPv6 => !All.Flag("DISABLE_IPV6");

    public string IPv4Address => All.Text("NGINX_IPV4_ADDRESS");

    /// <summary>Without brackets.</summary>
    public string IPv6Address => All.Text("NGINX_IPV6_ADDRESS").Trim('[', ']');

    private string? Given(string name) => All.Text(name) is { Length: > 0 } text ? text : null;
}
