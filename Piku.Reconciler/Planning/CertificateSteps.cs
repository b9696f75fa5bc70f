using Piku.Domain.Certificates;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>The part of a plan that is about certificates. Pure.</summary>
/// <remarks>A site that names a missing file would keep nginx from reading any site again; so the file is there before the site, and for longer.</remarks>
internal static class CertificateSteps
{
    /// <summary>One of ours is valid for two years, and made anew after one.</summary>
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <summary>What the journal says is in place, and is not.</summary>
    public static Step.ReportCertificateLost? Lost(RootLayout root, DesiredApp desired, ObservedApp observed) =>
        desired.App.Certificate?.Pair is { } pair && observed.Certificates.GetValueOrDefault(root.Certificate(desired.App.Name, pair.Fingerprint)) is not { IsWhole: true }
            ? new Step.ReportCertificateLost(pair.Fingerprint)
            : null;

    public static IEnumerable<Step> Making(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        desired.Certificate is { } wanted && MakingAt(desired, observed) <= now ? [new Step.SelfSign(wanted.SelfSigned, wanted.Names, now)] : [];

    /// <summary>When one of ours is to be made; null where none is needed.</summary>
    public static DateTimeOffset? MakingAt(DesiredApp desired, ObservedApp observed) => desired.Certificate is null ? null
        : observed.Certificates.GetValueOrDefault(desired.Certificate.SelfSigned) is { IsWhole: true } there ? there.Written + Year
        : DateTimeOffset.MinValue;

    /// <summary>Files that no site names and the journal does not know. One that somebody has changed may hold the only copy of a key, so it is put aside.</summary>
    public static IEnumerable<Step> Sweeping(RootLayout root, DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        from file in observed.Certificates
        where file.Key != desired.Certificate?.SelfSigned && !(desired.App.Certificate?.Pair is { } pair && file.Key == root.Certificate(desired.App.Name, pair.Fingerprint))
        select file.Value.IsWhole ? (Step)new Step.DropCertificate(file.Key) : new Step.PutAside(file.Key, root.Replaced(desired.App.Name, now, file.Key));

    /// <summary>An attempt that is under way, as far as the journal knows, is gone on with: whoever began it may have died.</summary>
    public static IEnumerable<Step> Ordering(DesiredApp desired, DateTimeOffset now) => (desired.Certificate?.Order, desired.App.Certificate ?? Certificate.None) switch
    {
        ({ } order, var certificate) when OrderingAt(desired, now) <= now => [new Step.OrderCertificate(order, certificate.IsOpen ? certificate.LastAttempt : certificate.LastAttempt + 1)],
        _ => [],
    };

    /// <summary>When a CA is to be asked; null where none is.</summary>
    public static DateTimeOffset? OrderingAt(DesiredApp desired, DateTimeOffset now) => (desired, desired.App.Certificate ?? Certificate.None) switch
    {
        ({ Certificate.Order: null } or { Certificate: null } or { Site: null }, _) or (_, { State: CertificateState.Given }) => null,
        (_, { IsOpen: true }) => DateTimeOffset.MinValue,
        ({ Certificate.Order: { } order }, var certificate) => RenewalPolicy.NextAttempt(desired.App.Name, certificate, order.Names, now),
        _ => null,
    };
}
