using System.Security.Cryptography.X509Certificates;

namespace Piku.Reconciler.Applying.Certificates;

/// <summary>Whether visitors' programs can go from a certificate to one that they know.</summary>
public static class CertificateChain
{
    /// <param name="pem">Of a <see cref="KeyPair"/>.</param>
    /// <returns>A sentence about what is wrong, and what to do; null when nothing is.</returns>
    public static string? WhyBroken(string pem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem);
        try
        {
            return WhyBroken(chain[0], [.. chain.Skip(1)]);
        }
        finally
        {
            foreach (var one in chain) one.Dispose();
        }
    }

    /// <param name="pem">Of a <see cref="KeyPair"/>.</param>
    /// <returns>Whether nobody but its own key vouches for the certificate.</returns>
    public static bool IsSelfSigned(string pem)
    {
        using var leaf = X509Certificate2.CreateFromPem(pem);
        return IsSelfSigned(leaf);
    }

    /// <summary>Whether each certificate is signed by the next one, and the last of them is a root or one that visitors have.</summary>
    private static string? WhyBroken(X509Certificate2 leaf, X509Certificate2Collection issuers)
    {
        for (var (i, one) = (0, leaf); i < issuers.Count; one = issuers[i++])
            if (!IsSignedBy(one, issuers[i]))
                return $"the certificates are no chain: '{NameOf(one)}' was not issued by '{NameOf(issuers[i])}'; put the host's first, and after each one its issuer's.";
        var last = issuers.Count == 0 ? leaf : issuers[^1];
        return IsSelfSigned(last) || IsRooted(last, issuers) ? null
            : $"the chain ends with '{NameOf(last)}', and the certificate of its issuer '{NameOf(last, ofIssuer: true)}' is missing; append it.";
    }

    private static bool IsSelfSigned(X509Certificate2 one) => one.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData);

    private static bool IsSignedBy(X509Certificate2 one, X509Certificate2 issuer)
    {
        using var chain = new X509Chain { ChainPolicy = PolicyOf(one) };
        chain.ChainPolicy.ExtraStore.Add(issuer);
        chain.Build(one);
        return chain.ChainElements.Count > 1
            && chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(issuer.RawDataMemory.Span)
            && !chain.ChainElements[0].ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotSignatureValid);
    }

    private static bool IsRooted(X509Certificate2 last, X509Certificate2Collection issuers)
    {
        using var chain = new X509Chain { ChainPolicy = PolicyOf(last) };
        chain.ChainPolicy.ExtraStore.AddRange(issuers);
        chain.Build(last);
        return !chain.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.PartialChain);
    }

    /// <summary>Signatures only: names and dates are looked at elsewhere, and nothing is fetched.</summary>
    private static X509ChainPolicy PolicyOf(X509Certificate2 one) => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        VerificationTime = one.NotBefore.AddSeconds(1),
    };

    private static string NameOf(X509Certificate2 one, bool ofIssuer = false) => KeyPair.Shown(one.GetNameInfo(X509NameType.SimpleName, ofIssuer));
}
