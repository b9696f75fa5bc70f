using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Archives;

/// <summary>The whole box as one file: the journal as JSON Lines; or that, the repositories and the data folders as a tar.</summary>
internal static class ExportVerb
{
    /// <summary>What tar ends with when files changed while it read them.</summary>
    private const int SomeChanged = 1;

    public static void Export(Command command, Session session)
    {
        var file = new Argument<string?>("FILE") { Arity = ArgumentArity.ZeroOrOne };
        var repos = new Option<bool>("--with-repos");
        var bare = new Option<bool>("--without-secrets");
        command.Arguments.Add(file);
        command.Options.Add(repos);
        command.Options.Add(bare);
        command.SetAction(async (parsed, cancel) =>
        {
            var secrets = !parsed.GetValue(bare);
            if (secrets) session.DemandReveal();
            var path = parsed.GetValue(file) is { } given and not "-" ? Path.GetFullPath(given) : null;
            return parsed.GetValue(repos)
                ? await Tar(session, path, secrets, cancel).ConfigureAwait(false)
                : Lines(session, path, secrets);
        });
    }

    private static int Lines(Session session, string? path, bool secrets)
    {
        if (path is null)
        {
            using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            JournalExport.Write(session.Journal, output, secrets);
            return 0;
        }

        var events = 0L;
        Put(path, next =>
        {
            events = WriteLines(session, next, secrets);
            return 0;
        });
        session.Screen.Step($"{path} has all {events} events");
        return 0;
    }

    private static long WriteLines(Session session, string path, bool secrets)
    {
        using var output = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16, UnixCreateMode = ArchiveFolder.OwnFile });
        var events = JournalExport.Write(session.Journal, output, secrets);
        output.Flush(flushToDisk: true);
        return events;
    }

    private static async Task<int> Tar(Session session, string? path, bool secrets, CancellationToken cancel)
    {
        if (path is null && !Console.IsOutputRedirected) throw new RefusedException("a tar is not for a terminal; give a FILE, or send it into one: export --with-repos > box.tar.");
        using var stage = ArchiveFolder.Take(session);
        WriteLines(session, stage.Journal, secrets);
        foreach (var app in session.Journal.ReadAll().Where(app => app.Exists)) await Bundle(session, app, stage, cancel).ConfigureAwait(false);
        if (File.Exists(session.Root.Settings)) File.Copy(session.Root.Settings, stage.Settings);
        if (path is null) return Packed(session, stage, "-");
        Put(path, next => Packed(session, stage, next));
        session.Screen.Step($"{path} has the journal, the repositories and the data folders");
        return 0;
    }

    private static async Task Bundle(Session session, App app, ArchiveFolder stage, CancellationToken cancel)
    {
        if (!Directory.Exists(session.Root.Repository(app.Name))) return;
        if (!await Bundles.Create(session, app, stage.Bundle(app.Name), cancel).ConfigureAwait(false))
            throw new RefusedException($"the repository of '{app.Name}' could not be bundled, as git says above; nothing was exported.");
    }

    private static int Packed(Session session, ArchiveFolder stage, string file)
    {
        var code = session.Host.Attach(new CommandLine(
            "tar", ["--create", "--file", file, "--directory", stage.Path, ".", "--directory", session.Root.Root, "data"], stage.Path, Tools.Variables(session)));
        if (code == SomeChanged) session.Screen.Error("some files changed while they were read, as tar says above; they are in the archive as they were found.");
        return code is 0 or SomeChanged ? 0 : throw new RefusedException("tar failed, as it says above; mend that and export again.");
    }

    /// <summary>A file that is there as a whole or not at all; what was there before stays when it fails.</summary>
    private static void Put(string path, Func<string, int> write)
    {
        if (Directory.Exists(path)) throw new RefusedException($"'{path}' is a folder; give the name of a file.");
        var next = $"{path}.part";
        File.Delete(next);
        try
        {
            write(next);
            using (var written = File.OpenHandle(next, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(written);
            File.SetUnixFileMode(next, ArchiveFolder.OwnFile);
            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
