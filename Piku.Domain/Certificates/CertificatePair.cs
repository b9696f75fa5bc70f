using System.Collections.Immutable;

namespace Piku.Domain.Certificates;

/// <summary>A certificate and its key, as far as it is no secret.</summary>
/// <param name="Fingerprint">Of the file that holds both, and its name.</param>
/// <param name="Names">Host names, in lower case; a wildcard is "*.example.org".</param>
/// <param name="Issuer">For people, such as "Let's Encrypt R3".</param>
public sealed record CertificatePair(string Fingerprint, ImmutableArray<string> Names, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    public bool Covers(string name) => Names.Any(own => CertificateNames.Covers(own, name));
}
