using System.Diagnostics;
using CsCheck;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Fuzzing;

/// <summary>Values of settings, which end in configurations of nginx and uWSGI.</summary>
public sealed class SettingSpecs
{
    /// <summary>Good ones of each pattern, to be spoilt.</summary>
    private static readonly Gen<string> Good = Fuzz.Of(
        "/static:public,/favicon.ico:public/favicon.ico", "/images,/sitemap.xml", "index.html", "20m", "/srv/cache", "example.org *.example.net", "192.0.2.7", "2001:db8::7", "[::1]", "10.0.0.0/8 2001:db8::/32", "anna:secret bob:hidden", "main",
        "web=2,worker=1", "Europe/Berlin", "/health", "200-399,404", "db.sqlite3,uploads/a", "node,python", "src/Blog/Blog.csproj", "3.11", "true", "12", "you@example.org", "https://ca.example.org/directory", "cloudflare", "rsa4096");

    private static readonly Gen<string> Value = Gen.OneOf(Good.Mutated(), Good, Fuzz.Text);

    private static readonly Gen<Setting> AnySetting = Fuzz.Of([.. SettingTable.All]);

    [Fact]
    public void A_value_is_refused_in_a_sentence_or_can_stand_in_a_configuration_as_it_is() => Gen.Select(AnySetting, Value).Sample(
        (setting, value) =>
        {
            if (SettingTable.WhyRefused(setting.Name, value) is { } why)
            {
                Fuzz.IsSentence(why);
                return;
            }

            if (setting.Name is not ("NGINX_BASIC_AUTH" or "HEALTHCHECK_PATH" or "TZ") && !setting.Name.StartsWith("ACME_", StringComparison.Ordinal))
                Assert.DoesNotContain(value, c => char.IsControl(c) || ";{}$#\"'\\%`|&<>!?".Contains(c, StringComparison.Ordinal));
            IsWithinTheApp(EffectiveSettings.Of(Map<string>(), Map((setting.Name, value))).Site);
        },
        iter: Fuzz.Rounds(20_000));

    private static void IsWithinTheApp(SiteSettings site)
    {
        foreach (var path in site.StaticPaths.Values.Append(site.CatchAll).Append(site.IncludeFile).OfType<string>())
            Assert.StartsWith("/slug/", Path.GetFullPath(path, "/slug/") + "/", StringComparison.Ordinal);
        foreach (var path in site.All.Links) Assert.StartsWith("/slug/", Path.GetFullPath(path, "/slug"), StringComparison.Ordinal);
        Assert.DoesNotContain(site.All.ServerNames, name => name.Length is 0 or > 253);
        _ = (site.AllowFrom, site.BasicAuth, site.CachePrefixes, site.IPv6Address);
    }

    /// <summary>Patterns that look for a way through a text again and again would keep a push, or pikud itself, for hours.</summary>
    [Fact]
    public void No_pattern_takes_long_for_a_long_value() => Gen.Select(AnySetting, Good, Fuzz.Of("", "!", ",", ".", "-", ":", "/", " ")).Sample(
        (setting, good, end) =>
        {
            var unit = good.Length > 12 ? good[..12] : good;
            foreach (var text in new[] { unit, unit + end, new string(unit[0], 3), "a.", "a-", "::", "/a" })
            {
                var started = Stopwatch.StartNew();
                SettingTable.IsGood(setting.Name, string.Concat(Enumerable.Repeat(text, 20_000 / text.Length)) + end);
                Assert.True(started.Elapsed < TimeSpan.FromSeconds(1), $"{setting.Name} took {started.Elapsed} for '{text}' again and again");
            }
        },
        iter: Fuzz.Rounds(400), threads: 1);

    [Fact]
    public void A_key_is_refused_in_a_sentence_or_is_a_name_of_a_variable() => Fuzz.Or("PATH", "A_1", "1A", "A=B", "").Sample(
        key =>
        {
            if (SettingTable.WhyBadKey(key) is { } why) Fuzz.IsSentence(why);
            else Assert.Matches(@"\A[A-Za-z_][A-Za-z0-9_]{0,99}\z", key);
        },
        iter: Fuzz.Rounds(2_000));

    [Fact]
    public void A_file_for_nginx_is_had_whole_or_not_and_never_takes_an_address()
    {
        var text = Fuzz.Of("add_header X-Mine yes;\nlocation /mine/ { return 204; }\n", "listen 80;\n", "location / { }\n}\nserver { listen 1.2.3.4:80; ", "# listen 80;\nroot /x;\n", "'listen' 80;", "\"listen\"\t80;", "a 'b;listen 80;'").Mutated();
        Gen.Select(text, Fuzz.Or("nginx.conf", "./a/nginx.conf", "../x", "/etc/passwd", "a//b", "")).Sample(
            (said, path) =>
            {
                var box = PaperBox.Empty.WithFile("/slug/nginx.conf", said, Noon);
                var (read, trouble) = IncludeFile.Read(box, "/slug", path);
                Assert.True((read is null) != (trouble is null));
                if (trouble is not null) Assert.StartsWith($"'{path}', ", trouble.Replace("there is no file ", "", StringComparison.Ordinal), StringComparison.Ordinal);
                else Assert.Equal(said, read);
            },
            iter: Fuzz.Rounds(2_000));
    }
}
