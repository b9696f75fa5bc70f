using System.Collections.Immutable;
using Piku.Domain.Certificates;

namespace Piku.Domain.Apps;

/// <content>What can have happened about an app's certificate.</content>
public abstract partial record AppEvent
{
    /// <summary>One that <see cref="CertificateDecider"/> folds.</summary>
    public abstract record OfCertificate : AppEvent
    {
        private protected OfCertificate()
        {
        }
    }

    /// <summary>A CA is about to be asked.</summary>
    /// <param name="Number">Of the attempt: 1, 2, 3 … within an app.</param>
    /// <param name="Directory">Of the CA.</param>
    public sealed record CertificateOrdered(int Number, ImmutableArray<string> Names, string Directory) : OfCertificate;

    /// <summary>A pair is in place, which the attempt led to or found.</summary>
    public sealed record CertificateInstalled(CertificatePair Pair, int Attempt) : OfCertificate;

    /// <param name="Reason">A sentence, with what to do.</param>
    /// <param name="WaitSeconds">For which the CA wants to hear nothing; 0 when it has not said.</param>
    public sealed record CertificateRefused(int Number, string Reason, int WaitSeconds) : OfCertificate;

    /// <summary>A pair is in place that somebody has brought.</summary>
    public sealed record CertificateGiven(CertificatePair Pair) : OfCertificate;

    public sealed record CertificateRemoved : OfCertificate;

    /// <summary>The file of the pair is gone or damaged.</summary>
    public sealed record CertificateLost : OfCertificate;

    public sealed record CertificateRenewalAsked : OfCertificate;
}
