using Piku.Domain.Certificates;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Certificates;

/// <summary>Every failure says what to do. The lines are those of lego 4.9.1.</summary>
public sealed class AcmeTroubleSpecs
{
    [Theory]
    [InlineData(
        "[www.example.org] acme: error: 400 :: urn:ietf:params:acme:error:connection :: 192.0.2.7: Fetching http://www.example.org/.well-known/acme-challenge/x: Timeout during connect (likely firewall problem)",
        "port 80 of www.example.org (192.0.2.7) is not reachable from outside; open it in the firewall and the router, or prove the name by DNS (ACME_DNS_PROVIDER)")]
    [InlineData(
        "[blog.example.org] acme: error: 400 :: urn:ietf:params:acme:error:connection :: Get \"http://blog.example.org:5002/x\": dial tcp 127.0.0.1:5002: connect: connection refused",
        "port 80 of blog.example.org is not reachable from outside; open it in the firewall and the router, or prove the name by DNS (ACME_DNS_PROVIDER)")]
    [InlineData(
        "[www.example.org] acme: error: 403 :: urn:ietf:params:acme:error:unauthorized :: 2001:db8::7: Invalid response from http://www.example.org/.well-known/acme-challenge/x: 404",
        "www.example.org resolves to a server (2001:db8::7) that does not answer for this box; let the name point here (A and AAAA records both), or prove it by DNS (ACME_DNS_PROVIDER): 2001:db8::7: Invalid response from http://www.example.org/.well-known/acme-challenge/x: 404")]
    [InlineData(
        "[www.example.org] acme: error: 400 :: urn:ietf:params:acme:error:dns :: DNS problem: NXDOMAIN looking up A for www.example.org",
        "www.example.org cannot be resolved; make an A or AAAA record that points to this box: DNS problem: NXDOMAIN looking up A for www.example.org")]
    [InlineData(
        "\tacme: error: 400 :: POST :: https://127.0.0.1:14777/order-plz :: urn:ietf:params:acme:error:rejectedIdentifier :: Order included an identifier for which issuance is forbidden by policy",
        "the CA does not certify blog.example.org; take it out of NGINX_SERVER_NAME, or use another CA (ACME_DIRECTORY): Order included an identifier for which issuance is forbidden by policy")]
    [InlineData(
        "2026/11/25 13:29:55 Could not create client: get directory at 'https://ca.example.org': Get \"https://ca.example.org\": dial tcp 127.0.0.1:1: connect: connection refused",
        "the CA cannot be reached: https://ca.example.org; it is asked again")]
    [InlineData(
        "2026/11/25 13:29:55 Could not create client: get directory at 'https://ca.example.org': Get \"https://ca.example.org\": x509: certificate signed by unknown authority",
        "the CA's own certificate is not trusted by this box; set ACME_CA_FILE in piku.conf to a file with its root: https://ca.example.org")]
    [InlineData(
        "[www.example.org] acme: error: 403 :: POST :: https://ca.example.org/finalize-order/bp-vUqwrsV8 :: urn:ietf:params:acme:error:orderNotReady :: Order's status (\"invalid\") was not ready",
        "the order expired before it was done; the next one is a new one")]
    [InlineData("[www.example.org] acme: error: 400 :: urn:ietf:params:acme:error:malformed :: Authorization expired 2026-11-25T13:29:55Z", "the order expired before it was done; the next one is a new one")]
    [InlineData("2026/11/25 13:29:55 Server requires External Account Binding. Use --eab with --kid and --hmac.", "the CA wants an account bound; set ACME_EAB_KID and ACME_EAB_HMAC as it gave them")]
    [InlineData(
        "\tacme: error: 403 :: POST :: https://ca.example.org/sign-me-up :: urn:ietf:params:acme:error:unauthorized :: external account binding JWS verification error: square/go-jose: error in cryptographic primitive",
        "the CA does not take ACME_EAB_KID and ACME_EAB_HMAC; set both as it gave them: external account binding JWS verification error: square/go-jose: error in cryptographic primitive")]
    [InlineData(
        "\tacme: error: 403 :: POST :: https://ca.example.org/sign-me-up :: urn:ietf:params:acme:error:unauthorized :: the field 'kid' references a key that is not known to the ACME server",
        "the CA does not take ACME_EAB_KID and ACME_EAB_HMAC; set both as it gave them: the field 'kid' references a key that is not known to the ACME server")]
    [InlineData("2026/11/25 13:29:55 unrecognized DNS provider: nobody", "lego has no DNS provider of this name; see `lego dnshelp`, and set ACME_DNS_PROVIDER")]
    [InlineData("panic: something\u001b[31m", "lego failed: panic: something [31m")]
    public void A_line_of_lego_becomes_a_sentence_with_what_to_do(string line, string sentence) => Assert.Equal(new AcmeTrouble(sentence, 0), Of(line));

    [Fact]
    public void What_lego_tried_again_by_itself_is_not_the_reason()
    {
        var trouble = Of("[INFO] retry due to: acme: error: 400 :: urn:ietf:params:acme:error:badNonce :: JWS has an invalid anti-replay nonce", "Could not obtain certificates:", "dial tcp 127.0.0.1:1: connect: connection refused");
        Assert.StartsWith("the CA cannot be reached", trouble.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(", retry after 2030-01-03 12:00:00 UTC: see https://letsencrypt.org/docs/", 24 * 3600)]
    [InlineData("", 3600)]
    [InlineData(", retry after 2031-01-03 12:00:00 UTC", 8 * 24 * 3600)]
    [InlineData(", retry after 2020-01-03 12:00:00 UTC", 1)]
    public void A_limit_is_waited_for_as_long_as_the_CA_says_and_not_beyond_reason(string until, int seconds) =>
        Assert.Equal(seconds, Of($"acme: error: 429 :: POST :: urn:ietf:params:acme:error:rateLimited :: too many certificates (5) already issued for this exact set of domains in the last 168 hours: www.example.org{until}").WaitSeconds);

    [Fact]
    public void Silence_is_told_as_such() => Assert.Equal("lego failed: it said nothing", Of("", " ").Reason);

    [Theory]
    [InlineData(400, "")]
    [InlineData(401, "…")]
    public void Of_a_long_speech_as_much_is_told_as_is_read(int length, string more) => Assert.Equal($"lego failed: {new string('x', 400)}{more}", Of(new string('x', length)).Reason);

    private static AcmeTrouble Of(params string[] lines) =>
        AcmeTrouble.Of(lines, new CertificateOrder(["blog.example.org", "www.example.org"], "https://ca.example.org", "a@example.org", "ec256", "", "", true, "", "", Map<string>()), Noon);
}
