using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Lifecycles;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Lifecycles;

public sealed class LifecycleSpecs
{
    [Fact]
    public void The_picture_of_an_app_is_the_approved_one() => Approved.Matches(AppLifecycle.Table.Mermaid(), "app.mmd");

    [Fact]
    public void The_picture_of_a_release_is_the_approved_one() => Approved.Matches(ReleaseLifecycle.Table.Mermaid(), "release.mmd");

    [Fact]
    public void The_picture_of_a_certificate_is_the_approved_one() => Approved.Matches(CertificateLifecycle.Table.Mermaid(), "certificate.mmd");

    [Fact]
    public void These_and_no_others_are_the_transitions_of_a_certificate() =>
        Assert.Equal(
            [
                "Wanted: SelfSign → SelfSigned", "Wanted: Install → Issued", "Wanted: Give → Given",
                "SelfSigned: Order → Ordering", "SelfSigned: Give → Given",
                "Ordering: Install → Issued", "Ordering: Fail → Refused", "Ordering: Give → Given",
                "Issued: FallDue → Due", "Issued: Give → Given", "Issued: Lose → Wanted",
                "Due: Order → Renewing",
                "Renewing: Install → Issued", "Renewing: Fail → Issued", "Renewing: Give → Given", "Renewing: Lose → Ordering",
                "Refused: Order → Ordering", "Refused: Install → Issued", "Refused: Give → Given",
                "Given: Give → Given", "Given: Remove → Wanted", "Given: Lose → Wanted",
            ],
            Transitions(CertificateLifecycle.Table));

    [Fact]
    public void These_and_no_others_are_the_transitions_of_an_app() =>
        Assert.Equal(
            [
                "Absent: Create → Running",
                "Running: Push → Running", "Running: Configure → Running", "Running: Deploy → Running", "Running: Scale → Running", "Running: Restart → Running",
                "Running: Stop → Stopped", "Running: Start → Running", "Running: GoLive → Running", "Running: Destroy → Absent",
                "Stopped: Push → Stopped", "Stopped: Configure → Stopped", "Stopped: Scale → Stopped", "Stopped: Stop → Stopped", "Stopped: Start → Stopped",
                "Stopped: GoLive → Running", "Stopped: Destroy → Absent",
            ],
            Transitions(AppLifecycle.Table));

    [Fact]
    public void These_and_no_others_are_the_transitions_of_a_release() =>
        Assert.Equal(
            [
                "Building: Build → Starting", "Building: Fail → Failed", "Building: Supersede → Superseded",
                "Starting: GoLive → Live", "Starting: Fail → Failed", "Starting: Supersede → Superseded",
                "Live: Retire → Retired", "Live: Fail → Failed",
            ],
            Transitions(ReleaseLifecycle.Table));

    [Fact]
    public void What_is_not_permitted_throws_since_whoever_decides_asks_first()
    {
        var bug = Assert.Throws<InvalidOperationException>(() => ReleaseLifecycle.Table.Next(ReleaseState.Retired, ReleaseTrigger.GoLive));
        Assert.Equal("ReleaseTrigger.GoLive is not permitted in Retired.", bug.Message);
    }

    public static TheoryData<AppCommand, AppTrigger> Asked() => new()
    {
        { new AppCommand.Push(Samples.SlugB), AppTrigger.Push },
        { new AppCommand.SetConfig(Samples.Map(("FOO", "1"))), AppTrigger.Configure },
        { new AppCommand.Deploy(2), AppTrigger.Deploy },
        { new AppCommand.Scale(Samples.Map(("web", 2))), AppTrigger.Scale },
        { new AppCommand.Restart(2), AppTrigger.Restart },
        { new AppCommand.Stop(), AppTrigger.Stop },
        { new AppCommand.Start(), AppTrigger.Start },
        { new AppCommand.Destroy(), AppTrigger.Destroy },
    };

    [Theory]
    [MemberData(nameof(Asked), DisableDiscoveryEnumeration = true)]
    public void The_decider_refuses_what_the_picture_does_not_permit_and_nothing_else(AppCommand command, AppTrigger trigger)
    {
        foreach (var app in new[] { Samples.Fold(Histories.Live), Samples.Fold(Histories.Stopped) })
            Assert.Equal(AppLifecycle.Table.Permits(app.State, trigger), AppDecider.Decide(command, app) is Decision.Accepted);
    }

    private static IEnumerable<string> Transitions<TState, TTrigger>(Lifecycle<TState, TTrigger> table)
        where TState : struct, Enum
        where TTrigger : struct, Enum =>
        from state in Enum.GetValues<TState>()
        from trigger in Enum.GetValues<TTrigger>()
        where table.Permits(state, trigger)
        select $"{state}: {trigger} → {table.Next(state, trigger)}";
}
