using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Settings;

namespace Piku.Domain.Hosts;

/// <summary>What no two apps may share: ports and host names, and whose they are.</summary>
public sealed record Host(ImmutableHashSet<int> Ports, ImmutableDictionary<string, AppName> ServerNames)
{
    public static Host Of(IEnumerable<App> apps)
    {
        var existing = apps.Where(a => a.Exists).ToList();
        return new Host(
            [.. existing.SelectMany(a => a.Rollouts).SelectMany(r => r.Ports.Values)],
            existing
                .SelectMany(a => Serving(a).SelectMany(r => NamesOf(a, r)).Distinct().Select(name => (name, a.Name)))
                .GroupBy(pair => pair.name)
                .ToImmutableDictionary(g => g.Key, g => g.First().Name));
    }

    /// <summary>A generation that drains keeps its ports and has no site any more.</summary>
    private static IEnumerable<Rollout> Serving(App app) => new[] { app.Live, app.Candidate }.OfType<Rollout>();

    private static ImmutableArray<string> NamesOf(App app, Rollout rollout) =>
        EffectiveSettings.Of(app, app.Release(rollout.Release)).ServerNames;
}
