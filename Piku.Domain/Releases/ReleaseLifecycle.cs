using Piku.Domain.Lifecycles;

namespace Piku.Domain.Releases;

/// <summary>Where a release stands.</summary>
public enum ReleaseState
{
    /// <summary>Made, and its build is running or yet to start.</summary>
    Building,

    /// <summary>Built; its processes are being started and looked at.</summary>
    Starting,

    /// <summary>Visitors are sent to it.</summary>
    Live,

    /// <summary>Was live once.</summary>
    Retired,

    /// <summary>Its build failed, its processes did not come up, or they died soon after it had gone live.</summary>
    Failed,

    /// <summary>Never went live: a newer release took its place.</summary>
    Superseded,
}

/// <summary>What can happen to a release.</summary>
public enum ReleaseTrigger
{
    Build,
    GoLive,
    Retire,
    Fail,
    Supersede,
}

/// <summary>Which state of a release may follow which, as a table that answers.</summary>
public static class ReleaseLifecycle
{
    public static Lifecycle<ReleaseState, ReleaseTrigger> Table { get; } = new(ReleaseState.Building, machine =>
    {
        machine.Configure(ReleaseState.Building)
            .Permit(ReleaseTrigger.Build, ReleaseState.Starting)
            .Permit(ReleaseTrigger.Fail, ReleaseState.Failed)
            .Permit(ReleaseTrigger.Supersede, ReleaseState.Superseded);
        machine.Configure(ReleaseState.Starting)
            .Permit(ReleaseTrigger.GoLive, ReleaseState.Live)
            .Permit(ReleaseTrigger.Fail, ReleaseState.Failed)
            .Permit(ReleaseTrigger.Supersede, ReleaseState.Superseded);
        machine.Configure(ReleaseState.Live)
            .Permit(ReleaseTrigger.Retire, ReleaseState.Retired)
            .Permit(ReleaseTrigger.Fail, ReleaseState.Failed);
    });
}
