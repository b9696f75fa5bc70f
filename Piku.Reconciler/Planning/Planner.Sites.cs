using System.Collections.Immutable;
using Piku.Domain.Hosts;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>What nginx is told, and what has to be known for that.</summary>
public sealed partial class Planner
{
    /// <summary>From one attempt to the next: somebody is shut out meanwhile, and a question costs little.</summary>
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(60);

    /// <summary>When Cloudflare is to be asked from where it comes; null where nobody wants to know.</summary>
    internal static DateTimeOffset? AskingCloudflareAt(DesiredApp desired, ObservedApp observed) => IsBehindCloudflare(desired)
        ? new[] { DateTimeOffset.MinValue, desired.App.Cloudflare?.At + CloudflareRanges.GoodFor, observed.Cloudflare?.At + BetweenQuestions }.Max()
        : null;

    /// <summary>Nobody can visit an app behind Cloudflare before it is known where that is.</summary>
    private static Verdict.Stuck? Shut(DesiredApp desired, ObservedApp observed) => IsBehindCloudflare(desired) && desired.App.Cloudflare is null
        ? new Verdict.Stuck($"only the box itself can visit '{desired.App.Name}', because it is not known yet from where Cloudflare comes{(observed.Cloudflare is { } trouble ? $": {trouble.Reason}" : "")}")
        : null;

    private static bool IsBehindCloudflare(DesiredApp desired) =>
        desired.App.Current is { } release && (desired.Candidate ?? desired.Live) is not null && EffectiveSettings.Of(desired.App, release).Site.IsBehindCloudflare;

    /// <param name="files">What the site names; what former ones named goes once nginx has let go of it.</param>
    private IEnumerable<Step> Serving(DesiredFile? site, ImmutableArray<DesiredFile> files, DesiredApp desired, ObservedApp observed, bool isRemade = false)
    {
        var mark = site is null ? null : NginxSite.MarkOf(site);
        var generation = (desired.Candidate ?? desired.Live)?.Rollout.Generation ?? desired.App.LastGeneration;
        if (desired.Page is { } page && page.Content != observed.Page) yield return new Step.WriteFile(page);
        foreach (var file in files.Where(file => observed.SiteFiles.GetValueOrDefault(file.Path) != file.Content)) yield return new Step.WriteFile(file);
        if (site is not null && site.Content != observed.Site) yield return new Step.WriteSite(site, generation);
        if (site is null && observed.Site is { } text && Ownership.IsOf(desired.App.Name, text)) yield return new Step.DeleteFile(root.Site(desired.App.Name));
        if (mark != observed.SiteMark || isRemade || WasEdited(site, files, observed)) yield return new Step.ReloadNginx(mark);
        if (desired.Page is null && observed.Page is not null) yield return new Step.DeleteFile(root.Page(desired.App.Name));
        foreach (var path in observed.SiteFiles.Keys.Where(path => files.All(file => file.Path != path))) yield return new Step.DeleteFile(path);
    }

    /// <summary>nginx may have read what somebody wrote there, above or below the mark.</summary>
    private static bool WasEdited(DesiredFile? site, ImmutableArray<DesiredFile> files, ObservedApp observed) =>
        (site is not null && observed.Site is { } text && text != site.Content) || files.Any(file => observed.SiteFiles.TryGetValue(file.Path, out var found) && found != file.Content);

    /// <summary>
    /// Sends visitors to the rollout where the site names links: from one request to the next, and without nginx. New ones have to be there before a site names
    /// them; the others move once nginx has taken the site, for if it does not, the former release goes on.
    /// </summary>
    private static IEnumerable<Step> Opening(DesiredRollout? rollout, ObservedApp observed, bool areNew) =>
        rollout is null ? [] : rollout.Doors.Where(door => observed.Doors.GetValueOrDefault(door.Key) != door.Value && observed.Doors.ContainsKey(door.Key) != areNew).Select(door => new Step.Link(door.Key, door.Value));

    /// <summary>
    /// A link that leads to nothing of ours was bent by somebody. It leads to what is live again at once: before nginx is asked to take anything, and while a release
    /// comes, which may take minutes.
    /// </summary>
    private static IEnumerable<Step> Straightening(DesiredApp desired, ObservedApp observed) => (desired.Live?.Doors ?? ImmutableSortedDictionary<string, string>.Empty)
        .Where(door => observed.Doors.GetValueOrDefault(door.Key) is var leads && leads != door.Value
            && (leads is null ? desired.App.Candidate is not null : leads != desired.Candidate?.Doors.GetValueOrDefault(door.Key)))
        .Select(door => new Step.Link(door.Key, door.Value));

    /// <summary>Takes away the links that no site names any more.</summary>
    private static IEnumerable<Step> Closing(DesiredRollout? rollout, ObservedApp observed) =>
        observed.Doors.Keys.Where(door => rollout?.Doors.ContainsKey(door) != true).Select(door => new Step.DeleteFile(door));
}
