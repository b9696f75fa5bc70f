using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Applying.Certificates;

namespace Piku.Ssh.Migration;

/// <summary>An app of the original as it was found: what its folders say, and what follows from that.</summary>
/// <param name="Name">Null where it cannot be a name here; then <paramref name="Trouble"/> says why.</param>
/// <param name="Trouble">Why nothing can be made of it; null when something can.</param>
/// <param name="Slug">What a push of its commit would make; null where that would be refused, as <paramref name="Trouble"/> says.</param>
/// <param name="Warnings">What the pusher would be warned of.</param>
/// <param name="IsPortFree">Whether nobody listens on the port that it has fixed, or happens to have.</param>
/// <param name="HasData">Whether our data folder of that name has something in it, which is none of a migration that was cut short.</param>
/// <param name="WhyNoCertificate">A sentence about the one that it has and that is of no use; null where there is none.</param>
public sealed record FoundApp(
    OldApp App,
    AppName? Name,
    string? Trouble,
    Translation? Translation,
    Slug? Slug,
    ImmutableArray<string> Warnings,
    bool IsPortFree,
    bool HasData,
    KeyPair? Certificate,
    string? WhyNoCertificate);
