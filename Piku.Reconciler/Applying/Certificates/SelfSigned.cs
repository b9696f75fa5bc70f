using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Piku.Reconciler.Applying.Certificates;

/// <summary>Makes the pair that a site has until somebody vouches for it: ECDSA on P-256, a millisecond's work.</summary>
public static class SelfSigned
{
    private const string AlternativeNames = "2.5.29.17";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const int LongestCommonName = 64;

    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    /// <summary>The certificate and its key.</summary>
    /// <param name="from">It is valid from an hour before, for clients whose clocks are late, and for two years.</param>
    public static string Of(ImmutableArray<string> names, DateTimeOffset from)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var common = names.FirstOrDefault(name => name.Length <= LongestCommonName) ?? "piku";
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(common);
        var request = new CertificateRequest(builder.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509Extension(AlternativeNames, Encoded(names), critical: false));
        using var certificate = request.CreateSelfSigned(from - Backdated, from.AddYears(2));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <remarks>By hand, since .NET's builder refuses names that nginx takes, such as those with an underscore.</remarks>
    private static byte[] Encoded(ImmutableArray<string> names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names)
            {
                if (IPAddress.TryParse(name, out var address)) writer.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
                else writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            }
        }

        return writer.Encode();
    }
}
