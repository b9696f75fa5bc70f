using System.Text.RegularExpressions;

namespace Piku.Domain.Settings;

/// <content>Settings about HTTPS and certificates.</content>
public static partial class SettingTable
{
    private static Setting[] OfCertificates =>
    [
        new("NGINX_HTTPS_ONLY", new SettingKind.Flag(), "false", "Whether visitors who come by HTTP are sent to HTTPS."),
        new("NGINX_HSTS", new SettingKind.Number(0, 63_072_000), "0", "Seconds for which browsers that have come by HTTPS use nothing else (`Strict-Transport-Security`); more than 0 sends visitors of HTTP to HTTPS too. Cannot be taken back before the time is over."),
        new("ACME_DIRECTORY", new SettingKind.Text(DirectoryPattern(), "the directory of a CA, such as 'https://acme-v02.api.letsencrypt.org/directory'"), "", "The CA that certificates are ordered from; unset, none is asked and they are self-signed. Settings that begin with `ACME_` are not in the environment of the app, and `piku.conf` may hold them for all apps: see [certificates.md](certificates.md)."),
        new("ACME_EMAIL", new SettingKind.Text(EmailPattern(), "an address of e-mail, such as 'me@example.org'"), "", "The CA's account is made for it."),
        new("ACME_KEY_TYPE", new SettingKind.Text(KeyTypePattern(), "'ec256', 'ec384', 'rsa2048' or 'rsa4096'"), "ec256", "The kind of key that certificates get."),
        new("ACME_DNS_PROVIDER", new SettingKind.Text(ProviderPattern(), "a provider of lego's, such as 'cloudflare' or 'hetzner' (neither 'exec', which would run any program, nor 'manual', which would wait for a person)"), "", "Names are proven by DNS there, as wildcards and boxes behind NAT need it; unset, by a file on port 80. What lego needs to get in is set with `ACME_DNS_` before its name, such as `ACME_DNS_CF_DNS_API_TOKEN`."),
        new("ACME_DNS_RESOLVERS", new SettingKind.Text(ResolversPattern(), "addresses with ports, such as '1.1.1.1:53'"), "", "Where lego asks for zones and for what it wrote into DNS, in the place of the box's own resolvers."),
        new("ACME_DNS_CHECK", new SettingKind.Flag(), "true", "Whether lego waits until what it wrote into DNS can be read there, before it tells the CA; for a box that sees another DNS than the CA, `false`."),
        new("ACME_EAB_KID", new SettingKind.Text(TokenPattern(), "the key's identifier as the CA gave it"), "", "For a CA that wants an account of its own bound (external account binding)."),
        new("ACME_EAB_HMAC", new SettingKind.Text(TokenPattern(), "the key as the CA gave it, in base64url"), "", "The key of that account."),
    ];

    [GeneratedRegex(@"\Ahttps://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~/?=&%-]{0,500})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DirectoryPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"\A(ec256|ec384|rsa2048|rsa4096)\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyTypePattern();

    [GeneratedRegex(@"\A(?!(?:exec|manual)\z)[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProviderPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.-]{0,99}:[0-9]{1,5}(,[A-Za-z0-9][A-Za-z0-9.-]{0,99}:[0-9]{1,5}){0,9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ResolversPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._=+/-]{0,500}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TokenPattern();
}
