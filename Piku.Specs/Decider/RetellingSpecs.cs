using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Keys;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Decider;

public sealed class RetellingSpecs
{
    private const string ToLive = "Created SlugReceived ReleaseCreated ReleaseBuilt WentLive";

    private static readonly AppEvent Again = new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, ReleaseCause.Deploy, "deploy");

    private static readonly AppEvent[] SecondFailed = [.. Histories.SecondBuilding, new AppEvent.RolloutFailed(2, "no compiler")];

    private static readonly AppEvent[] SecondSuperseded = [.. Histories.SecondBuilding, new AppEvent.RolloutSuperseded(2, 3)];

    [Fact]
    public void An_app_that_is_told_again_from_any_moment_is_what_it_was() =>
        Gen.Select(Move.Histories, Gen.Int[0, 100]).Sample(
            (history, percent) =>
            {
                App[] apps = [App.Absent(Blog), .. Move.Tell(history).Select(told => told.After)];
                var now = apps[(apps.Length - 1) * percent / 100];
                Assert.Equal(Essential(apps[^1]), Essential(ToldAgain(now, apps[^1])));
                Assert.Equal(Essential(apps[^1]), Essential(ToldAgain(App.Absent(Blog), apps[^1])));
            },
            iter: 2_000);

    [Fact]
    public void What_was_never_there_needs_no_words() => Assert.Empty(Retelling.Of(App.Absent(Blog), App.Absent(Blog)));

    public static TheoryData<AppEvent[], string> Told() => new()
    {
        { [new AppEvent.Created(), new AppEvent.SlugReceived(SlugA), new AppEvent.TakenOver("/old", SlugA.Fingerprint), new AppEvent.Stopped()], "Created SlugReceived TakenOver Stopped" },
        { [.. Histories.Building, new AppEvent.PortsAllotted(1, Map(("web.1", 5000)))], "Created SlugReceived ReleaseCreated PortsAllotted" },
        { Histories.Live, ToLive },
        { [.. Histories.Live, new AppEvent.Scaled(Map(("web", 2)))], "Created Scaled SlugReceived ReleaseCreated ReleaseBuilt WentLive" },
        { [.. Histories.Live, new AppEvent.ConfigChanged(Map(("FOO", "1")), [])], $"{ToLive} ConfigChanged" },
        { [.. Histories.Live, new AppEvent.IncludeRead(SlugA.Fingerprint, "a.conf", "# a"), new AppEvent.IncludeRead(SlugA.Fingerprint, "b.conf", "# b")], $"{ToLive} IncludeRead IncludeRead" },
        { [.. Histories.Live, Again], $"{ToLive} ReleaseCreated" },
        { Histories.SecondBuilding, $"{ToLive} SlugReceived ReleaseCreated" },
        { SecondFailed, $"{ToLive} SlugReceived ReleaseCreated RolloutFailed" },
        { SecondSuperseded, $"{ToLive} SlugReceived ReleaseCreated RolloutSuperseded" },
        { [.. SecondFailed, new AppEvent.Restarted(3)], $"{ToLive} SlugReceived ReleaseCreated RolloutFailed Restarted" },
        { Histories.Restarting, $"{ToLive} Restarted" },
        { [.. Histories.Restarting, new AppEvent.RolloutFailed(2, "crashed")], $"{ToLive} Restarted RolloutFailed" },
        { Histories.Stopped, $"{ToLive} Stopped" },
        { [.. Histories.Stopped, new AppEvent.Started(2)], $"{ToLive} Stopped Started" },
        { Histories.Destroyed, "Created ReleaseCreated Destroyed" },
    };

    [Theory]
    [MemberData(nameof(Told), DisableDiscoveryEnumeration = true)]
    public void As_much_is_told_as_leads_there_and_numbers_only_grow(AppEvent[] history, string names)
    {
        var events = Retelling.Of(App.Absent(Blog), Fold(history));
        Assert.Equal(names, string.Join(' ', events.Select(happened => happened.GetType().Name)));
        Assert.Equal(Essential(Fold(history)), Essential(Fold(events)));
        var generations = Enumerable.Range(0, events.Length + 1).Select(count => Fold(events.Take(count)).LastGeneration).ToList();
        Assert.Equal(generations.Order(), generations);
    }

    [Fact]
    public void Why_the_newest_release_never_went_live_is_told_again() =>
        Assert.Equal(
            ["no compiler", "a newer one took its place (generation 3)"],
            new[] { SecondFailed, SecondSuperseded }.Select(history => ToldAgain(App.Absent(Blog), Fold(history)).Release(2).Failure));

    [Fact]
    public void Attempts_that_a_CA_remembers_are_not_told_twice()
    {
        var issued = Fold(Histories.Issued);
        foreach (var now in new[] { App.Absent(Blog), issued, Fold([.. Histories.Issued, new AppEvent.Destroyed()]) })
        {
            var certificate = ToldAgain(now, issued).Certificate!;
            Assert.Equal((CertificateState.Issued, Pair, 1, 1), (certificate.State, certificate.Pair, certificate.LastAttempt, certificate.Attempts.Length));
        }
    }

    [Fact]
    public void The_keys_of_the_box_take_the_place_of_those_that_are_there()
    {
        var (now, wanted) = (Story.GivenKeys(new KeyEvent.Added(KeyOf("anna", Right.Admin))).After, Story.GivenKeys(new KeyEvent.Added(KeyOf("ben", Right.Admin)), new KeyEvent.Added(KeyOf("ci", Right.Deploy))).After);
        Assert.Equal(["ben", "ci"], ToldAgain(now, wanted).Keys!.Keys.Select(key => key.Name.Value));
    }

    [Fact]
    public void Of_an_app_counts_what_is_live_and_what_is_on_its_way()
    {
        var essence = Retelling.Essence(Fold([.. Histories.SecondLive, new AppEvent.SlugReceived(SlugA), new AppEvent.ReleaseCreated(3, 3, SlugA.Fingerprint, ReleaseCause.Push, "")]));
        Assert.Equal([2, 3], essence.Releases.Select(release => release.Number));
        Assert.Equal([SlugB, SlugA], essence.Slugs);
    }

    [Fact]
    public void A_certificate_counts_for_as_long_as_there_is_the_app()
    {
        Assert.Equal(Pair, Retelling.Essence(Fold(Histories.Issued)).Certificate!.Pair);
        Assert.Equal(CertificateState.Wanted, Retelling.Essence(Fold(Histories.Live)).Certificate!.State);
        Assert.Null(Retelling.Essence(Fold([.. Histories.Issued, new AppEvent.Destroyed()])).Certificate);
    }

    [Fact]
    public void A_box_from_which_every_key_was_taken_is_one_that_never_had_any()
    {
        var added = new KeyEvent.Added(KeyOf("ci", Right.Deploy));
        Assert.Single(Retelling.Essence(Story.GivenKeys(added).After).Keys!.Keys);
        Assert.Null(Retelling.Essence(Story.GivenKeys(added, new KeyEvent.Removed(KeyName.Parse("ci"))).After).Keys);
    }

    private static App ToldAgain(App now, App wanted) => Fold(now, Retelling.Of(now, wanted));

    private static string Essential(App app) => Journal.Sample.Text(Retelling.Essence(app));
}
