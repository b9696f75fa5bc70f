using Piku.Domain.Settings;

namespace Piku.Domain.Apps;

/// <summary>Whether new processes start beside the former ones, which nobody notices, or after they have ended, which takes no room for two.</summary>
public static class DeployStrategy
{
    /// <summary>Why the former processes have to end first, to be said after a colon; null when both run side by side.</summary>
    public static string? WhyRecreate(App app, Rollout rollout) => (EffectiveSettings.Of(app, app.Release(rollout.Release)), app.Slug(app.Release(rollout.Release))) switch
    {
        ({ FixedPort: { } port }, var slug) when slug.Processes.ContainsKey("web") => $"PORT is fixed to {port}, and two cannot listen there",
        (var settings, _) when settings.Text(Setting) == Recreate => $"{Setting} is '{Recreate}'",
        _ when rollout.Recreates => "there is no room in memory for both",
        _ => null,
    };

    /// <summary>Whether it is for the box to say, by the memory that it has.</summary>
    public static bool DependsOnMemory(App app, Rollout rollout) =>
        WhyRecreate(app, rollout) is null && EffectiveSettings.Of(app, app.Release(rollout.Release)).Text(Setting) == "";

    private const string Setting = "PIKU_DEPLOY_STRATEGY";

    private const string Recreate = "recreate";
}
