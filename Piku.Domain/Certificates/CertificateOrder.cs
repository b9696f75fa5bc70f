using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Certificates;

/// <summary>What a CA is to be asked for, and how.</summary>
/// <param name="DnsProvider">By which the names are proven; empty where a file on port 80 proves them.</param>
/// <param name="DnsCheck">lego waits until it can read in DNS what it wrote there.</param>
/// <param name="Credentials">Of the DNS provider: variables of lego's environment. Secret, like <paramref name="EabHmac"/>.</param>
public sealed record CertificateOrder(
    ImmutableArray<string> Names,
    string Directory,
    string Email,
    string KeyType,
    string DnsProvider,
    string DnsResolvers,
    bool DnsCheck,
    string EabKid,
    string EabHmac,
    ImmutableSortedDictionary<string, string> Credentials)
{
    /// <summary>Settings about certificates begin so, and are for nobody else.</summary>
    public const string Prefix = "ACME_";

    private const string CredentialPrefix = "ACME_DNS_";

    private static readonly ImmutableArray<string> OwnNames = ["ACME_DNS_PROVIDER", "ACME_DNS_RESOLVERS", "ACME_DNS_CHECK"];

    /// <param name="defaults">Of the box; the app's settings go first.</param>
    /// <returns>Null when no CA is to be asked; <see cref="WhyNone"/> says why.</returns>
    public static CertificateOrder? Of(EffectiveSettings settings, ImmutableSortedDictionary<string, string> defaults)
    {
        var all = defaults.SetItems(settings.Values.Where(value => value.Key.StartsWith(Prefix, StringComparison.Ordinal)));
        var provider = Text(all, "ACME_DNS_PROVIDER");
        var names = CertificateNames.ToOrder(settings.ServerNames, provider != "");
        return WhyNone(settings, defaults) is not null ? null : new CertificateOrder(
            names,
            Text(all, "ACME_DIRECTORY"),
            Text(all, "ACME_EMAIL"),
            Text(all, "ACME_KEY_TYPE"),
            provider,
            Text(all, "ACME_DNS_RESOLVERS"),
            EffectiveSettings.IsTrue(Text(all, "ACME_DNS_CHECK")),
            Text(all, "ACME_EAB_KID"),
            Text(all, "ACME_EAB_HMAC"),
            all.Where(value => value.Key.StartsWith(CredentialPrefix, StringComparison.Ordinal) && !OwnNames.Contains(value.Key))
                .ToImmutableSortedDictionary(value => value.Key[CredentialPrefix.Length..], value => value.Value, StringComparer.Ordinal));
    }

    /// <summary>Why no CA is asked, as a sentence with what to do; null when one is.</summary>
    public static string? WhyNone(EffectiveSettings settings, ImmutableSortedDictionary<string, string> defaults)
    {
        var all = defaults.SetItems(settings.Values.Where(value => value.Key.StartsWith(Prefix, StringComparison.Ordinal)));
        var provider = Text(all, "ACME_DNS_PROVIDER");
        return settings.ServerNames switch
        {
            { IsEmpty: true } => "the app has no host name; set NGINX_SERVER_NAME.",
            var names when !names.Any(CertificateNames.IsPublic) => "no CA certifies such names; use one that is known on the internet, or certs:add.",
            _ when Text(all, "ACME_DIRECTORY") == "" => "no CA is set; set ACME_DIRECTORY, such as https://acme-v02.api.letsencrypt.org/directory, for the app or in piku.conf.",
            _ when Text(all, "ACME_EMAIL") == "" => "the CA wants an address of e-mail; set ACME_EMAIL for the app or in piku.conf.",
            _ when (Text(all, "ACME_EAB_KID") == "") != (Text(all, "ACME_EAB_HMAC") == "") => "of ACME_EAB_KID and ACME_EAB_HMAC only one is set; set both, or none.",
            var names when CertificateNames.ToOrder(names, provider != "").IsEmpty => "a wildcard is proven by DNS only; set ACME_DNS_PROVIDER.",
            _ => null,
        };
    }

    private static string Text(ImmutableSortedDictionary<string, string> all, string name) => all.GetValueOrDefault(name, SettingTable.Named(name).Default);
}
