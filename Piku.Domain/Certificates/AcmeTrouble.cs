using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Piku.Domain.Certificates;

/// <summary>From what lego says when there is no certificate to a sentence with what to do.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="WaitSeconds">For which the CA wants to hear nothing; 0 when it has not said.</param>
public sealed partial record AcmeTrouble(string Reason, int WaitSeconds)
{
    private const int Longest = 400;

    /// <summary>Lines that tell how far it is, which nonce was refused and tried again, and so on.</summary>
    private const string Progress = "[INFO]";

    private static readonly TimeSpan UnsaidWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(8);

    /// <summary>
    /// What is found in the output, the first that fits, and what it means. {name} is the host name that it is about, {at} the address that the CA found, {directory} the
    /// CA, and {said} what it said.
    /// </summary>
    private static readonly ImmutableArray<(string Found, string Meaning)> Table =
    [
        (":rateLimited", "the CA has given or refused too many lately, and is left alone until it says so: {said}"),
        ("requires External Account Binding", "the CA wants an account bound; set ACME_EAB_KID and ACME_EAB_HMAC as it gave them"),
        ("external account", "the CA does not take ACME_EAB_KID and ACME_EAB_HMAC; set both as it gave them: {said}"),
        ("'kid' references", "the CA does not take ACME_EAB_KID and ACME_EAB_HMAC; set both as it gave them: {said}"),
        (":connection", "port 80 of {name}{at} is not reachable from outside; open it in the firewall and the router, or prove the name by DNS (ACME_DNS_PROVIDER)"),
        (":unauthorized :: Incorrect TXT", "the TXT record of _acme-challenge.{name} is not the one that lego wrote; look whether the provider's zone is the one that serves the name: {said}"),
        (":unauthorized", "{name} resolves to a server{at} that does not answer for this box; let the name point here (A and AAAA records both), or prove it by DNS (ACME_DNS_PROVIDER): {said}"),
        (":incorrectResponse", "{name} resolves to a server{at} that does not answer for this box; let the name point here (A and AAAA records both), or prove it by DNS (ACME_DNS_PROVIDER): {said}"),
        (":dns", "{name} cannot be resolved; make an A or AAAA record that points to this box: {said}"),
        (":tls", "the server at {name}{at} does not speak TLS as the CA expects; prove the name by DNS (ACME_DNS_PROVIDER): {said}"),
        (":caa", "a CAA record of {name} forbids this CA; let it name the CA, or use another one (ACME_DIRECTORY): {said}"),
        (":rejectedIdentifier", "the CA does not certify {name}; take it out of NGINX_SERVER_NAME, or use another CA (ACME_DIRECTORY): {said}"),
        (":unsupportedIdentifier", "the CA does not certify {name}; take it out of NGINX_SERVER_NAME, or use another CA (ACME_DIRECTORY): {said}"),
        (":externalAccountRequired", "the CA wants an account bound; set ACME_EAB_KID and ACME_EAB_HMAC as it gave them"),
        (":invalidContact", "the CA does not take ACME_EMAIL; set another one: {said}"),
        (":unsupportedContact", "the CA does not take ACME_EMAIL; set another one: {said}"),
        (":accountDoesNotExist", "the CA does not know the account any more; the next attempt makes a new one"),
        (":badNonce", "the CA was too busy to keep track; it is asked again"),
        (":orderNotReady", "the order expired before it was done; the next one is a new one"),
        ("rder expired", "the order expired before it was done; the next one is a new one"),
        ("uthorization expired", "the order expired before it was done; the next one is a new one"),
        (":serverInternal", "the CA has trouble of its own; it is asked again: {said}"),
        ("unrecognized DNS provider", "lego has no DNS provider of this name; see `lego dnshelp`, and set ACME_DNS_PROVIDER"),
        ("some credentials information are missing", "the DNS provider's credentials are missing; set them with ACME_DNS_ before lego's name: {said}"),
        ("certificate signed by unknown authority", "the CA's own certificate is not trusted by this box; set ACME_CA_FILE in piku.conf to a file with its root: {directory}"),
        ("connection refused", "the CA cannot be reached: {directory}; it is asked again"),
        ("no such host", "the CA's name cannot be resolved: {directory}; look at the box's DNS and at ACME_DIRECTORY"),
        ("i/o timeout", "the CA does not answer in time: {directory}; it is asked again"),
        ("context deadline exceeded", "the CA does not answer in time: {directory}; it is asked again"),
        ("time limit exceeded", "what lego wrote into DNS was not seen in time; set ACME_DNS_RESOLVERS, or look at the provider's zone: {said}"),
    ];

    /// <param name="said">Lines of lego's, in their order.</param>
    public static AcmeTrouble Of(IReadOnlyList<string> said, CertificateOrder order, DateTimeOffset now)
    {
        var lines = said.Where(line => !line.Contains(Progress, StringComparison.Ordinal) && line.Trim() != "").ToList();
        foreach (var (found, meaning) in Table)
            if (lines.FirstOrDefault(line => line.Contains(found, StringComparison.Ordinal)) is { } line)
                return new AcmeTrouble(Told(meaning, line, order), found == ":rateLimited" ? Wait(line, now) : 0);
        return new AcmeTrouble(Told("lego failed: {said}", lines.LastOrDefault() ?? "it said nothing", order), 0);
    }

    private static string Told(string meaning, string line, CertificateOrder order) => meaning
        .Replace("{name}", order.Names.FirstOrDefault(name => line.Contains($"[{name}]", StringComparison.Ordinal)) ?? order.Names[0], StringComparison.Ordinal)
        .Replace("{at}", Address().Match(line) is { Success: true } match ? $" ({match.Groups["ip"].Value})" : "", StringComparison.Ordinal)
        .Replace("{directory}", order.Directory, StringComparison.Ordinal)
        .Replace("{said}", Said(line), StringComparison.Ordinal);

    /// <summary>The part that is for people, on one line.</summary>
    private static string Said(string line)
    {
        var last = line[(line.LastIndexOf(" :: ", StringComparison.Ordinal) is var at and >= 0 ? at + 4 : 0)..];
        var text = string.Concat(last.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }

    /// <summary>Until when it asks us to wait; an hour where it does not say.</summary>
    private static int Wait(string line, DateTimeOffset now)
    {
        var wait = RetryAfter().Match(line) is { Success: true } match
            && DateTimeOffset.TryParse(match.Groups["when"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when) ? when - now : UnsaidWait;
        return (int)Math.Ceiling(Math.Clamp(wait.TotalSeconds, 1, LongestWait.TotalSeconds));
    }

    [GeneratedRegex(@":: (?<ip>[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+): ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();

    [GeneratedRegex(@"retry after (?<when>[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex RetryAfter();
}
