using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning.Forecasts;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Git;

/// <summary>A slug's files, as a folder.</summary>
internal static class SlugFolder
{
    /// <summary>What of it decides how a release is built, on a box on paper.</summary>
    public static PaperBox OnPaper(Session session, AppName app, PushedCommit pushed, Slug slug, PaperBox box)
    {
        var folder = session.Root.Slug(app, slug.Fingerprint);
        var sources = new Sources(pushed.Names, pushed.Text);
        var read = RuntimeChoice.Named(slug.Runtime).SelectMany(runtime => runtime.Reads.Concat(runtime.ReadsBesides(sources))).Distinct();
        return read.Aggregate(box.WithFolder(folder), (next, name) => pushed.Text(name) is { } text ? next.WithFile($"{folder}/{name}", text, session.Clock.GetUtcNow()) : next) with
        {
            SlugText = path => path.StartsWith(folder + "/", StringComparison.Ordinal) ? pushed.Text(path[(folder.Length + 1)..]) : box.SlugText(path),
        };
    }

    /// <summary>Has files that have gone from the repository again; a push that is under way could take them away as surplus, so it has to end first.</summary>
    /// <param name="what">Whose they are, for people.</param>
    /// <exception cref="RefusedException">They cannot be had.</exception>
    public static async Task Fetch(Session session, AppName app, string what, Slug slug, ImmutableSortedDictionary<string, string> config, CancellationToken cancel)
    {
        using var alone = session.Host.TryLock(session.Root.PushLock(app))
            ?? throw new RefusedException($"the files of {what} have to be fetched from the repository, and somebody pushes to '{app}'; wait for that, or give it up: deploy:cancel {app}.");
        using var commit = Kept(session, app, what, slug);
        await Fill(session, app, commit, slug, config, cancel).ConfigureAwait(false);
    }

    public static PushedCommit Kept(Session session, AppName app, string what, Slug slug) => PushedCommit.Kept(session.Root.Repository(app), slug.Commit)
        ?? throw new RefusedException($"the commit of {what} is not in the repository of '{app}' any more; push it again.");

    /// <summary>What <c>pikud</c> asks for where the files of what runs are gone.</summary>
    public static void FetchVerb(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var fingerprint = new Argument<string>("SLUG");
        command.Arguments.Add(fingerprint);
        command.SetAction(async (parsed, cancel) =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var release = app.Releases.LastOrDefault(release => release.Slug == parsed.GetRequiredValue(fingerprint)) ?? throw new RefusedException($"no release of '{app.Name}' has these files.");
            await Fetch(session, app.Name, $"v{release.Number}", app.Slug(release), release.Config, cancel).ConfigureAwait(false);
            return 0;
        });
    }

    /// <summary>Writes a commit's files down, at once, whole and on the disk; does nothing when that was done before.</summary>
    /// <param name="config">With the ENV file, it says which paths lead to the app's data folder.</param>
    /// <exception cref="RefusedException">They cannot all be had.</exception>
    public static async Task Fill(Session session, AppName app, PushedCommit pushed, Slug slug, ImmutableSortedDictionary<string, string> config, CancellationToken cancel)
    {
        var folder = session.Root.Slug(app, slug.Fingerprint);
        if (Directory.Exists(folder)) return;
        if (PushLimits.WhyTooLarge(pushed.Bytes, new DriveInfo(session.Root.Root).AvailableFreeSpace) is { } why) throw new RefusedException(why);
        var temporary = session.Root.IncomingSlug(app);
        session.Host.DeleteFolder(temporary);
        session.Host.MakeFolder(temporary);
        try
        {
            if (pushed.NeedsGit) await GitCheckout.Export(session, pushed, temporary, cancel).ConfigureAwait(false);
            else pushed.Export(temporary);
            DataLinks.Make(temporary, session.Root.Data(app), EffectiveSettings.Of(slug.Env, config).Links);
            session.Host.WriteFile(session.Root.SlugManifest(app, slug.Fingerprint), Manifest.OfSlug(app, pushed.Id, session.Host.Size(temporary)));
            session.Host.PutFolder(temporary, folder);
        }
        finally
        {
            session.Host.DeleteFolder(temporary);
        }
    }
}
