using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Piku.Domain.Certificates;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying.Certificates;

/// <summary>A certificate with its chain and key, read and written anew, so that nothing else is in it.</summary>
/// <param name="Pem">The leaf, its issuers in their order, the key.</param>
public sealed record KeyPair(CertificatePair Pair, string Pem)
{
    private const string Certificates = "CERTIFICATE";

    private const string EncryptedKey = "ENCRYPTED PRIVATE KEY";

    /// <summary>The object identifiers of an organization and a common name.</summary>
    private static readonly ImmutableArray<string> Spoken = ["2.5.4.10", "2.5.4.3"];

    private static readonly ImmutableArray<string> Keys = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];

    /// <summary>Completes "the certificate …" where the pair cannot serve these names at that moment; null when it can.</summary>
    public string? WhyUseless(ImmutableArray<string> names, DateTimeOffset now) =>
        Pair.NotAfter <= now ? $"ended on {Pair.NotAfter:yyyy-MM-dd}; get a newer one"
        : Pair.NotBefore > now ? $"begins on {Pair.NotBefore:yyyy-MM-dd HH:mm}Z only; look at the clock of the box, or wait"
        : names.FirstOrDefault(name => !Pair.Covers(name)) is { } missing ? $"is for {string.Join(", ", Pair.Names)} and not for '{missing}'; get one for all names of the app, or change NGINX_SERVER_NAME"
        : null;

    /// <param name="text">PEM: the leaf first, then its issuers; the key before, between or after.</param>
    /// <param name="why">A sentence about what is wrong with it, and what to do.</param>
    public static KeyPair? TryRead(string text, out string why)
    {
        var blocks = Blocks(text);
        var chain = blocks.Where(block => block.Label == Certificates).Select(block => block.Text).ToList();
        why = (chain.Count, blocks.Count(block => Keys.Contains(block.Label))) switch
        {
            (0, _) => "there is no certificate in it; give the certificate, the chain and the key, all in PEM: cat cert.pem chain.pem key.pem.",
            (_, 0) when blocks.Any(block => block.Label == EncryptedKey) => "the key is encrypted, and nobody is there to type its passphrase; take it off: openssl pkey -in key.pem.",
            (_, 0) => "there is no private key in it; append the one that the certificate was made for.",
            (_, > 1) => "there is more than one private key in it; leave only the one of the certificate.",
            _ => "",
        };
        return why == "" ? TryRead(chain, blocks.First(block => Keys.Contains(block.Label)).Text, out why) : null;
    }

    private static KeyPair? TryRead(List<string> chain, string key, out string why)
    {
        var certificates = new X509Certificate2Collection();
        why = "";
        try
        {
            foreach (var text in chain) certificates.Add(X509Certificate2.CreateFromPem(text));
            using var leaf = X509Certificate2.CreateFromPem(chain[0], key);
            return Of(leaf, certificates.Skip(1));
        }
        catch (Exception trouble) when (trouble is CryptographicException or ArgumentException or NotSupportedException)
        {
            why = certificates.Count == chain.Count
                ? "the key does not belong to the certificate; give the one that it was made for, and the certificate of the host before those of its issuers."
                : $"a certificate in it cannot be read ({trouble.Message.TrimEnd('.')}); give it in PEM.";
            return null;
        }
        finally
        {
            foreach (var one in certificates) one.Dispose();
        }
    }

    private static KeyPair Of(X509Certificate2 leaf, IEnumerable<X509Certificate2> issuers)
    {
        var pem = string.Concat(issuers.Prepend(leaf).Select(certificate => certificate.ExportCertificatePem() + "\n")) + KeyOf(leaf) + "\n";
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())))
            .Where(name => name.All(c => c is > ' ' and <= '~')) // No host has another, and a terminal's cursor would go by it.
            .Select(name => name.ToLowerInvariant()).Distinct();
        return new KeyPair(new CertificatePair(PemFile.Fingerprint(pem), [.. names], IssuerOf(leaf), leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime()), pem);
    }

    private static string KeyOf(X509Certificate2 leaf)
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)leaf.GetECDsaPrivateKey() ?? leaf.GetRSAPrivateKey();
        return key?.ExportPkcs8PrivateKeyPem() ?? throw new CryptographicException("its key is neither RSA nor ECDSA");
    }

    /// <summary>"O CN" of the issuer, or what there is of it.</summary>
    private static string IssuerOf(X509Certificate2 leaf)
    {
        var parts = leaf.IssuerName.EnumerateRelativeDistinguishedNames().Where(part => !part.HasMultipleElements).ToList();
        var said = string.Join(' ', Spoken.Select(oid => parts.FirstOrDefault(part => part.GetSingleElementType().Value == oid)?.GetSingleElementValue()).Where(text => !string.IsNullOrEmpty(text)));
        return said == "" ? "nobody" : Shown(said);
    }

    /// <summary>Whoever made a certificate may have put anything into its names.</summary>
    internal static string Shown(string name) => string.Concat(name.Where(c => !char.IsControl(c)).Take(100));

    private static List<(string Label, string Text)> Blocks(string text)
    {
        var blocks = new List<(string, string)>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            blocks.Add((rest[fields.Label].ToString(), rest[fields.Location].ToString()));
            rest = rest[fields.Location.End..];
        }

        return blocks;
    }
}
