using Piku.Reconciler.Desired;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>What comes by time alone to an app that is as it should be. Pure.</summary>
public static class Dues
{
    /// <summary>The first moment at which a plan that has no step, with a verdict of <see cref="Verdict.Converged"/>, may be another one though nothing has happened; null when there is none.</summary>
    public static DateTimeOffset? Of(DesiredApp desired, ObservedApp observed, DateTimeOffset now) =>
        desired.App.Draining.Where(drained => drained.Lasts(now)).Select(drained => (DateTimeOffset?)drained.Until)
            .Append(CertificateSteps.MakingAt(desired, observed))
            .Append(CertificateSteps.OrderingAt(desired, now))
            .Append(Planner.AskingCloudflareAt(desired, observed))
            .Where(due => due > now)
            .Min();
}
