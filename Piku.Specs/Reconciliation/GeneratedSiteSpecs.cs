using System.Collections.Immutable;
using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Reconciliation;

/// <summary>Whatever settings the table takes, nginx takes the sites that are made of them; all of a sample in one configuration.</summary>
public sealed class GeneratedSiteSpecs
{
    private const int Sites = 40;

    /// <summary>What every password begins with.</summary>
    private const string Secret = ";{s3}";

    private static readonly (string Kind, string Command)[] Kinds = [("web", "./server"), ("wsgi", "app:application"), ("static", "public")];

    private static readonly Gen<string> Segment = Gen.Char["abcXYZ019._~-"].Array[1, 12].Select(chars => new string(chars)).Where(text => !text.Contains("..", StringComparison.Ordinal));

    private static readonly Gen<string> Paths = Segment.Array[1, 3].Select(parts => string.Join('/', parts));

    private static readonly Gen<string> Address = Gen.OneOf(
        Gen.Select(Gen.Int[0, 255].Array[4], Gen.Int[0, 40], (parts, bits) => string.Join('.', parts) + (bits > 32 ? "" : $"/{bits}")),
        Gen.Select(Gen.Int[0, 0xffff].Array[1, 7], Gen.Int[0, 140], (parts, bits) => string.Concat(parts.Select(part => $"{part:x}:")) + ":" + (bits > 128 ? "" : $"/{bits}")));

    private static readonly ImmutableArray<(string Name, Gen<string> Value)> Values =
    [
        ("NGINX_STATIC_PATHS", Gen.Select(Paths, Paths).Array[1, 4].Select(pairs => string.Join(',', pairs.Select(p => $"/{p.Item1}:{p.Item2}")))),
        ("NGINX_CACHE_PREFIXES", Paths.Array[1, 4].Select(all => string.Join(' ', all.Select(path => $"/{path}").Append("/")))),
        ("NGINX_CACHE_SIZE", Gen.Int[1, 1000].Select(n => $"{n}")),
        ("NGINX_CACHE_TIME", Gen.Int[0, 31_536_000].Select(n => $"{n}")),
        ("NGINX_CACHE_EXPIRY", Gen.Int[1, 31_536_000].Select(n => $"{n}")),
        ("NGINX_CACHE_CONTROL", Gen.Int[0, 31_536_000].Select(n => $"{n}")),
        ("NGINX_CATCH_ALL", Paths),
        ("NGINX_CLIENT_MAX_BODY_SIZE", Gen.Select(Gen.Int[0, 999_999], Gen.OneOf(Gen.Const(""), Gen.Const("k"), Gen.Const("M"), Gen.Const("g")), (n, unit) => $"{n}{unit}")),
        ("NGINX_TIMEOUT", Gen.Int[1, 86400].Select(n => $"{n}")),
        ("NGINX_ACCESS_LOG", Gen.OneOf(Gen.Const("true"), Gen.Const("no"))),
        ("NGINX_ALLOW_FROM", Address.Array[1, 5].Select(all => string.Join(", ", all))),
        ("NGINX_BASIC_AUTH", Gen.Select(Gen.Char["abc.@_-9"].Array[1, 9], Gen.Char[";{}$#\"'\\:ab%"].Array[0, 20], (name, password) => $"{new string(name)}:{Secret}{new string(password)}")),
        ("NGINX_CLOUDFLARE_ACL", Gen.OneOf(Gen.Const("true"), Gen.Const("false"))),
        ("NGINX_ALLOW_GIT_FOLDERS", Gen.OneOf(Gen.Const("true"), Gen.Const("false"))),
        ("NGINX_HTTPS_ONLY", Gen.OneOf(Gen.Const("true"), Gen.Const("false"))),
        ("NGINX_HSTS", Gen.Int[0, 63_072_000].Select(n => $"{n}")),
        ("NGINX_IPV4_ADDRESS", Gen.OneOf(Gen.Const("0.0.0.0"), Gen.Int[0, 255].Array[4].Select(parts => string.Join('.', parts)))),
        ("NGINX_IPV6_ADDRESS", Gen.OneOf(Gen.Const("::"), Gen.Int[0, 0xffff].Array[1, 7].Select(parts => string.Concat(parts.Select(part => $"{part:x}:")) + ":"))),
        ("NGINX_SERVER_NAME", Segment.Select(name => name.Replace("~", "a", StringComparison.Ordinal).Replace(".", "b", StringComparison.Ordinal).Trim('-', '_') is { Length: > 0 } good ? good : "c")),
    ];

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Settings = Values
        .Select(v => Gen.Select(Gen.Bool, v.Value, (isSet, value) => isSet || v.Name == "NGINX_SERVER_NAME" ? (v.Name, value) : ("", "")))
        .Aggregate(Gen.Const(Map<string>()), (all, one) => Gen.Select(all, one, (map, pair) => pair.Item1 == "" || SettingTable.WhyRefused(pair.Item1, pair.Item2) is not null ? map : map.SetItem(pair.Item1, pair.Item2)));

    [Fact]
    public void Nginx_takes_every_site_and_all_of_them_together() => Settings.Array[Sites].Sample(
        samples =>
        {
            var scratch = Directory.CreateTempSubdirectory("piku-").FullName;
            try
            {
                var root = PaperWorld.Root with { Root = scratch, HttpListen = "8081", TlsListen = "8444", HasIPv6 = Directory.Exists("/proc/sys/net/ipv6") };
                foreach (var folder in root.Folders) Directory.CreateDirectory(folder);
                var host = new LinuxHost(root.Path, TimeProvider.System);
                var sites = samples.Select((settings, i) => Written(root, host, i, settings)).ToList();
                Assert.Empty(new NginxTest(root, host).Together(sites, CancellationToken.None).GetAwaiter().GetResult());
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        },
        iter: 3,
        print: samples => string.Join('\n', samples.Select(s => string.Join(' ', s.Select(p => $"{p.Key}={p.Value}")))));

    [Fact]
    public void Every_kind_of_setting_is_generated() => Assert.Empty(
        SettingTable.All.Select(s => s.Name).Where(name => name.StartsWith("NGINX_", StringComparison.Ordinal))
            .Except(Values.Select(v => v.Name))
            .Except(["NGINX_INCLUDE_FILE", "NGINX_CACHE_PATH", "NGINX_CACHE_REDIRECTS", "NGINX_CACHE_ANY"]));

    private static (AppName, DesiredFile) Written(RootLayout root, LinuxHost host, int number, ImmutableSortedDictionary<string, string> settings)
    {
        var name = AppName.Parse($"app-{number}");
        var slug = SlugOf("aaaaaaaaaaaaaaaa", "a1b2", "First", Kinds[number % 3]) with { Runtime = "generic", Env = settings.SetItem("NGINX_SERVER_NAME", $"{settings["NGINX_SERVER_NAME"]}{number}.example.org") };
        var app = Fold(App.Absent(name), [new AppEvent.Created(), new AppEvent.SlugReceived(slug), new AppEvent.ReleaseCreated(1, 1, slug.Fingerprint, Domain.Releases.ReleaseCause.Push, ""), new AppEvent.ReleaseBuilt(1, null), new AppEvent.PortsAllotted(1, Map(("web.1", 20000 + number))), new AppEvent.CloudflareAsked(Noon, ["173.245.48.0/20"]), new AppEvent.WentLive(1, 0)]);
        var desired = Projection.Of(root, app);
        var live = desired.Live!;
        foreach (var folder in live.Folders.Append(root.Logs(name)).Append(root.Certificates(name))) host.MakeFolder(folder);
        host.WriteFile(desired.Certificate!.Path, SelfSigned.Of(desired.Certificate.Names, Noon));
        foreach (var file in live.SiteFiles) host.WriteFile(file.Path, file.Content, rights: file.Rights);
        Assert.All(live.SiteFiles.Append(live.Site!), file => Assert.DoesNotContain(Secret, file.Content, StringComparison.Ordinal));
        return (name, live.Site!);
    }

    [Theory]
    [InlineData("secret", "2NQpx6AB")]
    [InlineData("x", "........")]
    [InlineData("a longer one than sixteen bytes: $%{}", "abcdefgh")]
    [InlineData("Grüße", "12345678")]
    public void A_password_is_hashed_as_openssl_does_it(string password, string salt) =>
        Assert.Equal(Shell.Run(["openssl", "passwd", "-apr1", "-salt", salt, "-stdin"], input: password + "\n").Output.TrimEnd('\n'), BasicAuth.Hash(password, salt));

    /// <summary>Of a box that is open to the world, the app chooses the address.</summary>
    [Theory]
    [InlineData("", true, "    listen 0.0.0.0:8081;\n    listen [::]:8081;\n")]
    [InlineData("", false, "    listen 0.0.0.0:8081;\n    listen 127.0.0.1:8443 ssl")]
    [InlineData("NGINX_IPV4_ADDRESS=192.0.2.7 NGINX_IPV6_ADDRESS=[::1]", true, "    listen 0.0.0.0:8081;\n    listen [::]:8081;\n")]
    [InlineData("NGINX_IPV4_ADDRESS=192.0.2.7 NGINX_IPV6_ADDRESS=[::1]", true, "geo $server_addr $piku_address_blog {\n    default 0;\n    127.0.0.1/32 1;\n    192.0.2.7/32 1;\n    0:0:0:0:0:0:0:1/128 1;\n}\n")]
    [InlineData("NGINX_IPV4_ADDRESS=192.0.2.7", true, "    192.0.2.7/32 1;\n    ::/1 1;\n    8000::/1 1;\n}\n")]
    [InlineData("NGINX_IPV6_ADDRESS=2001:db8::7", true, "    0.0.0.0/1 1;\n    128.0.0.0/1 1;\n    2001:db8:0:0:0:0:0:7/128 1;\n}\n")]
    [InlineData("NGINX_IPV4_ADDRESS=192.0.2.7 NGINX_HTTPS_ONLY=true", true, "    if ($piku_address_blog = 0) {\n        return 404;\n    }\n")]
    [InlineData("DISABLE_IPV6=true", true, "    listen 0.0.0.0:8081;\n    listen 127.0.0.1:8443 ssl")]
    public void An_app_chooses_its_address_where_the_box_leaves_it_to_it(string settings, bool hasIPv6, string expected)
    {
        var env = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=')).Aggregate(Map(("NGINX_SERVER_NAME", "a.org")), (map, pair) => map.SetItem(pair[0], pair[1]));
        var slug = SlugOf("aaaaaaaaaaaaaaaa", "a1b2", "First", ("static", "public")) with { Env = env };
        var app = Fold([new AppEvent.Created(), new AppEvent.SlugReceived(slug), new AppEvent.ReleaseCreated(1, 1, slug.Fingerprint, Domain.Releases.ReleaseCause.Push, ""), new AppEvent.ReleaseBuilt(1, null), new AppEvent.WentLive(1, 0)]);
        var root = PaperWorld.Root with { HttpListen = "8081", HasIPv6 = hasIPv6 };
        Assert.Contains(expected, Projection.Of(root, app).Site!.Content, StringComparison.Ordinal);
        Assert.Equal(hasIPv6, NginxMain.Of(root).Contains("[::]:8081 default_server;", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wildcard_leaves_single_names_to_others_and_is_itself_one_apps()
    {
        var wild = Serving("wild", "*.example.org");
        Assert.Null(HostDecider.WhyRefused(Host.Of([wild]), Serving("blog", "blog.example.org")));
        Assert.Null(HostDecider.WhyRefused(Host.Of([Serving("blog", "blog.example.org")]), wild));
        Assert.Contains("'*.example.org' belongs to app 'wild'", HostDecider.WhyRefused(Host.Of([wild]), Serving("other", "*.EXAMPLE.org"))!.Sentence, StringComparison.Ordinal);
    }

    private static App Serving(string name, string names) => Fold(App.Absent(AppName.Parse(name)), [new AppEvent.Created(), new AppEvent.ConfigChanged(Map(("NGINX_SERVER_NAME", names)), []), .. Histories.Live[1..]]);
}
