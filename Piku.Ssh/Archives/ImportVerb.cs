using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Ssh.Git;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Archives;

/// <summary>
/// Makes an empty box what another was when it was exported. The journal comes last: until it is in place, this is an empty box,
/// and the same import can be asked for again.
/// </summary>
internal static class ImportVerb
{
    public static void Import(Command command, Session session)
    {
        var file = AppVerbs.Argument(command, "FILE");
        command.SetAction(async (parsed, cancel) =>
        {
            session.DemandReveal();
            if (session.Journal.Names.Count > 0) throw new RefusedException($"this box has {session.Journal.Head} events already, and an import needs an empty one; give another root: PIKU_ROOT=/path piku import FILE.");
            using var stage = ArchiveFolder.Take(session);
            Unpack(session, Given(parsed.GetRequiredValue(file), stage), stage);
            await TakeIn(session, stage, cancel).ConfigureAwait(false);
            return 0;
        });
    }

    /// <summary>What comes by the input is kept first, since it is read twice.</summary>
    private static string Given(string file, ArchiveFolder stage)
    {
        if (file != "-") return File.Exists(file) ? Path.GetFullPath(file) : throw new RefusedException($"there is no file '{file}'; give the path of an export, or - to read one from the input.");
        var kept = $"{stage.Path}/input";
        using (var output = File.Create(kept)) Console.OpenStandardInput().CopyTo(output);
        return kept;
    }

    private static void Unpack(Session session, string file, ArchiveFolder stage)
    {
        using (var start = File.OpenRead(file))
        {
            if (start.ReadByte() == '{')
            {
                File.CreateSymbolicLink(stage.Journal, file);
                return;
            }
        }

        var line = new CommandLine("tar", ["--extract", "--preserve-permissions", "--no-same-owner", "--file", file, "--directory", stage.Path], stage.Path, Tools.Variables(session));
        if (session.Host.Attach(line) != 0 || !File.Exists(stage.Journal)) throw new RefusedException("this is not an export of piku, or not a whole one, so nothing was imported; make one anew: piku export.");
    }

    private static async Task TakeIn(Session given, ArchiveFolder stage, CancellationToken cancel)
    {
        var made = $"{stage.Path}/state";
        ImportedJournal imported;
        using (var lines = File.OpenRead(stage.Journal)) imported = JournalImport.Read(lines, made);
        var session = Prepared(given, stage);
        WhatIsThere(session, stage);
        var apps = imported.Apps.Where(app => app.Exists).ToList();
        foreach (var app in apps) await Files(session, app, stage, cancel).ConfigureAwait(false);
        foreach (var folder in Folders(stage)) Directory.Move(folder, $"{session.Root.Root}/data/{Path.GetFileName(folder)}");
        session.Keys.Adopt();
        var here = session.Ring;
        session.Journal.Install(made, imported);
        Allow(session, here, File.Exists(stage.Keys) ? File.ReadAllText(stage.Keys) : "");
        Tell(session, imported, apps);
    }

    /// <summary>Whoever could use this box before can still do so, beside those of the other one.</summary>
    private static void Allow(Session session, KeyRing here, string former)
    {
        session.Keys.Adopt(former);
        foreach (var key in here.Keys)
        {
            Transaction.Run(session.Journal, AppName.Box, box => (box.Keys ?? KeyRing.Empty) is var ring && ring.Of(key.Public.Fingerprint) is { } known
                ? new KeyCommand.Add(known)
                : new KeyCommand.Add(key with { Name = AuthorizedKeys.FreeName(key.Name.Value, ring.Keys) }), new Provenance(session.Actor, "", "import"));
        }

        session.Keys.Write();
    }

    /// <summary>The root as <c>setup</c> makes it; with the old box's settings, where this one has none.</summary>
    private static Session Prepared(Session session, ArchiveFolder stage)
    {
        if (File.Exists(stage.Settings) && !File.Exists(session.Root.Settings)) File.Copy(stage.Settings, session.Root.Settings);
        var prepared = session with { Root = RootFile.Load(session.Root.Root) };
        SetupVerb.Prepare(prepared);
        return prepared;
    }

    private static IEnumerable<string> Folders(ArchiveFolder stage) => Directory.Exists(stage.Data) ? Directory.EnumerateDirectories(stage.Data) : [];

    /// <summary>A data folder is never overwritten; an empty one makes room.</summary>
    private static void WhatIsThere(Session session, ArchiveFolder stage)
    {
        foreach (var folder in Folders(stage).Select(folder => $"{session.Root.Root}/data/{Path.GetFileName(folder)}").Where(Directory.Exists))
        {
            if (Directory.EnumerateFileSystemEntries(folder).Any()) throw new RefusedException($"'{folder}' has files already; move them away and import again.");
            Directory.Delete(folder);
        }
    }

    private static async Task Files(Session session, App app, ArchiveFolder stage, CancellationToken cancel)
    {
        if (!File.Exists(stage.Bundle(app.Name))) return;
        AppRepository.Prepare(session.Root.Repository(app.Name), GitVerbs.HookOf(session, app.Name));
        if (!await Bundles.Fetch(session, app.Name, stage.Bundle(app.Name), cancel).ConfigureAwait(false))
            throw new RefusedException($"the repository of '{app.Name}' could not be unpacked, as git says above; nothing was imported.");
        AppRepository.PointHead(session.Root.Repository(app.Name));
        foreach (var slug in app.Slugs) await Slug(session, app, slug, cancel).ConfigureAwait(false);
    }

    /// <summary>The files of a release. An old one may have gone with the branch that had it; that is no reason to do without the rest.</summary>
    private static async Task Slug(Session session, App app, Slug slug, CancellationToken cancel)
    {
        try
        {
            using var commit = new PushedCommit(session.Root.Repository(app.Name), slug.Commit);
            await SlugFolder.Fill(session, app.Name, commit, slug, app.Releases.FirstOrDefault(release => release.Slug == slug.Fingerprint)?.Config ?? app.Config, cancel).ConfigureAwait(false);
        }
        catch (RefusedException trouble)
        {
            session.Screen.Warning($"the files of {slug.Commit} of '{app.Name}' are not there: {trouble.Message}");
        }
    }

    private static void Tell(Session session, ImportedJournal imported, List<App> apps)
    {
        session.Screen.Step($"Imported {imported.Last?.Seq ?? 0} events of {apps.Count} apps: {string.Join(", ", apps.Select(app => app.Name))}");
        foreach (var app in apps.Where(app => !Directory.Exists(session.Root.Repository(app.Name)))) session.Screen.Warning($"the export has no repository of '{app.Name}'; push it again: git push piku main.");
        foreach (var app in session.Journal.ReadAll().Where(app => app.Current is not null))
            if (EffectiveSettings.Of(app, app.Current!).Unreadable is { IsEmpty: false } lost) session.Screen.Warning($"the export has no key of '{app.Name}'; set again: {string.Join(", ", lost)}.");
        session.Screen.Step(session.PikudRuns ? "pikud builds what is missing, and starts the apps" : "pikud is not running; once it is, it builds what is missing and starts the apps");
    }
}
