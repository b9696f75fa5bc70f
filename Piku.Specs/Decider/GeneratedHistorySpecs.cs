using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Decider;

public sealed class GeneratedHistorySpecs
{
    [Fact]
    public void Every_command_that_is_decided_again_over_its_own_events_records_nothing() =>
        Move.Histories.Sample(
            history =>
            {
                var app = App.Absent(Blog);
                foreach (var move in history)
                {
                    var command = move.For(app);
                    if (AppDecider.Decide(command, app) is not Decision.Accepted(var events)) continue;
                    app = Fold(app, events);
                    var again = AppDecider.Decide(command, app);
                    Assert.True(again is Decision.Refused or Decision.Accepted { Events.IsEmpty: true }, $"{Story.Line(command)} recorded again");
                    Assert.True(again is Decision.Accepted || command is AppCommand.Destroy, $"{Story.Line(command)} was accepted and then refused");
                }
            },
            iter: 3_000);

    [Fact]
    public void The_same_command_of_the_same_app_gives_the_same_decision() =>
        Move.Histories.Sample(
            history =>
            {
                var app = Move.Tell(history).Select(t => t.After).LastOrDefault(App.Absent(Blog));
                foreach (var command in history.Select(move => move.For(app)))
                    Assert.Equal(Told(AppDecider.Decide(command, app)), Told(AppDecider.Decide(command, app)));
            },
            iter: 500);

    [Fact]
    public void After_every_event_the_app_is_whole() =>
        Move.Histories.Sample(
            history =>
            {
                foreach (var (before, command, happened, after) in Move.Tell(history))
                    foreach (var (sentence, holds) in Demands(before, happened, after))
                        Assert.True(holds, $"{sentence}, but after {Story.Line(command)} → {Story.Line(happened)} it is not so");
            },
            iter: 3_000);

    [Fact]
    public void Histories_reach_every_kind_of_event()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        Move.Histories.Sample(history => { foreach (var told in Move.Tell(history)) seen[told.Happened.GetType().Name] = true; }, iter: 1_000);
        Assert.Equal(ForgottenCaseSpecs.Cases<AppEvent>().Select(t => t.Name), seen.Keys.Order(StringComparer.Ordinal));
    }

    private static string Told(Decision decision) => decision switch
    {
        Decision.Accepted(var events) => Story.Lines(events),
        Decision.Refused(var refusal) => refusal.Sentence,
        _ => "",
    };

    private static IEnumerable<(string Sentence, bool Holds)> Demands(App before, AppEvent happened, App after) =>
    [
        ("every event counts once", after.Version == before.Version + 1),
        ("release numbers have no gaps", happened is AppEvent.ReleaseCreated made ? made.Number == before.LastRelease + 1 && after.LastRelease == made.Number : after.LastRelease == before.LastRelease),
        ("generations only grow, by one", after.LastGeneration - before.LastGeneration is 0 or 1),
        ("kept releases are in order, each once", after.Releases.Zip(after.Releases.Skip(1)).All(pair => pair.First.Number < pair.Second.Number)),
        ("at most one release is live, and it is that of the live rollout", after.Releases.Where(r => r.State == ReleaseState.Live).Select(r => r.Number).SequenceEqual(after.Live is { } live ? [live.Release] : [])),
        ("only the candidate is being built or started", after.Releases.Where(r => r.State is ReleaseState.Building or ReleaseState.Starting).All(r => r.Number == after.Candidate?.Release)),
        ("every rollout is of a kept release", after.Rollouts.All(rollout => after.Releases.Any(r => r.Number == rollout.Release))),
        ("no generation is rolled out twice", after.Rollouts.Select(r => r.Generation).Distinct().Count() == after.Rollouts.Count()),
        ("no generation is beyond the last", after.Rollouts.All(r => r.Generation <= after.LastGeneration)),
        ("every kept release's slug is known", after.Releases.All(r => after.Slugs.Any(s => s.Fingerprint == r.Slug))),
        ("each slug is known once", after.Slugs.Select(s => s.Fingerprint).Distinct().Count() == after.Slugs.Length),
        ("a stopped app drains nothing", after.State != AppState.Stopped || after.Draining.IsEmpty),
        ("an absent app has no release", after.Exists || after.Releases.IsEmpty),
        ("releases that nothing needs are forgotten", after.Releases.Length <= 5 + 3 + after.Draining.Length),
        ("a release's config and slug never change", after.Releases.All(r => before.Releases.All(b => b.Number != r.Number || (ReferenceEquals(b.Config, r.Config) && b.Slug == r.Slug && b.BuildSalt == r.BuildSalt)))),
        ("no count is out of range", after.Scale.Values.All(n => n is >= 0 and <= Procfile.MaxCount)),
    ];
}
