using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Ssh.Archives;
using Piku.Ssh.Git;
using Piku.Ssh.Output;

namespace Piku.Ssh.Verbs;

/// <summary>Frees what no kept release needs, and tells how much that was. Nothing that runs or can be brought back is touched, and no data.</summary>
internal static class GcVerb
{
    public static void Gc(Command command, Session session)
    {
        var name = new Argument<string?>("APP") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        var dry = new Option<bool>("--dry-run");
        command.Options.Add(dry);
        var json = JsonLine.Asked(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var isDry = parsed.GetValue(dry);
            var apps = parsed.GetValue(name) is { } one ? [session.App(one).Name] : session.Journal.ReadAll().Where(app => app.Exists).Select(app => app.Name).ToImmutableArray();
            var freed = new List<Freed>();
            foreach (var app in apps)
            {
                var next = await Collect(session, app, isDry, cancel).ConfigureAwait(false);
                freed.Add(next);
                if (!parsed.GetValue(json)) session.Screen.Line(LineOf(next, isDry));
            }

            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => Write(line, freed, isDry)));
            else if (apps.Length > 1) session.Screen.Line($"{Table.Megabytes(freed.Sum(one => one.Bytes))} {(isDry ? "can be" : "were")} freed in all");
            return 0;
        });
    }

    /// <param name="Folders">Relative to the root.</param>
    /// <param name="Repository">By how many bytes it has shrunk; null when it was not looked at.</param>
    /// <param name="Skipped">Why nothing was done; null when it was.</param>
    private sealed record Freed(AppName App, ImmutableArray<(string Path, long Bytes)> Folders, long? Repository, string? Skipped)
    {
        public long Bytes => Folders.Sum(folder => folder.Bytes) + (Repository ?? 0);
    }

    private static async Task<Freed> Collect(Session session, AppName name, bool isDry, CancellationToken cancel)
    {
        using var idle = session.Host.TryLock(session.Root.PushLock(name));
        if (idle is null) return new Freed(name, [], null, "somebody pushes to it");
        var app = session.Journal.Read(name);
        if (app.Candidate is not null) return new Freed(name, [], null, "a release is on its way");
        var surplus = Surplus.Folders(session.Root, Projection.Of(session.Root, app), new HostObserver(session.Root, session.Host).Look(name)).ToList();
        var remains = Remains(session, app).ToList();
        var sizes = surplus.Concat(remains).Select(path => (Path.GetRelativePath(session.Root.Root, path), session.Host.Size(path) + session.Host.Length(path))).ToImmutableArray();
        if (isDry) return new Freed(name, sizes, null, null);
        if (!TakeAway(session, app, surplus)) return new Freed(name, [], null, "it has changed meanwhile");
        foreach (var path in remains.Concat(Remains(session, app)).Distinct())
        {
            session.Host.DeleteFolder(path);
            session.Host.DeleteFile(path);
        }

        return new Freed(name, sizes, await Pack(session, app, cancel).ConfigureAwait(false), null);
    }

    /// <summary>Whether the folders have lost their names, so that nobody can come to use them; while nobody records, so that nothing begins to need them.</summary>
    private static bool TakeAway(Session session, App app, IEnumerable<string> folders) => session.Journal.Alone(journal =>
    {
        if (journal.Read(app.Name).Version != app.Version) return false;
        foreach (var folder in folders) session.Host.TakeAway(folder);
        return true;
    });

    /// <summary>What a crash, or somebody who deletes, has left under a name that begins with a dot; manifests of slugs that are there are none.</summary>
    private static IEnumerable<string> Remains(Session session, App app) =>
        from folder in new[] { session.Root.Slugs(app.Name), session.Root.Environments(app.Name) }
        from entry in session.Host.List(folder)
        where entry[0] == '.' && !session.Host.FolderExists($"{folder}/{entry[1..]}")
        select $"{folder}/{entry}";

    /// <summary>Whoever pushes waits meanwhile.</summary>
    private static async Task<long?> Pack(Session session, App app, CancellationToken cancel)
    {
        var repository = session.Root.Repository(app.Name);
        if (!session.Host.FolderExists(repository)) return null;
        AppRepository.Keep(repository, app.Slugs.Select(slug => slug.Commit));
        var before = session.Host.Size(repository);
        var line = new CommandLine("git", ["-C", repository, "gc", "--quiet"], repository, Tools.Variables(session));
        if (await session.Host.Run(line, session.Screen.Aside, cancel).ConfigureAwait(false) != 0) session.Screen.Warning($"git could not pack the repository of '{app.Name}', as it says above.");
        return Math.Max(0, before - session.Host.Size(repository));
    }

    private static string LineOf(Freed freed, bool isDry)
    {
        if (freed.Skipped is { } why) return $"{freed.App}: left alone, because {why}";
        var parts = freed.Folders.Select(folder => $"{folder.Path} ({Table.Megabytes(folder.Bytes)})").Concat(freed.Repository is > 0 and var packed ? [$"its repository ({Table.Megabytes(packed)})"] : Array.Empty<string>()).ToList();
        return parts.Count == 0 ? $"{freed.App}: nothing to free" : $"{freed.App}: {Table.Megabytes(freed.Bytes)} {(isDry ? "can be" : "were")} freed: {string.Join(", ", parts)}";
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Freed> freed, bool isDry)
    {
        json.WriteBoolean("dryRun", isDry);
        json.Number("bytes", freed.Sum(one => one.Bytes));
        json.List("apps", freed, one =>
        {
            json.Text("app", one.App.Value);
            json.Text("skipped", one.Skipped);
            json.Number("bytes", one.Bytes);
            json.Number("repositoryBytes", one.Repository);
            json.List("folders", one.Folders, folder =>
            {
                json.Text("path", folder.Path);
                json.Number("bytes", folder.Bytes);
            });
        });
    }
}
