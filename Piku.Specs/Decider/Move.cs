using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Decider;

/// <summary>One step of a generated history: a command made to measure for the app as it is, and some seconds that pass.</summary>
/// <param name="Offset">From what a number in the command should be, so that some are too old and some too new.</param>
public sealed record Move(int Kind, int Pick, int Offset, int Seconds)
{
    private static readonly string[] Keys = ["FOO", "BAR", "PIKU_DRAIN_SECONDS"];
    private static readonly string[] Kinds = ["web", "worker", "cron", "static"];
    private static readonly Slug[] Slugs = [SlugA, SlugB, SlugOf("cccccccccccccccc", "c1", "Third", ("worker", "./w")), SlugOf("dddddddddddddddd", "d1", "", ("release", "./r"))];

    public static readonly string[] CommandNames =
        [.. typeof(AppCommand).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(AppCommand)) && !t.IsAbstract).Select(t => t.Name).Order(StringComparer.Ordinal)];

    /// <summary>Reports of success are weighted, so that histories get somewhere.</summary>
    private static readonly string[] Weighted = [.. CommandNames, "Push", "OrderCertificate", "ReportCertificate", "ReportRefused", "AddCertificate", "RemoveCertificate", "ReportCertificateLost", "ReportBuilt", "ReportBuilt", "ReportBuilt", "ReportLive", "ReportLive", "ReportLive"];

    private static Gen<Move> Any { get; } = Gen.Select(
        Gen.Int[0, Weighted.Length - 1], Gen.Int[0, 11], Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[-2, 2])), Gen.Int[0, 30], (kind, pick, offset, seconds) => new Move(kind, pick, offset, seconds));

    public static Gen<Move[]> Histories { get; } = Any.Array[0, 60];

    public AppCommand For(App app) => Weighted[Kind] switch
    {
        nameof(AppCommand.Push) => new AppCommand.Push(Slugs[Pick % Slugs.Length]),
        nameof(AppCommand.TakeOver) => new AppCommand.TakeOver("/home/piku/.piku", Slugs[Pick % 2], Map((Keys[Pick % Keys.Length], $"{Pick}")), Map(("web", Pick)), Runs: Pick % 3 > 0, Pick % 4 > 0 ? 5000 + Pick : null),
        nameof(AppCommand.SetConfig) => new AppCommand.SetConfig(Map((Keys[Pick % Keys.Length], $"{Pick}"))),
        nameof(AppCommand.UnsetConfig) => new AppCommand.UnsetConfig([Keys[Pick % Keys.Length], "FOO"]),
        nameof(AppCommand.Deploy) => new AppCommand.Deploy(app.LastRelease + 1 + Offset),
        nameof(AppCommand.Rollback) => Rollback(app),
        nameof(AppCommand.UndoConfig) => new AppCommand.UndoConfig(Pick, Map((Keys[Pick % Keys.Length], $"{Pick + 1}")), [Keys[(Pick + 1) % Keys.Length]]),
        nameof(AppCommand.Scale) => new AppCommand.Scale(Map((Kinds[Pick % Kinds.Length], (Pick / 4) + Offset))),
        nameof(AppCommand.Restart) => new AppCommand.Restart(app.LastGeneration + 1 + Offset),
        nameof(AppCommand.Stop) => new AppCommand.Stop(),
        nameof(AppCommand.Start) => new AppCommand.Start(),
        nameof(AppCommand.Destroy) => Pick == 0 ? new AppCommand.Destroy() : new AppCommand.Start(),
        nameof(AppCommand.ReportBuilt) => new AppCommand.ReportBuilt(app.LastRelease + Offset, Pick % 2 == 0 ? null : $"e{Pick}"),
        nameof(AppCommand.ReportPorts) => new AppCommand.ReportPorts(app.LastGeneration + Offset, Map(($"web.{Pick % 3}", 5000 + Pick), ("web.9", 5099))),
        nameof(AppCommand.ReportNoRoom) => new AppCommand.ReportNoRoom(app.LastGeneration + Offset, "12 MB are free"),
        nameof(AppCommand.ReportCloudflare) => new AppCommand.ReportCloudflare(Noon.AddDays(Pick), [$"10.{Pick}.0.0/16"]),
        nameof(AppCommand.ReportInclude) => new AppCommand.ReportInclude(Slugs[Pick % Slugs.Length].Fingerprint, $"nginx{Pick % 2}.conf", $"# {Pick}"),
        nameof(AppCommand.BeginMaintenance) => new AppCommand.BeginMaintenance(Pick % 2 == 0 ? "" : "<p>Soon</p>"),
        nameof(AppCommand.EndMaintenance) => new AppCommand.EndMaintenance(),
        nameof(AppCommand.ReportLive) => new AppCommand.ReportLive(app.LastGeneration + Offset),
        nameof(AppCommand.ReportFailed) => new AppCommand.ReportFailed(app.LastGeneration + Offset, "it broke"),
        nameof(AppCommand.ReportRepaired) => new AppCommand.ReportRepaired(new AppEvent.Repaired(app.Repaired is { } last && Offset != 0 ? last.At.AddMinutes(Pick) : Noon.AddHours(Pick), ["web.1"], "-a", Pick % 2 == 0 ? "a" : "b", null, Pick % 3 == 0)),
        nameof(AppCommand.ReportCron) => new AppCommand.ReportCron($"cron{Pick % 2}", Pick % 3 == 0 ? null : $"exit code {Pick}"),
        nameof(AppCommand.ReportDying) => new AppCommand.ReportDying((app.Live?.Generation ?? 0) + Offset, "web.1 ended 4 times"),
        nameof(AppCommand.OrderCertificate) => new AppCommand.OrderCertificate((app.Certificate?.LastAttempt ?? 0) + 1 + Offset, [$"n{Pick % 3}.example.org"], "https://ca.example.org"),
        nameof(AppCommand.ReportCertificate) => new AppCommand.ReportCertificate((app.Certificate?.LastAttempt ?? 0) + Offset, Pair with { Fingerprint = $"f{Pick}" }),
        nameof(AppCommand.ReportRefused) => new AppCommand.ReportRefused((app.Certificate?.LastAttempt ?? 0) + Offset, "it is down", Pick),
        nameof(AppCommand.ReportCertificateLost) => new AppCommand.ReportCertificateLost(Offset == 0 ? app.Certificate?.Pair?.Fingerprint ?? "" : "another"),
        nameof(AppCommand.AddCertificate) => new AppCommand.AddCertificate(Pair with { Fingerprint = $"f{Pick}" }),
        nameof(AppCommand.RemoveCertificate) => new AppCommand.RemoveCertificate(),
        nameof(AppCommand.RenewCertificate) => new AppCommand.RenewCertificate(),
        var forgotten => throw new InvalidOperationException($"No move makes a {forgotten}."),
    };

    /// <summary>To a release that the app still has, or to one that it never had.</summary>
    private AppCommand.Rollback Rollback(App app) => app.Releases.Where(r => r.WentLive is not null).ToList() is { Count: > 0 } former && former[Pick % former.Count] is var release
        ? new AppCommand.Rollback(app.LastRelease + 1 + Offset, release, app.Slug(release))
        : new AppCommand.Rollback(app.LastRelease + 1 + Offset, new Release(Pick, ReleaseState.Retired, ReleaseCause.Push, "", SlugA.Fingerprint, Map(("FOO", "old")), "e1", 0, null, Noon), SlugA);

    /// <summary>The app after every event of a history, with the command that led there.</summary>
    public static IEnumerable<(App Before, AppCommand Command, AppEvent Happened, App After)> Tell(Move[] history)
    {
        var (app, now) = (App.Absent(Blog), Noon);
        foreach (var move in history)
        {
            now = now.AddSeconds(move.Seconds);
            var command = move.For(app);
            if (AppDecider.Decide(command, app) is not Decision.Accepted(var events)) continue;
            foreach (var happened in events)
            {
                var after = AppDecider.Evolve(app, happened, now);
                yield return (app, command, happened, after);
                app = after;
            }
        }
    }
}
