using System.Collections.Immutable;
using Piku.Domain.Certificates;

namespace Piku.Domain.Apps;

/// <content>What can be asked or reported about an app's certificate.</content>
public abstract partial record AppCommand
{
    /// <summary>One that <see cref="CertificateDecider"/> decides.</summary>
    public abstract record OfCertificate : AppCommand
    {
        private protected OfCertificate()
        {
        }
    }

    /// <summary>Record that a CA is asked now, as attempt <paramref name="Number"/>, the next one of the app.</summary>
    public sealed record OrderCertificate(int Number, ImmutableArray<string> Names, string Directory) : OfCertificate;

    /// <summary>The pair is in place.</summary>
    public sealed record ReportCertificate(int Number, CertificatePair Pair) : OfCertificate;

    public sealed record ReportRefused(int Number, string Reason, int WaitSeconds) : OfCertificate;

    public sealed record ReportCertificateLost(string Fingerprint) : OfCertificate;

    /// <summary>Use this pair, which is in place, in the place of what a CA gives.</summary>
    public sealed record AddCertificate(CertificatePair Pair) : OfCertificate;

    /// <summary>Use the pair no more that somebody has added.</summary>
    public sealed record RemoveCertificate : OfCertificate;

    /// <summary>Ask the CA now, as far as its limits allow.</summary>
    public sealed record RenewCertificate : OfCertificate;
}
