using System.Collections.Immutable;
using Piku.Domain.Certificates;
using Piku.Domain.Hosts;
using Piku.Domain.Keys;
using Piku.Domain.Releases;

namespace Piku.Domain.Apps;

/// <summary>An app as its events tell it. A value: <see cref="AppDecider.Evolve"/> makes the next one.</summary>
/// <param name="Version">How many events its stream has; what an append must state.</param>
/// <param name="Config">What verbs have set; the newest release may run with older values.</param>
/// <param name="Scale">What was asked for by kind; a kind that is not named runs once.</param>
/// <param name="Releases">Oldest first; those that nothing can bring back any more are left out.</param>
/// <param name="Live">What visitors are sent to; kept while the app is stopped, so that it can start again.</param>
/// <param name="Candidate">What is being built or started beside the live one.</param>
/// <param name="Cloudflare">From where Cloudflare comes; null before that was asked for the first time.</param>
/// <param name="Includes">What the files say that settings name for nginx, by the slug's fingerprint and the path.</param>
/// <param name="Certificate">Null when nothing has ever happened about one.</param>
/// <param name="Repaired">What of it was found last to be other than it should be; null when nothing ever was.</param>
/// <param name="FailingCrons">Kinds of cron lines whose runs fail, and why the first of these did.</param>
/// <param name="Adopted">The slug that it was taken over with from elsewhere; null when it never was.</param>
/// <param name="Keys">Who may come by ssh; of <see cref="AppName.Box"/> only, of which nothing else is recorded but repairs.</param>
/// <param name="Maintenance">The page that visitors get instead of the app, empty for piku's own; null when they get the app.</param>
public sealed record App(
    AppName Name,
    long Version,
    AppState State,
    ImmutableSortedDictionary<string, string> Config,
    ImmutableSortedDictionary<string, int> Scale,
    ImmutableArray<Slug> Slugs,
    ImmutableArray<Release> Releases,
    Rollout? Live,
    Rollout? Candidate,
    ImmutableArray<Draining> Draining,
    int LastRelease,
    int LastGeneration,
    int BuildSalt,
    string? Maintenance = null,
    CloudflareRanges? Cloudflare = null,
    ImmutableSortedDictionary<string, string>? Includes = null,
    Certificate? Certificate = null,
    Repair? Repaired = null,
    ImmutableSortedDictionary<string, string>? FailingCrons = null,
    string? Adopted = null,
    KeyRing? Keys = null)
{
    /// <summary>Of a page in bytes: it is a notice, and it stands in the journal.</summary>
    public const int MostPage = 64 * 1024;

    /// <summary>Of a file for nginx in bytes: it stands in the journal, too.</summary>
    public const int MostInclude = 64 * 1024;

    public static App Absent(AppName name) => new(
        name,
        0,
        AppState.Absent,
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        [],
        [],
        null,
        null,
        [],
        0,
        0,
        0);

    public bool Exists => State != AppState.Absent;

    public Release? NewestRelease => Releases.IsEmpty ? null : Releases[^1];

    public Release Release(int number) => Releases.First(r => r.Number == number);

    public Slug Slug(Release release) => Slugs.First(s => s.Fingerprint == release.Slug);

    /// <summary>The slug of the newest push that has not failed, or what waits in its place; what verbs about processes speak of.</summary>
    public Slug? CurrentSlug => Current is { } release ? Slug(release) : Waiting;

    /// <summary>Code that was taken over from elsewhere, while nothing of the app is live or on its way: no push will bring it again, since the repository has it.</summary>
    public Slug? Waiting => this is { Live: null, Candidate: null, Adopted: { } adopted } ? Slugs.FirstOrDefault(s => s.Fingerprint == adopted) : null;

    /// <summary>The release that is on its way, or else the live one.</summary>
    public Release? Current => (Candidate ?? Live) is { } rollout ? Release(rollout.Release) : null;

    /// <summary>Every generation of which something may run.</summary>
    public IEnumerable<Rollout> Rollouts =>
        new[] { Live, Candidate }.OfType<Rollout>().Concat(Draining.Select(d => d.Rollout));

    /// <summary>What a slug's file for nginx says; null when it was not read yet.</summary>
    public string? Include(string slug, string path) => Includes?.GetValueOrDefault(IncludeKey(slug, path));

    public static string IncludeKey(string slug, string path) => $"{slug}/{path}";

    public int CountOf(string kind) => Scale.GetValueOrDefault(kind, 1);
}

/// <summary>That something was found to be other than it should be.</summary>
/// <param name="Mark">Tells one difference from another; null of what was recorded before differences were.</param>
public sealed record Repair(DateTimeOffset At, string? Mark);
