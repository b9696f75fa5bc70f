using System.Collections.Immutable;
using System.Text;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Journal;
using Piku.Specs.Support;

namespace Piku.Specs.Journal;

/// <summary>Values for specs of the journal.</summary>
internal static class Sample
{
    /// <summary>Somebody on the box, who may do everything.</summary>
    public static readonly Provenance By = new("anna", "", "git push piku main");

    /// <summary>The same by a key of ssh.</summary>
    public static readonly Provenance BySsh = By with { Fingerprint = "SHA256:abc" };

    public static readonly AppName Blog = AppName.Parse("blog");

    public static readonly AppName Shop = AppName.Parse("shop");

    public static Slug Slug(string fingerprint = "0123456789abcdef") =>
        new(fingerprint, "1111111111111111111111111111111111111111", "Say \"hello\" to Müller", "python", Samples.Map(("web", "./server"), ("worker", "./work")), Samples.Map(("DEBUG", "0")));

    private static CertificatePair Pair { get; } =
        new("fedcba9876543210", ["blog.example.org"], "Let's Encrypt R3", new(2026, 11, 22, 9, 20, 30, TimeSpan.Zero), new(2027, 2, 20, 9, 20, 29, TimeSpan.Zero));

    /// <summary>One event of every case; a spec sees to it that none is left out.</summary>
    public static IReadOnlyList<AppEvent> EveryEvent { get; } =
    [
        new AppEvent.Created(),
        new AppEvent.SlugReceived(Slug()),
        new AppEvent.TakenOver("/home/piku/.piku", "0123456789abcdef"),
        new AppEvent.ConfigChanged(Samples.Map(("a", "1"), ("B", "zwei\n'3' \\ \u2028 <&> 😀")), ["OLD", "older"]),
        new AppEvent.ReleaseCreated(2, 3, "0123456789abcdef", ReleaseCause.Rollback, "rollback to v1", Restores: 1, BuildSalt: 0, Keeps: 7),
        new AppEvent.ReleaseBuilt(2, "fedcba9876543210", "00112233445566aa"),
        new AppEvent.PortsAllotted(3, Samples.Map(("web.1", 5000), ("web.2", 5001))),
        new AppEvent.WentLive(3, 10),
        new AppEvent.RolloutFailed(4, "nothing answered on port 5000", "fedcba9876543210"),
        new AppEvent.RecreateChosen(4, "12 MB are free"),
        new AppEvent.RolloutSuperseded(5, 6),
        new AppEvent.Scaled(Samples.Map(("web", 2))),
        new AppEvent.Restarted(7),
        new AppEvent.Stopped(),
        new AppEvent.Started(8),
        new AppEvent.MaintenanceBegan("<p>Back \"soon\"</p>\n"),
        new AppEvent.MaintenanceEnded(),
        new AppEvent.CloudflareAsked(new DateTimeOffset(2026, 11, 25, 10, 20, 30, TimeSpan.Zero), ["173.245.48.0/20", "2400:cb00:0:0:0:0:0:0/32"]),
        new AppEvent.IncludeRead("0123456789abcdef", "conf/nginx.conf", "add_header X-Mine \"yes\";\n"),
        new AppEvent.Repaired(Samples.Noon, ["web.1", "nginx/sites/blog.conf"], "--- a\n+++ b\n-\"x\"", "0123456789abcdef", "drift/blog/20261125T120000.000Z", IsLeft: true),
        new AppEvent.CronFailed("cron-tidy", "exit code 3"),
        new AppEvent.CronRecovered("cron-tidy"),
        new AppEvent.Destroyed(),
        new AppEvent.CertificateOrdered(1, ["blog.example.org", "*.example.net"], "https://ca.example.org/directory"),
        new AppEvent.CertificateInstalled(Pair, 1),
        new AppEvent.CertificateRefused(2, "port 80 of blog.example.org is not reachable", 3600),
        new AppEvent.CertificateGiven(Pair),
        new AppEvent.CertificateRemoved(),
        new AppEvent.CertificateLost(),
        new AppEvent.CertificateRenewalAsked(),
        new KeyEvent.Added(Samples.KeyOf("ci", Right.Deploy, "blog", "shop")),
        new KeyEvent.Adopted(Samples.KeyOf("laptop", Right.Admin)),
        new KeyEvent.Changed(KeyName.Parse("ci"), Right.Read, [Blog], false),
        new KeyEvent.Rotated(KeyName.Parse("ci"), Samples.PublicKeyOf("new")),
        new KeyEvent.Removed(KeyName.Parse("ci")),
    ];

    /// <summary>What a first push records.</summary>
    public static ImmutableArray<AppEvent> FirstPush { get; } =
        [new AppEvent.Created(), new AppEvent.SlugReceived(Slug()), new AppEvent.ReleaseCreated(1, 1, "0123456789abcdef", ReleaseCause.Push, "1111111 Say hello")];

    public static AppEvent Config(string key, string value) => new AppEvent.ConfigChanged(Samples.Map((key, value)), []);

    /// <summary>Text by which two apps, or events, can be compared: records do not compare the content of their maps.</summary>
    public static string Text(App app) => AppCodec.Write(app) is var stored ? Encoding.UTF8.GetString([.. stored.State, .. stored.Values]) : "";

    public static IReadOnlyList<string> Lines(IEnumerable<Recorded>? events) => [.. (events ?? []).Select(Line)];

    public static IReadOnlyList<string> Lines(IEnumerable<StoredRecord> events) => [.. events.Select(record => Encoding.UTF8.GetString(record.Line().Span))];

    public static string Line(Recorded recorded) => Encoding.UTF8.GetString(EventCodec.Write(recorded, before: null).Line().Span);

    /// <summary>An event as somebody wrote it down, whose values need no key.</summary>
    public static Recorded FromLine(string line) => EventCodec.Read(StoredRecord.FromLine(Encoding.UTF8.GetBytes(line))) is var read
        ? read with { Event = SettingValues.Map(read.Event, (_, text) => text.StartsWith("plain:", StringComparison.Ordinal) ? text["plain:".Length..] : text) }
        : null!;

    /// <summary>Changes a journal's files behind the back of <see cref="LiteDbJournal"/>.</summary>
    public static void Behind(string folder, Action<JournalSession> change)
    {
        Directory.CreateDirectory(folder);
        var (data, log) = (MemoryFile.Of($"{folder}/journal.db"), MemoryFile.Of($"{folder}/journal-log.db"));
        using (var session = JournalSession.Open(data, log))
        {
            change(session);
            session.Settle();
        }

        File.WriteAllBytes($"{folder}/journal.db", data.Bytes);
        File.WriteAllBytes($"{folder}/journal-log.db", log.Bytes);
    }
}
