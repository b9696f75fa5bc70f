using System.Text;
using CsCheck;
using Piku.Domain.Certificates;
using Piku.Domain.Hosts;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying.Certificates;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Fuzzing;

/// <summary>What comes back from elsewhere: a CA's answers as lego tells them, certificates, and Cloudflare's addresses.</summary>
public sealed class AnswerSpecs
{
    private static readonly string Pem = SelfSigned.Of(["www.example.org", "*.example.net"], Noon);

    private static readonly CertificateOrder Order = new(["www.example.org", "example.net"], "https://ca.example.org/directory", "", "", "", "", true, "", "", Map<string>());

    private static readonly Gen<string> Line = Fuzz.Of(
        "acme: error: 429 :: POST :: urn:ietf:params:acme:error:rateLimited :: too many, retry after 2030-01-02 13:00:00 UTC: see https://x",
        "acme: error: 429 :: urn:ietf:params:acme:error:rateLimited :: retry after 9999-99-99 99:99:99",
        "[www.example.org] acme: error: 400 :: urn:ietf:params:acme:error:connection :: 192.0.2.7: Fetching http://www.example.org/: Timeout",
        "[www.example.org] invalid authorization: acme: error: 403 :: urn:ietf:params:acme:error:unauthorized :: 2001:db8::1: Invalid response {name} {said} {directory}",
        "2030/01/02 [INFO] [www.example.org] acme: Trying to solve HTTP-01", "lookup ca.example.org: no such host", "");

    [Fact]
    public void Whatever_lego_says_there_is_one_sentence_and_a_wait_that_ends() => Gen.OneOf(Line, Line.Mutated(), Fuzz.Text).Array[0, 6].Sample(
        said =>
        {
            var trouble = AcmeTrouble.Of(said, Order, Noon);
            Fuzz.IsSentence($"{trouble.Reason}.");
            Assert.InRange(trouble.WaitSeconds, 0, 8 * 24 * 3600);
        },
        iter: Fuzz.Rounds(5_000));

    [Fact]
    public void Whatever_is_given_for_a_certificate_is_a_pair_that_goes_together_or_refused_in_a_sentence() =>
        Gen.OneOf(Gen.Const(Pem).Mutated(), Gen.Const(Encoding.ASCII.GetBytes(Pem)).Mutated().Select(Encoding.Latin1.GetString), Der.Select(Armoured), Fuzz.Text).Sample(
            text =>
            {
                if (KeyPair.TryRead(text, out var why) is not { } read)
                {
                    Fuzz.IsSentence(why);
                    return;
                }

                Assert.DoesNotContain(read.Pair.Names, name => name.Any(char.IsControl));
                Assert.DoesNotContain(read.Pair.Issuer, char.IsControl);
                Assert.Equal(read.Pem, KeyPair.TryRead(read.Pem, out _)?.Pem);
                if (CertificateChain.WhyBroken(read.Pem) is { } broken) Fuzz.IsSentence(broken);
                _ = (CertificateChain.IsSelfSigned(read.Pem), read.WhyUseless(["www.example.org"], Noon));
            },
            iter: Fuzz.Rounds(400));

    /// <summary>A certificate whose bytes were changed within, so that the armour around them is good.</summary>
    private static Gen<byte[]> Der => Gen.Const(Convert.FromBase64String(string.Concat(Pem.Split('\n').Skip(1).TakeWhile(line => !line.StartsWith('-'))))).Mutated();

    private static string Armoured(byte[] der) => $"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(der)}\n-----END CERTIFICATE-----\n{Pem[Pem.IndexOf("-----END CERTIFICATE-----", StringComparison.Ordinal)..].Replace("-----END CERTIFICATE-----", "", StringComparison.Ordinal)}";

    [Fact]
    public void Whatever_Cloudflare_answers_is_ranges_of_addresses_or_nothing() =>
        Gen.Select(Gen.OneOf(Fuzz.Of("173.245.48.0/20\n103.21.244.0/22\n", "2400:cb00::/32\n2606:4700::/32\n", "<html>", "0.0.0.0/0\n").Mutated(), Fuzz.Text), Gen.Bool).Sample(
            (text, isV6) =>
            {
                foreach (var range in CloudflareRanges.TryParse(text, isV6) ?? [])
                {
                    Assert.Matches(isV6 ? @"\A[0-9a-f:]+/[0-9]{1,3}\z" : @"\A[0-9.]+/[0-9]{1,2}\z", range);
                    Assert.Equal(range, AddressRange.TryParse(range)?.ToString());
                }
            },
            iter: Fuzz.Rounds(5_000));
}
