using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>How a site stands with its certificate, as it is now.</summary>
/// <param name="Names">Of the certificate that serves.</param>
/// <param name="Issuer">"self-signed" for one of ours.</param>
/// <param name="Expires">Null where the file is not there yet.</param>
/// <param name="Renewal">When a CA is asked next; null when none is.</param>
/// <param name="Trouble">Why there is no better one: a sentence with what to do; null when all is well.</param>
public sealed record CertificateRow(
    AppName App, CertificateState State, ImmutableArray<string> Names, string Issuer, DateTimeOffset? Expires, DateTimeOffset? Renewal, string? Trouble)
{
    /// <summary>Null for an app without a site.</summary>
    public static CertificateRow? Of(RootLayout root, DesiredApp desired, ObservedApp observed, DateTimeOffset now)
    {
        if (desired is not { Certificate: { } wanted, App.Current: { } release } || desired.Site is null) return null;
        var certificate = desired.App.Certificate ?? Certificate.None;
        var pair = wanted.Path == wanted.SelfSigned ? null : certificate.Pair;
        var self = observed.Certificates.GetValueOrDefault(wanted.SelfSigned) is { IsWhole: true } there ? there : null;
        return new CertificateRow(
            desired.App.Name,
            Seen(desired.App.Name, certificate, self is not null, now),
            pair?.Names ?? wanted.Names,
            pair?.Issuer ?? "self-signed",
            pair?.NotAfter ?? self?.Written.AddYears(2),
            wanted.Order is { } order && certificate.State != CertificateState.Given ? Later(RenewalPolicy.NextAttempt(desired.App.Name, certificate, order.Names, now), now) : null,
            certificate.LastFailure is { Failure: { } failure, Last: var at } ? $"at {at:yyyy-MM-dd HH:mm}Z: {failure}."
            : certificate.State == CertificateState.Given || wanted.Order is not null ? null
            : CertificateOrder.WhyNone(EffectiveSettings.Of(desired.App, release), root.AcmeDefaults));
    }

    /// <summary>With what is not recorded: that ours is there, and that time has passed.</summary>
    private static CertificateState Seen(AppName app, Certificate certificate, bool isSelfSigned, DateTimeOffset now) => certificate switch
    {
        { State: CertificateState.Wanted } when isSelfSigned => CertificateLifecycle.Table.Next(certificate.State, CertificateTrigger.SelfSign),
        { State: CertificateState.Issued, Pair: { } pair } when certificate.RenewalAsked || RenewalPolicy.DueAt(app, pair) <= now => CertificateLifecycle.Table.Next(certificate.State, CertificateTrigger.FallDue),
        _ => certificate.State,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
