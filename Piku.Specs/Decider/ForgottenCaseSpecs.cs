using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Decider;

/// <summary>A case that someone adds to a union and forgets in a rule fails here.</summary>
public sealed class ForgottenCaseSpecs
{
    private static readonly (AppEvent[] Given, AppEvent Happened)[] Events =
    [
        ([], new AppEvent.Created()),
        ([new AppEvent.Created()], new AppEvent.SlugReceived(SlugA)),
        ([new AppEvent.Created(), new AppEvent.SlugReceived(SlugA)], new AppEvent.TakenOver("/home/piku/.piku", SlugA.Fingerprint)),
        (Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1")), ["BAR"])),
        ([new AppEvent.Created(), new AppEvent.SlugReceived(SlugA)], new AppEvent.ReleaseCreated(1, 1, SlugA.Fingerprint, ReleaseCause.Push, "")),
        (Histories.Building, new AppEvent.ReleaseBuilt(1, null)),
        (Histories.Building, new AppEvent.PortsAllotted(1, Map(("web.1", 5000)))),
        (Histories.Starting, new AppEvent.RecreateChosen(1, "12 MB are free")),
        (Histories.Live, new AppEvent.MaintenanceBegan("")),
        ([.. Histories.Live, new AppEvent.MaintenanceBegan("")], new AppEvent.MaintenanceEnded()),
        (Histories.Live, new AppEvent.CloudflareAsked(Noon, ["10.0.0.0/8"])),
        (Histories.Live, new AppEvent.IncludeRead(SlugA.Fingerprint, "nginx.conf", "")),
        (Histories.Starting, new AppEvent.WentLive(1, 10)),
        (Histories.Building, new AppEvent.RolloutFailed(1, "it broke")),
        (Histories.Building, new AppEvent.RolloutSuperseded(1, 2)),
        (Histories.Live, new AppEvent.Scaled(Map(("web", 2)))),
        (Histories.Live, new AppEvent.Restarted(2)),
        (Histories.Live, new AppEvent.Stopped()),
        (Histories.Stopped, new AppEvent.Started(2)),
        (Histories.Live, new AppEvent.CertificateOrdered(1, ["www.example.org"], "https://ca.example.org")),
        (Histories.Ordering, new AppEvent.CertificateInstalled(Pair, 1)),
        (Histories.Ordering, new AppEvent.CertificateRefused(1, "it is down", 0)),
        (Histories.Live, new AppEvent.CertificateGiven(Pair)),
        (Histories.Given, new AppEvent.CertificateRemoved()),
        (Histories.Issued, new AppEvent.CertificateLost()),
        (Histories.Live, new AppEvent.CertificateRenewalAsked()),
        (Histories.Live, new AppEvent.Repaired(Noon, ["web.1"])),
        (Histories.Live, new AppEvent.CronFailed("cron", "exit code 1")),
        ([.. Histories.Live, new AppEvent.CronFailed("cron", "exit code 1")], new AppEvent.CronRecovered("cron")),
        (Histories.Live, new AppEvent.Destroyed()),
    ];

    public static IEnumerable<Type> Cases<TUnion>() =>
        typeof(TUnion).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(TUnion)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal);

    public static TheoryData<string> EventNames() => [.. Cases<AppEvent>().Select(t => t.Name)];

    public static TheoryData<string> CommandNames() => [.. Cases<AppCommand>().Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(EventNames))]
    public void No_event_is_forgotten_by_the_fold(string name)
    {
        var (given, happened) = Assert.Single(Events, e => e.Happened.GetType().Name == name);
        var before = Fold(given);
        var after = AppDecider.Evolve(before, happened, Noon);
        Assert.NotEqual(before with { Version = after.Version }, after);
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void No_command_is_forgotten_by_the_decider(string name)
    {
        foreach (var given in new[] { [], Histories.Building, Histories.Live, Histories.SecondBuilding, Histories.Restarting, Histories.Stopped, Histories.Ordering, Histories.Issued, Histories.Given, Histories.Destroyed })
        {
            var app = Fold(given);
            var move = Enumerable.Range(0, 100).Select(kind => new Move(kind % Move.CommandNames.Length, 0, 0, 0).For(app)).First(c => c.GetType().Name == name);
            Assert.NotNull(AppDecider.Decide(move, app));
        }
    }
}
