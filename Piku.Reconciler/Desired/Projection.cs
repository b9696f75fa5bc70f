using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>From an app, as its events tell it, to what should be on the box. Pure: the same app gives the same files, byte for byte.</summary>
public static class Projection
{
    public static DesiredApp Of(RootLayout root, App app)
    {
        var running = app.State == AppState.Running;
        var live = app.Live is { } l && running && AreSettingsWhole(app, l) ? RolloutOf(root, app, l) : null;
        var next = app.Candidate is { } c && app.Release(c.Release).State != ReleaseState.Building && AreSettingsWhole(app, c) ? RolloutOf(root, app, c) : null;
        return new DesiredApp(
            app,
            live,
            next,
            app.Live is null ? null : live?.Site ?? SiteOf(root, app, app.Live),
            app.Maintenance is { Length: > 0 } page ? new DesiredFile(root.Page(app.Name), page) : null,
            live is { Vassals.IsEmpty: false } && next is not null && DeployStrategy.DependsOnMemory(app, next.Rollout) ? next.Rollout.Generation : null,
            [.. app.Slugs.Select(s => s.Fingerprint)],
            [.. app.Releases.SelectMany(r => new[] { r.Environment, r.Tree }).OfType<string>()],
            (next is null ? app.Live : app.Candidate) is { } serving ? CertificateOf(root, app, serving) : null);
    }

    /// <summary>Of the site that is served, or is about to be.</summary>
    private static DesiredCertificate? CertificateOf(RootLayout root, App app, Rollout rollout) =>
        EffectiveSettings.Of(app, app.Release(rollout.Release)) is { ServerNames.IsEmpty: false } settings ? DesiredCertificate.Of(root, app, settings) : null;

    /// <summary>A release of whose settings one cannot be gone by is not started: <c>Planner</c> says so.</summary>
    private static bool AreSettingsWhole(App app, Rollout rollout) => EffectiveSettings.Of(app, app.Release(rollout.Release)).AreWhole;

    private static DesiredRollout RolloutOf(RootLayout root, App app, Rollout rollout)
    {
        var release = app.Release(rollout.Release);
        var processes = app.Slug(release).Processes.Keys
            .Where(Procfile.IsProcess)
            .SelectMany(kind => Enumerable.Range(1, app.CountOf(kind)).Select(ordinal => (Kind: kind, Ordinal: ordinal)))
            .ToLookup(p => p.Kind == "web" && !rollout.Ports.ContainsKey($"{p.Kind}.{p.Ordinal}"));
        var vassals = processes[false].Select(p => UwsgiVassal.Of(root, app, release, rollout, p.Kind, p.Ordinal)).ToImmutableArray();
        var content = SiteContent.Of(root, app, release);
        var target = TargetOf(root, app, release, content, vassals);
        var serves = NginxSite.IsServing(target) && !content.Settings.All.ServerNames.IsEmpty;
        return new DesiredRollout(
            rollout,
            ReleaseHome.Of(root, app.Name, release).Code,
            vassals,
            [.. processes[true].Select(p => $"{p.Kind}.{p.Ordinal}")],
            SiteOf(root, app, target, content),
            serves ? content.Files : [],
            !serves ? [] : [.. content.Settings.CachePrefixes.IsEmpty ? Array.Empty<string>() : [root.Cache(app.Name)], .. content.Files.IsEmpty ? Array.Empty<string>() : [root.SiteFiles(app.Name)]],
            content.Settings.IncludeFile is { } path && app.Include(release.Slug, path) is null ? path : null,
            DoorsOf(root, app, release, content, vassals),
            DeployStrategy.WhyRecreate(app, rollout));
    }

    /// <summary>That of an app of which nothing runs, because it is stopped.</summary>
    private static DesiredFile? SiteOf(RootLayout root, App app, Rollout rollout) => SiteOf(root, app, new NginxSite.Target.Nothing(), SiteContent.Of(root, app, app.Release(rollout.Release)));

    private static DesiredFile? SiteOf(RootLayout root, App app, NginxSite.Target target, SiteContent content) =>
        content.Settings.All.ServerNames is { IsEmpty: false } names
            ? NginxSite.Of(root, app.Name, names, app.Maintenance is { } page ? new NginxSite.Target.Maintenance(page == "" ? null : root.Page(app.Name)) : target, content)
            : null;

    /// <summary>What speaks uWSGI's protocol has one, and so have static files; an HTTP server has a port, and ports cannot be linked.</summary>
    private static ImmutableSortedDictionary<string, string> DoorsOf(RootLayout root, App app, Release release, SiteContent content, ImmutableArray<Vassal> vassals) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, vassals.Where(v => v.Probe.Socket is not null).Select(v => KeyValuePair.Create(root.Door(app.Name, v.Process), v.Probe.Socket!))
            .Concat(SiteContent.HasFiles(app, release) ? [KeyValuePair.Create(content.Door, ReleaseHome.Of(root, app.Name, release).Code)] : []));

    private static NginxSite.Target TargetOf(RootLayout root, App app, Release release, SiteContent content, ImmutableArray<Vassal> vassals)
    {
        var sockets = vassals.Where(v => v.Probe.Socket is not null).Select(v => $"unix:{root.Door(app.Name, v.Process)}").ToImmutableArray();
        var ports = vassals.Where(v => v.Probe is Probe.Listening).Select(v => v.Probe.Server!).ToImmutableArray();
        return (sockets.IsEmpty, ports.IsEmpty, app.Slug(release).Processes.GetValueOrDefault("static")) switch
        {
            (false, _, _) => new NginxSite.Target.Uwsgi(sockets, SiteContent.DocumentsOf(app.Slug(release)) is { } documents ? new NginxSite.Target.Files(content.Door, documents) : null),
            (_, false, _) => new NginxSite.Target.Http(ports),
            (_, _, { } folder) => new NginxSite.Target.Files(content.Door, folder.TrimEnd('/')),
            _ => new NginxSite.Target.Nothing(),
        };
    }
}
