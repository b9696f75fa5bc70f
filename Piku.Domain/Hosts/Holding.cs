using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Settings;

namespace Piku.Domain.Hosts;

/// <summary>What one app has of that which no two may share.</summary>
public sealed record Holding(AppName App, ImmutableArray<int> Ports, ImmutableArray<string> ServerNames)
{
    /// <summary>An app that is absent has nothing.</summary>
    public static Holding Of(App app) => new(
        app.Name,
        [.. app.Rollouts.SelectMany(rollout => rollout.Ports.Values).Distinct()],
        [.. Serving(app).SelectMany(rollout => EffectiveSettings.Of(app, app.Release(rollout.Release)).ServerNames).Distinct()]);

    /// <summary>Whether what the app has may be something else after its events; never false when it is.</summary>
    public static bool MayDiffer(App before, App after) => before.Live != after.Live || before.Candidate != after.Candidate || before.Draining != after.Draining;

    public bool IsEmpty => Ports.IsEmpty && ServerNames.IsEmpty;

    /// <summary>A generation that drains keeps its ports and has no site any more.</summary>
    private static IEnumerable<Rollout> Serving(App app) => new[] { app.Live, app.Candidate }.OfType<Rollout>();
}
