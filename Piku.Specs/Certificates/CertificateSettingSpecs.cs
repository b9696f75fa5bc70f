using Piku.Domain.Settings;
using Xunit;

namespace Piku.Specs.Certificates;

/// <summary>Nothing gets into a command line or a site that was not looked at.</summary>
public sealed class CertificateSettingSpecs
{
    [Theory]
    [InlineData("ACME_DIRECTORY", "https://acme-v02.api.letsencrypt.org/directory")]
    [InlineData("ACME_DIRECTORY", "https://127.0.0.1:14000/dir")]
    [InlineData("ACME_EMAIL", "me+piku@example.org")]
    [InlineData("ACME_KEY_TYPE", "rsa4096")]
    [InlineData("ACME_DNS_PROVIDER", "acme-dns")]
    [InlineData("ACME_DNS_PROVIDER", "exec-like")]
    [InlineData("ACME_DNS_RESOLVERS", "1.1.1.1:53,dns.example.org:53")]
    [InlineData("ACME_EAB_HMAC", "c2VjcmV0_-")]
    [InlineData("NGINX_HSTS", "31536000")]
    public void Good_values_are_taken(string setting, string value) => Assert.Null(SettingTable.WhyRefused(setting, value));

    [Theory]
    [InlineData("ACME_DIRECTORY", "http://ca.example.org")]
    [InlineData("ACME_DIRECTORY", "https://ca.example.org/a b")]
    [InlineData("ACME_DIRECTORY", "--server")]
    [InlineData("ACME_EMAIL", "-m@example.org")]
    [InlineData("ACME_EMAIL", "a/../b@example.org")]
    [InlineData("ACME_EMAIL", "nobody")]
    [InlineData("ACME_KEY_TYPE", "ec256; rm")]
    [InlineData("ACME_DNS_PROVIDER", "--http")]
    [InlineData("ACME_DNS_PROVIDER", "a b")]
    [InlineData("ACME_DNS_PROVIDER", "exec")]
    [InlineData("ACME_DNS_PROVIDER", "manual")]
    [InlineData("ACME_DNS_RESOLVERS", "1.1.1.1")]
    [InlineData("ACME_DNS_RESOLVERS", "--x:53")]
    [InlineData("ACME_EAB_KID", "-k")]
    [InlineData("NGINX_HSTS", "1; }")]
    [InlineData("NGINX_HTTPS_ONLY", "perhaps")]
    public void Others_are_refused_with_the_name_of_the_setting(string setting, string value) => Assert.StartsWith($"{setting} should be ", SettingTable.WhyRefused(setting, value), StringComparison.Ordinal);
}
