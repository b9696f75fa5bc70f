using System.Text;
using CsCheck;
using Piku.Domain.Hosts;
using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Settings;

/// <summary>What may stand in a site, and how it is read.</summary>
public sealed class SiteSettingSpecs
{
    [Theory]
    [InlineData("NGINX_IPV4_ADDRESS", "192.0.2.7", true)]
    [InlineData("NGINX_IPV4_ADDRESS", "::", false)]
    [InlineData("NGINX_IPV6_ADDRESS", "::", true)]
    [InlineData("NGINX_IPV6_ADDRESS", "[2001:db8::7]", true)]
    [InlineData("NGINX_IPV6_ADDRESS", "1:2:3:4:5:6:7:8", true)]
    [InlineData("NGINX_IPV6_ADDRESS", "1::2::3", false)]
    [InlineData("NGINX_IPV6_ADDRESS", "1:2:3:4:5:6:7:8:9", false)]
    [InlineData("NGINX_IPV6_ADDRESS", "[::", false)]
    [InlineData("NGINX_STATIC_PATHS", "/static:public", true)]
    [InlineData("NGINX_STATIC_PATHS", "/static/:public/, /.well-known/security.txt:security.txt", true)]
    [InlineData("NGINX_STATIC_PATHS", "/:public", false)]
    [InlineData("NGINX_STATIC_PATHS", "/a:/etc", false)]
    [InlineData("NGINX_STATIC_PATHS", "/a:../b", false)]
    [InlineData("NGINX_STATIC_PATHS", "/a/..:b", false)]
    [InlineData("NGINX_STATIC_PATHS", "/a b;", false)]
    [InlineData("NGINX_STATIC_PATHS", "/.well-known/acme-challenge:a", false)]
    [InlineData("NGINX_CATCH_ALL", "index.html", true)]
    [InlineData("NGINX_CATCH_ALL", "../index.html", false)]
    [InlineData("NGINX_INCLUDE_FILE", "conf/nginx.conf", true)]
    [InlineData("NGINX_INCLUDE_FILE", "/etc/passwd", false)]
    [InlineData("NGINX_INCLUDE_FILE", "a/../../b", false)]
    [InlineData("NGINX_CACHE_PREFIXES", "/", true)]
    [InlineData("NGINX_CACHE_PREFIXES", "/a,/b /c/", true)]
    [InlineData("NGINX_CACHE_PREFIXES", "a", false)]
    [InlineData("NGINX_CACHE_PREFIXES", "/a|/b", false)]
    [InlineData("NGINX_CACHE_PATH", "/var/cache/nginx", true)]
    [InlineData("NGINX_CACHE_PATH", "/", false)]
    [InlineData("NGINX_CACHE_PATH", "/var/../etc", false)]
    [InlineData("NGINX_CACHE_PATH", "cache", false)]
    [InlineData("NGINX_CACHE_SIZE", "0", false)]
    [InlineData("NGINX_CLIENT_MAX_BODY_SIZE", "20m", true)]
    [InlineData("NGINX_CLIENT_MAX_BODY_SIZE", "20 m", false)]
    [InlineData("NGINX_ALLOW_FROM", "192.0.2.7,10.0.0.0/8 2001:db8::/32", true)]
    [InlineData("NGINX_ALLOW_FROM", "example.org", false)]
    [InlineData("NGINX_ALLOW_FROM", "10.0.0.0/33", false)]
    [InlineData("NGINX_ALLOW_FROM", "10.0.0/8", false)]
    [InlineData("NGINX_ALLOW_FROM", "all;", false)]
    [InlineData("NGINX_BASIC_AUTH", "anna:secret bob:a$b{c};#\"'%", true)]
    [InlineData("NGINX_BASIC_AUTH", "anna", false)]
    [InlineData("NGINX_BASIC_AUTH", "an:na:secret", true)]
    [InlineData("NGINX_BASIC_AUTH", "anna:secret\nbob:x", false)]
    [InlineData("NGINX_BASIC_AUTH", "anna:", false)]
    [InlineData("DISABLE_IPV6", "perhaps", false)]
    public void A_setting_of_a_site_is_looked_at(string key, string value, bool isGood) => Assert.Equal(isGood, SettingTable.WhyRefused(key, value) is null);

    [Fact]
    public void Nothing_that_passes_can_end_a_directive_or_begin_another()
    {
        var settings = SettingTable.All.Where(s => s.Name.StartsWith("NGINX_", StringComparison.Ordinal) && s.Name != "NGINX_BASIC_AUTH").ToList();
        Gen.Select(Gen.Int[0, settings.Count - 1], Gen.OneOf(Gen.Const("/a:b"), Gen.Const("/a"), Gen.Const("a"), Gen.Const("1"), Gen.Const("10.0.0.0/8"), Gen.Const("::1"), Gen.Const("20m"), Gen.Const("true"), Gen.Const("index.html")), Gen.Char[" ,;{}$#\"'\\\n\r\t\0/.:*~()a1"].Array[0, 12]).Sample(
            (which, begins, more) =>
            {
                var value = begins + new string(more);
                if (SettingTable.WhyRefused(settings[which].Name, value) is null) Assert.DoesNotContain(value, c => ";{}$#\"'\\\n\r\t\0()".Contains(c, StringComparison.Ordinal));
            },
            iter: 20_000);
    }

    [Fact(Timeout = 20_000)]
    public Task A_long_bad_value_is_refused_in_no_time() => Task.Run(
        () =>
        {
            string[] parts = ["a", "a.", "/a", "/a:b,", "1:", "1.", "::", "a:b ", "/a "];
            foreach (var setting in SettingTable.All.Where(s => s.Kind is not SettingKind.Number))
                foreach (var part in parts) Assert.NotNull(SettingTable.WhyRefused(setting.Name, new StringBuilder().Insert(0, part, 100_000 / part.Length) + ";"));
        },
        TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("255.255.255.255/0", "0.0.0.0/0")]
    [InlineData("2001:DB8::1/32", "2001:db8:0:0:0:0:0:0/32")]
    [InlineData("::", "0:0:0:0:0:0:0:0/128")]
    [InlineData("1::", "1:0:0:0:0:0:0:0/128")]
    [InlineData("::ffff", "0:0:0:0:0:0:0:ffff/128")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0/128")]
    [InlineData("ffff::/1", "8000:0:0:0:0:0:0:0/1")]
    public void A_range_is_told_by_its_lowest_address(string text, string told) => Assert.Equal(told, AddressRange.TryParse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3.4/")]
    [InlineData("1.2.3.4/33")]
    [InlineData("1.2.3.4/8/8")]
    [InlineData("+1.2.3.4")]
    [InlineData(":::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("::1.2.3.4")]
    [InlineData("::/129")]
    [InlineData("1:2:3:4::5:6:7:8")]
    public void What_is_no_address_is_no_range(string text) => Assert.Null(AddressRange.TryParse(text));

    [Fact]
    public void Cloudflares_list_is_taken_whole_or_not_at_all()
    {
        Assert.Equal(["103.21.244.0/22", "173.245.48.0/20"], CloudflareRanges.TryParse("173.245.48.0/20\r\n103.21.244.0/22\n173.245.48.0/20\n", isV6: false)!.Value);
        Assert.Equal(["2400:cb00:0:0:0:0:0:0/32"], CloudflareRanges.TryParse("2400:cb00::/32", isV6: true)!.Value);
        foreach (var bad in new[] { "", "<html>", "173.245.48.0/20\n<html>", "0.0.0.0/0", "1.2.3.4", "2400:cb00::/32", "173.245.48.0/20; return 200" }) Assert.Null(CloudflareRanges.TryParse(bad, isV6: false));
    }

    [Fact]
    public void Of_two_for_one_URL_or_name_the_later_counts()
    {
        var site = EffectiveSettings.Of(Samples.Map<string>(), Samples.Map(("NGINX_STATIC_PATHS", "/a:b,/a/:c/"), ("NGINX_BASIC_AUTH", "anna:one anna:two:three"), ("NGINX_CACHE_PREFIXES", "/x/,/x"))).Site;
        Assert.Equal([("/a", "c")], site.StaticPaths.Select(p => (p.Key, p.Value)));
        Assert.Equal([("anna", "two:three")], site.BasicAuth.Select(p => (p.Key, p.Value)));
        Assert.Equal(["/x"], site.CachePrefixes);
    }
}
