using System.Collections.Immutable;
using Piku.Domain.Apps;

namespace Piku.Domain.Keys;

/// <summary>A public key of OpenSSH.</summary>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> shows it.</param>
public sealed record PublicKey(string Type, string Blob, string Fingerprint);

/// <summary>Who may come by ssh, and what for.</summary>
/// <param name="Apps">The only ones that it is for, by name and each once; none for a key that is for all.</param>
/// <param name="MayReveal">Whether its owner was given to see values of settings.</param>
public sealed record Key(KeyName Name, PublicKey Public, Right Role, ImmutableArray<AppName> Apps, bool MayReveal)
{
    public bool IsFor(AppName app) => Apps.IsEmpty ? app != AppName.Box || Role == Right.Admin : Apps.Contains(app);

    /// <summary>Records do not compare what is in their arrays.</summary>
    public bool IsSame(Key other) => this with { Apps = other.Apps } == other && Apps.SequenceEqual(other.Apps);

    public static ImmutableArray<AppName> Sorted(IEnumerable<AppName> apps) => [.. apps.Distinct().OrderBy(app => app.Value, StringComparer.Ordinal)];
}
