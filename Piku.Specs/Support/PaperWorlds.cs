using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;

namespace Piku.Specs.Support;

/// <summary>Where worlds on paper begin in specs, and what comes to the help of those that are stuck.</summary>
public static class PaperWorlds
{
    extension(PaperWorld)
    {
        public static RootLayout Root => new(
            "/home/piku/.piku", "127.0.0.1:8080", new PortRange(20000, 20999), "piku", "/home/piku", "/usr/local/bin:/usr/bin:/bin", "/home/piku/.ssh/authorized_keys");

        /// <summary>Processes answer well the second time that they are asked.</summary>
        public static PaperWorld Of(params ReadOnlySpan<App> apps) =>
            new(PaperWorld.Root, apps.ToArray().ToImmutableSortedDictionary(a => a.Name.Value, a => a, StringComparer.Ordinal), PaperBox.Empty with { SlugText = _ => Include }, Samples.Noon)
            {
                AnswersAt = 2,
                CloudflareSays = ["173.245.48.0/20", "2400:cb00:0:0:0:0:0:0/32"],
            };
    }

    /// <summary>What each app's file for nginx says.</summary>
    public const string Include = "add_header X-Mine yes;\nlocation /mine/ {\n    return 204;\n}\n";

    /// <summary>The app after a command, if it is not refused; with the files that a push brings.</summary>
    public static PaperWorld After(this PaperWorld world, string app, AppCommand command) => world.Told(app, command).Pushed();

    /// <summary>Passes over every app until no plan has a step. Where one is stuck, help comes: the Emperor and all it runs start anew.</summary>
    /// <param name="drained">Go on until nothing is due by time alone either.</param>
    public static PaperWorld Settled(this PaperWorld world, bool drained, Action<string, Plan, DateTimeOffset>? tell = null)
    {
        var end = world.Settling(drained, Helped, tell is null ? null : (app, plan, before) => tell(app, plan, before.Now));
        return end.Trouble is null ? end
            : throw new InvalidOperationException($"{end.Trouble}; {string.Join("; ", end.Apps.Keys.Select(a => string.Join(", ", PlanText.Lines(end.Plan(a)))))}");
    }

    /// <summary>The folders of the slugs that were pushed.</summary>
    public static PaperWorld Pushed(this PaperWorld world) => world with
    {
        Box = world.Apps.Values.SelectMany(a => a.Slugs.Select(s => world.Layout.Slug(a.Name, s.Fingerprint))).Aggregate(world.Box, (box, slug) => box.WithFolder(slug)),
    };

    /// <summary>The environments and trees that were reported as built.</summary>
    public static PaperWorld Built(this PaperWorld world) => world with
    {
        Box = world.Apps.Values.SelectMany(a => a.Releases.SelectMany(r => new[] { r.Environment, r.Tree }).OfType<string>().Select(e => RootLayout.Manifest(world.Layout.Environment(a.Name, e))))
            .Aggregate(world.Box, (box, manifest) => box.WithFile(manifest, "", world.Now)),
    };

    /// <summary>The files of the pairs that were reported to be in place.</summary>
    public static PaperWorld WithCertificates(this PaperWorld world) => world.Apps.Values.Select(app => (app.Name, app.Certificate?.Pair)).Where(app => app.Pair is not null).Aggregate(
        world, (next, app) => next with { Box = next.Box.WithFile(world.Layout.Certificate(app.Name, app.Pair!.Fingerprint), PemFile.Of(app.Name, "a certificate\n"), world.Now) });

    private static PaperWorld Helped(PaperWorld world) =>
        world with { Box = (world.Box with { EmperorAnswers = true, Processes = world.Box.Processes.Clear() }).Woken(world.Layout, world.Now).Without(world.Layout.CloudflareTrouble) };
}
