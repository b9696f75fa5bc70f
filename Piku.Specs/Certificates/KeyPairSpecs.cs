using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Layout;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Certificates;

/// <summary>What is read of a PEM that somebody brings, and what is said of one that will not do.</summary>
public sealed class KeyPairSpecs
{
    private static readonly Authority Root = Authority.New("Root");
    private static readonly Authority Middle = Root.Issue("Middle");
    private static readonly (string Certificate, string Key) Leaf = Middle.Leaf("www.example.org", "*.example.net");

    [Fact]
    public void A_self_signed_pair_has_the_names_that_it_was_made_for_and_is_valid_at_once()
    {
        var pair = Read(SelfSigned.Of(["www.example.org", "*.example.org", "127.0.0.1", "a_b.example.org", new string('x', 70) + ".example.org"], Noon)).Pair;
        Assert.Equal(["www.example.org", "*.example.org", "a_b.example.org", new string('x', 70) + ".example.org", "127.0.0.1"], pair.Names);
        Assert.Equal((Noon.AddHours(-1), Noon.AddYears(2), "www.example.org"), (pair.NotBefore, pair.NotAfter, pair.Issuer));
    }

    [Fact]
    public void The_same_pair_has_the_same_fingerprint_whatever_stands_around_it()
    {
        var (one, other) = (Read($"{Leaf.Certificate}{Middle.Certificate}{Leaf.Key}"), Read($"{Leaf.Key}\nBag Attributes\n{Leaf.Certificate}\r\n\n{Middle.Certificate}"));
        Assert.Equal(one.Pair.Fingerprint, other.Pair.Fingerprint);
        Assert.Equal(one.Pem, other.Pem);
        Assert.Equal(PemFile.Fingerprint(one.Pem), one.Pair.Fingerprint);
        Assert.Equal("Middle", one.Pair.Issuer);
        Assert.DoesNotContain("Bag", other.Pem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_chain_is_taken_and_one_with_a_gap_or_in_disorder_is_not()
    {
        Assert.Null(CertificateChain.WhyBroken(Read($"{Leaf.Certificate}{Middle.Certificate}{Root.Certificate}{Leaf.Key}").Pem));
        Assert.Null(CertificateChain.WhyBroken(Read(SelfSigned.Of(["www.example.org"], Noon)).Pem));
        Assert.Equal(
            "the chain ends with 'www.example.org', and the certificate of its issuer 'Middle' is missing; append it.",
            CertificateChain.WhyBroken(Read(Leaf.Certificate + Leaf.Key).Pem));
        Assert.StartsWith("the certificates are no chain: 'www.example.org' was not issued by 'Root'", CertificateChain.WhyBroken(Read($"{Leaf.Certificate}{Root.Certificate}{Middle.Certificate}{Leaf.Key}").Pem), StringComparison.Ordinal);
        Assert.StartsWith("the certificates are no chain", CertificateChain.WhyBroken(Read($"{Leaf.Certificate}{Authority.New("Middle").Certificate}{Leaf.Key}").Pem), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_in_it_that_no_host_can_have_is_passed_over()
    {
        var der = PemEncoding.Find(Leaf.Certificate) is var found ? Convert.FromBase64String(Leaf.Certificate[found.Base64Data]) : [];
        "n\u0001t"u8.CopyTo(der.AsSpan(der.AsSpan().IndexOf("example.net"u8) + "example.".Length));
        Assert.Equal(["www.example.org"], Read(PemEncoding.WriteString("CERTIFICATE", der) + "\n" + Leaf.Key).Pair.Names);
    }

    [Fact]
    public void What_is_no_pair_is_refused_in_a_sentence()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.StartsWith("there is no certificate in it;", Why("nothing of the kind"), StringComparison.Ordinal);
        Assert.StartsWith("there is no certificate in it;", Why(Leaf.Key), StringComparison.Ordinal);
        Assert.StartsWith("there is no private key in it;", Why(Leaf.Certificate), StringComparison.Ordinal);
        Assert.StartsWith("the key is encrypted,", Why(Leaf.Certificate + key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1))), StringComparison.Ordinal);
        Assert.StartsWith("there is more than one private key", Why(Leaf.Certificate + Leaf.Key + key.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.StartsWith("the key does not belong to the certificate;", Why(Leaf.Certificate + key.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.StartsWith("a certificate in it cannot be read", Why("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + Leaf.Key), StringComparison.Ordinal);
    }

    /// <summary>Found by fuzzing: .NET says of it that the platform does not support it.</summary>
    [Fact]
    public void A_key_on_a_curve_that_nobody_knows_is_refused_in_a_sentence()
    {
        var der = Convert.FromBase64String(Leaf.Key[PemEncoding.Find(Leaf.Key).Base64Data]);
        byte[] curve = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
        der[der.AsSpan().IndexOf(curve) + 5] = 0x8c;
        Assert.StartsWith("the key does not belong to the certificate;", Why(Leaf.Certificate + PemEncoding.WriteString("PRIVATE KEY", der)), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_dates_have_to_fit()
    {
        var pair = Read(Leaf.Certificate + Leaf.Key);
        Assert.Null(pair.WhyUseless(["www.example.org", "a.example.net"], Noon));
        Assert.StartsWith("is for www.example.org, *.example.net and not for 'example.org';", pair.WhyUseless(["www.example.org", "example.org"], Noon), StringComparison.Ordinal);
        Assert.StartsWith("ended on 2030-02-01;", pair.WhyUseless(["www.example.org"], Noon.AddDays(40)), StringComparison.Ordinal);
        Assert.StartsWith("begins on 2030-01-01 12:00Z only;", pair.WhyUseless(["www.example.org"], Noon.AddDays(-2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_a_pair_shows_whose_it_is_and_that_it_is_whole()
    {
        var text = PemFile.Of(Blog, "certificate\n");
        Assert.True(PemFile.IsWhole(Blog, text));
        Assert.False(PemFile.IsWhole(Piku.Domain.Apps.AppName.Parse("blog-2"), text));
        Assert.False(PemFile.IsWhole(Blog, text + "\n"));
        Assert.False(PemFile.IsWhole(Blog, text[..^3]));
        Assert.False(PemFile.IsWhole(Blog, ""));
    }

    private static KeyPair Read(string text) => KeyPair.TryRead(text, out var why) ?? throw new InvalidOperationException(why);

    private static string Why(string text)
    {
        Assert.Null(KeyPair.TryRead(text, out var why));
        return why;
    }

    /// <summary>A CA in memory.</summary>
    private sealed class Authority(X509Certificate2 own, ECDsa key)
    {
        public string Certificate => own.ExportCertificatePem() + "\n";

        public static Authority New(string name)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new Authority(Request(name, key, isAuthority: true).CreateSelfSigned(Noon.AddDays(-1), Noon.AddDays(90)), key);
        }

        public Authority Issue(string name)
        {
            var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new Authority(Signed(Request(name, next, isAuthority: true), 60, 2), next);
        }

        public (string Certificate, string Key) Leaf(params string[] names)
        {
            using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = Request(names[0], next, isAuthority: false);
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names) alternatives.AddDnsName(name);
            request.CertificateExtensions.Add(alternatives.Build());
            return (Signed(request, 30, 3).ExportCertificatePem() + "\n", next.ExportPkcs8PrivateKeyPem() + "\n");
        }

        private X509Certificate2 Signed(CertificateRequest request, int days, byte serial) =>
            request.Create(own.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Noon.AddDays(-1), Noon.AddDays(days), [serial]);

        private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
        {
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
            return request;
        }
    }
}
