using System.Collections.Immutable;
using Piku.Domain.Settings;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Verbs;

public sealed class SiteUrlsSpecs
{
    [Theory]
    [InlineData("NGINX_SERVER_NAME=blog.org", false, "http://blog.org:8080/")]
    [InlineData("NGINX_SERVER_NAME=blog.org", true, "https://blog.org/")]
    [InlineData("NGINX_SERVER_NAME=blog.org,www.blog.org NGINX_HTTPS_ONLY=true", false, "https://blog.org/ https://www.blog.org/")]
    [InlineData("NGINX_SERVER_NAME=blog.org NGINX_HSTS=60", false, "https://blog.org/")]
    [InlineData("NGINX_SERVER_NAME=*.blog.org,blog.org", false, "http://blog.org:8080/")]
    [InlineData("NGINX_SERVER_NAME=*.blog.org", false, "")]
    [InlineData("GREETING=hello", false, "")]
    public void A_browser_is_sent_where_the_site_is_best_reached(string settings, bool isTrusted, string urls) =>
        Assert.Equal(urls, string.Join(' ', SiteUrls.Of(Effective(settings), isTrusted, "127.0.0.1:8080", "443")));

    private static EffectiveSettings Effective(string settings) => EffectiveSettings.Of(
        settings.Split(' ').Select(one => one.Split('=')).ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
        ImmutableSortedDictionary<string, string>.Empty);
}
