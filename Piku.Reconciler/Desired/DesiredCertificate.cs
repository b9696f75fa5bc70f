using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>The certificate of a site.</summary>
/// <param name="Names">All that the site has.</param>
/// <param name="SelfSigned">The file of the pair that piku makes itself, which is there at all times.</param>
/// <param name="Path">The file that the site names: the same, or that of a better pair.</param>
/// <param name="Order">What to ask a CA for; null when none is asked.</param>
public sealed record DesiredCertificate(ImmutableArray<string> Names, string SelfSigned, string Path, CertificateOrder? Order)
{
    /// <summary>Names of files that piku makes itself begin so; the others are fingerprints.</summary>
    private const string SelfPrefix = "self-";

    /// <remarks>A pair that covers some of the names serves on: a visitor of the others would be warned by the self-signed one just as well.</remarks>
    public static DesiredCertificate Of(RootLayout root, App app, EffectiveSettings settings)
    {
        var names = settings.ServerNames;
        var self = root.Certificate(app.Name, SelfPrefix + Digest.Fingerprint(names.Order(StringComparer.Ordinal)));
        return new DesiredCertificate(
            names,
            self,
            app.Certificate?.Pair is { } pair && names.Any(pair.Covers) ? root.Certificate(app.Name, pair.Fingerprint) : self,
            CertificateOrder.Of(settings, root.AcmeDefaults));
    }
}
