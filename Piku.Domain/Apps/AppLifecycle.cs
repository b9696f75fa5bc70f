using Piku.Domain.Lifecycles;

namespace Piku.Domain.Apps;

/// <summary>Where an app stands.</summary>
public enum AppState
{
    /// <summary>Never pushed to, or destroyed.</summary>
    Absent,

    /// <summary>Known, with or without a live release, and meant to run.</summary>
    Running,

    /// <summary>Its processes are meant to be down; nothing is lost.</summary>
    Stopped,
}

/// <summary>What can be asked of an app.</summary>
public enum AppTrigger
{
    Create,
    Push,
    Configure,
    Deploy,
    Scale,
    Restart,
    Stop,
    Start,
    GoLive,
    Destroy,
}

/// <summary>What may be asked of an app in which state, as a table that answers.</summary>
public static class AppLifecycle
{
    public static Lifecycle<AppState, AppTrigger> Table { get; } = new(AppState.Absent, machine =>
    {
        machine.Configure(AppState.Absent)
            .Permit(AppTrigger.Create, AppState.Running);
        machine.Configure(AppState.Running)
            .PermitReentry(AppTrigger.Push)
            .PermitReentry(AppTrigger.Configure)
            .PermitReentry(AppTrigger.Deploy)
            .PermitReentry(AppTrigger.Scale)
            .PermitReentry(AppTrigger.Restart)
            .PermitReentry(AppTrigger.Start)
            .PermitReentry(AppTrigger.GoLive)
            .Permit(AppTrigger.Stop, AppState.Stopped)
            .Permit(AppTrigger.Destroy, AppState.Absent);
        // A stopped app runs again only once something of it is live, so a push that fails leaves it stopped.
        machine.Configure(AppState.Stopped)
            .PermitReentry(AppTrigger.Push)
            .PermitReentry(AppTrigger.Configure)
            .PermitReentry(AppTrigger.Scale)
            .PermitReentry(AppTrigger.Start)
            .PermitReentry(AppTrigger.Stop)
            .Permit(AppTrigger.GoLive, AppState.Running)
            .Permit(AppTrigger.Destroy, AppState.Absent);
    });
}
