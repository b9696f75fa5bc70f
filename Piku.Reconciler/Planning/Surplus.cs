using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>What of an app's files no kept release needs: one rule, for the planner and for whoever asks what could be freed. Pure.</summary>
/// <remarks>Nothing while a release is on its way: its build may be filling a folder.</remarks>
public static class Surplus
{
    /// <summary>So many rollouts' logs are kept, the newest ones.</summary>
    public const int KeptLogs = 100;

    /// <summary>Folders of slugs and environments.</summary>
    public static IEnumerable<string> Folders(RootLayout root, DesiredApp desired, ObservedApp observed) => desired.App.Candidate is not null
        ? []
        : observed.Slugs.Except(desired.Slugs).Select(slug => root.Slug(desired.App.Name, slug))
            .Concat(observed.Environments.Except(desired.Environments).Select(environment => root.Environment(desired.App.Name, environment)));

    /// <summary>Logs of rollouts that are long past.</summary>
    public static IEnumerable<string> Logs(RootLayout root, DesiredApp desired, ObservedApp observed) => desired.App.Candidate is not null
        ? []
        : observed.RolloutLogs.Where(generation => generation <= desired.App.LastGeneration - KeptLogs).Select(generation => root.RolloutLog(desired.App.Name, generation));
}
