using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning.Drifting;

namespace Piku.Reconciler.Planning;

/// <summary>Makes room for an app's files where something else has their place, and gives them their rights again. Pure.</summary>
/// <remarks>None of it ends a process or has nginx reload.</remarks>
internal static class Mending
{
    public static IEnumerable<Step> Of(RootLayout root, DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        observed.InTheWay.Keys.Select(path => (Step)new Step.PutAside(path, root.Replaced(desired.App.Name, now, path)))
            .Concat(Managed.Rights(root, desired).Where(own => observed.Rights.TryGetValue(own.Key, out var rights) && rights != own.Value).Select(own => new Step.SetRights(own.Key, own.Value)));
}
