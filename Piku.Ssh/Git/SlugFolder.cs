using System.Collections.Immutable;
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
