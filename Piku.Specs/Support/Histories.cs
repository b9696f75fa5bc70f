using Piku.Domain.Apps;
using Piku.Domain.Releases;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Support;

/// <summary>Where stories begin: the events that lead to each place an app can stand.</summary>
public static class Histories
{
    public static AppEvent[] Building { get; } =
    [
        new AppEvent.Created(),
        new AppEvent.SlugReceived(SlugA),
        new AppEvent.ReleaseCreated(1, 1, SlugA.Fingerprint, ReleaseCause.Push, "a1b2c3d First"),
    ];

    public static AppEvent[] Starting { get; } = [.. Building, new AppEvent.ReleaseBuilt(1, "e1")];

    public static AppEvent[] Live { get; } = [.. Starting, new AppEvent.WentLive(1, 10)];

    public static AppEvent[] Ordering { get; } = [.. Live, new AppEvent.CertificateOrdered(1, ["www.example.org"], "https://ca.example.org")];

    public static AppEvent[] Issued { get; } = [.. Ordering, new AppEvent.CertificateInstalled(Pair, 1)];

    public static AppEvent[] Given { get; } = [.. Live, new AppEvent.CertificateGiven(Pair)];

    public static AppEvent[] FirstFailed { get; } = [.. Building, new AppEvent.RolloutFailed(1, "no compiler")];

    public static AppEvent[] Stopped { get; } = [.. Live, new AppEvent.Stopped()];

    /// <summary>The first release is live and the second one, of another slug, is being built.</summary>
    public static AppEvent[] SecondBuilding { get; } =
    [
        .. Live,
        new AppEvent.SlugReceived(SlugB),
        new AppEvent.ReleaseCreated(2, 2, SlugB.Fingerprint, ReleaseCause.Push, "b1b2c3d Second"),
    ];

    public static AppEvent[] SecondLive { get; } = [.. SecondBuilding, new AppEvent.ReleaseBuilt(2, "e2"), new AppEvent.WentLive(2, 10)];

    public static AppEvent[] Restarting { get; } = [.. Live, new AppEvent.Restarted(2)];

    public static AppEvent[] Destroyed { get; } = [.. Live, new AppEvent.Destroyed()];
}
