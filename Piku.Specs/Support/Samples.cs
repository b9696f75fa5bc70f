using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Keys;
using Piku.Domain.Releases;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Support;

/// <summary>Small values that many specs begin with.</summary>
public static class Samples
{
    public static AppName Blog { get; } = AppName.Parse("blog");

    public static DateTimeOffset Noon { get; } = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A certificate for "www.example.org", from the day before noon until 89 days after it.</summary>
    public static CertificatePair Pair { get; } = new("0011223344556677", ["www.example.org"], "Some CA", Noon.AddDays(-1), Noon.AddDays(89));

    public static Slug SlugA { get; } = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("web", "./a"), ("worker", "./w"));

    public static Slug SlugB { get; } = SlugOf("bbbbbbbbbbbbbbbb", "b1b2c3d4e5f6", "Second", ("web", "./b"), ("worker", "./w"));

    public static Key KeyOf(string name, Right role, params string[] apps) => new(KeyName.Parse(name), PublicKeyOf(name), role, Key.Sorted(apps.Select(AppName.Parse)), MayReveal: true);

    /// <summary>A key that nobody has the other half of; the same for the same seed.</summary>
    public static PublicKey PublicKeyOf(string seed) =>
        PublicKeyLine.TryParse($"ssh-ed25519 {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"\0\0\0\u000bssh-ed25519\0\0\0\u0020{seed.PadRight(32, '.')[..32]}"))}")!.Key;

    public static Slug SlugOf(string fingerprint, string commit, string subject, params (string Kind, string Command)[] processes) =>
        new(fingerprint, commit, subject, "generic", Map(processes), Map<string>());

    public static ImmutableSortedDictionary<string, T> Map<T>(params (string Key, T Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

    public static AppEvent[] Concat(params AppEvent[][] parts) => [.. parts.SelectMany(part => part)];

    public static App Fold(IEnumerable<AppEvent> events) => Fold(App.Absent(Blog), events);

    public static App Fold(App app, IEnumerable<AppEvent> events) =>
        events.Aggregate(app, (state, happened) => AppDecider.Evolve(state, happened, Noon));
}
