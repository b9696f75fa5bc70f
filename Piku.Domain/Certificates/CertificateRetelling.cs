using Piku.Domain.Apps;

namespace Piku.Domain.Certificates;

/// <summary>Ordinary events that lead to a certificate that is known: a part of <see cref="Retelling"/>.</summary>
/// <remarks>Attempts are told again too, and count from the moment at which they are told: rather too long than not at all.</remarks>
internal static class CertificateRetelling
{
    public static IEnumerable<AppEvent> Of(Certificate told, Certificate wanted) =>
    [
        .. wanted.Attempts.Where(attempt => attempt.Number > told.LastAttempt).SelectMany(Attempt),
        .. wanted.Pair is not { } pair ? [] : wanted.State == CertificateState.Given ? [new AppEvent.CertificateGiven(pair)] : new AppEvent[] { new AppEvent.CertificateInstalled(pair, 0) },
        .. wanted.RenewalAsked ? [new AppEvent.CertificateRenewalAsked()] : Array.Empty<AppEvent>(),
    ];

    private static IEnumerable<AppEvent> Attempt(CertificateAttempt attempt) => attempt switch
    {
        { Failure: { } reason } => [Ordered(attempt), new AppEvent.CertificateRefused(attempt.Number, reason, attempt.Until is { } until ? (int)Math.Clamp((until - attempt.Last).TotalSeconds, 0, int.MaxValue) : 0)],
        { Ended: not null } => [Ordered(attempt), new AppEvent.CertificateInstalled(Gone(attempt), attempt.Number), new AppEvent.CertificateLost()],
        // Nobody knows what becomes of it, so it counts as both: it failed, and there is one more certificate.
        _ => [Ordered(attempt), new AppEvent.CertificateGiven(Gone(attempt)), new AppEvent.CertificateRemoved()],
    };

    private static AppEvent.CertificateOrdered Ordered(CertificateAttempt attempt) => new(attempt.Number, attempt.Names, "");

    private static CertificatePair Gone(CertificateAttempt attempt) => new("", attempt.Names, "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
