using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Settings;

/// <summary>The settings of an app's site in nginx. What passes here can stand in a directive as it is: no pattern lets through a blank, a quote, a brace, a <c>;</c>, a <c>$</c> or a <c>#</c> within a value.</summary>
public static partial class SettingTable
{
    private const string V6 =
        "(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?=(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:]))(?>(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?)::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?)";

    private static ImmutableArray<Setting> Nginx =>
    [
        new("NGINX_IPV4_ADDRESS", new SettingKind.Text(AddressPattern(), "an IPv4 address, such as '192.0.2.7'"), "0.0.0.0", "The box's address on which the site answers. Not looked at where `PIKU_HTTP_LISTEN` names an address."),
        new("NGINX_IPV6_ADDRESS", new SettingKind.Text(V6Pattern(), "an IPv6 address, such as '2001:db8::7'"), "::", "The same for IPv6."),
        new("DISABLE_IPV6", new SettingKind.Flag(), "false", "Whether the site answers over IPv4 only."),
        new("NGINX_STATIC_PATHS", new SettingKind.Text(StaticPathsPattern(), "URLs and paths inside the app, such as '/static:public,/favicon.ico:public/favicon.ico'"), "", "Files and folders of the app that nginx serves itself, below these URLs. Symbolic links are not followed."),
        new("NGINX_CATCH_ALL", new SettingKind.Text(FilePattern(), "a file, such as 'index.html'"), "", "In the folder of `static`: what answers every path that is no file, as for apps of a single page."),
        new("NGINX_CLIENT_MAX_BODY_SIZE", new SettingKind.Text(SizePattern(), "a number of bytes, such as '500k', '20m' or '1g'"), "1m", "How much a visitor may send with one request; `0` for any amount."),
        new("NGINX_TIMEOUT", new SettingKind.Number(1, 86400), "60", "Seconds of silence after which nginx gives up on the app's answer. Raise it for slow pages and for websockets that say little."),
        new("NGINX_ACCESS_LOG", new SettingKind.Flag(), "false", "Whether requests are logged in `logs/APP/access.log`, which `logs APP access` shows. Otherwise they stand in the log of all sites."),
        new("NGINX_ALLOW_FROM", new SettingKind.Addresses(), "", "Who may visit the site; unset, everybody."),
        new("NGINX_BASIC_AUTH", new SettingKind.Text(BasicAuthPattern(), "pairs of a name and a password with spaces between them, such as 'anna:secret bob:hidden'"), "", "Who may visit the site: browsers ask for a name and a password. nginx is given hashes only."),
        new("NGINX_CLOUDFLARE_ACL", new SettingKind.Flag(), "false", "Whether visitors may come through Cloudflare only, and from the box itself. Their own address is then taken from `CF-Connecting-IP`."),
        new("NGINX_ALLOW_GIT_FOLDERS", new SettingKind.Flag(), "false", "Whether paths with `/.git` are passed on instead of answered with 404."),
        new("NGINX_INCLUDE_FILE", new SettingKind.Text(FilePattern(), "a file inside the app, such as 'nginx.conf'"), "", "A file of the repository with further directives of nginx for the app's `server` block."),
        new("NGINX_CACHE_PREFIXES", new SettingKind.Text(PrefixesPattern(), "paths, such as '/images,/sitemap.xml'"), "", "What the app answers below these paths is kept and answered by nginx; see [nginx.md](nginx.md)."),
        new("NGINX_CACHE_SIZE", new SettingKind.Number(1, 1000), "1", "GB that the cache may have."),
        new("NGINX_CACHE_PATH", new SettingKind.Text(CachePathPattern(), "an absolute path made of letters, digits and . _ - /"), "", "The folder in which nginx makes the folder `piku-APP` for its cache; unset, it is below `cache/APP`."),
        new("NGINX_CACHE_EXPIRY", new SettingKind.Number(1, 31_536_000), "86400", "Seconds after which what nobody has asked for is thrown away."),
        new("NGINX_CACHE_TIME", new SettingKind.Number(0, 31_536_000), "3600", "Seconds for which answers with status 200 or 304 are kept."),
        new("NGINX_CACHE_REDIRECTS", new SettingKind.Number(0, 31_536_000), "3600", "The same for 301 and 307."),
        new("NGINX_CACHE_ANY", new SettingKind.Number(0, 31_536_000), "3600", "The same for all others but 500, 502, 503 and 504, which are never kept."),
        new("NGINX_CACHE_CONTROL", new SettingKind.Number(0, 31_536_000), "3600", "Seconds for which browsers are told to keep it, where the app says nothing about that."),
    ];

    [GeneratedRegex(@"\A(?:" + V6 + @"|\[" + V6 + @"\])\z", RegexOptions.CultureInvariant)]
    private static partial Regex V6Pattern();

    [GeneratedRegex(@"\A(?!.*\.\.)(?!.*//)(?!.*acme-challenge)[ ,]*(?>(?>/[A-Za-z0-9._~-][A-Za-z0-9._~/-]{0,199}):(?>[A-Za-z0-9._-][A-Za-z0-9._/-]{0,199})(?>[ ,]+|\z)){1,50}\z", RegexOptions.CultureInvariant)]
    private static partial Regex StaticPathsPattern();

    [GeneratedRegex(@"\A(?!.*\.\.)(?!.*//)(?!.*acme-challenge)[ ,]*(?>(?>/[A-Za-z0-9._~/-]{0,200})(?>[ ,]+|\z)){1,50}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixesPattern();

    [GeneratedRegex(@"\A(?!.*\.\.)(?!.*//)[A-Za-z0-9._-][A-Za-z0-9._/-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FilePattern();

    [GeneratedRegex(@"\A(?!.*\.\.)(?!.*//)/[A-Za-z0-9._-][A-Za-z0-9._/-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CachePathPattern();

    [GeneratedRegex(@"\A[0-9]{1,6}[kKmMgG]?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"\A(?>[A-Za-z0-9._@-]{1,64}:[!-~]{1,128}(?> +|\z)){1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex BasicAuthPattern();
}
