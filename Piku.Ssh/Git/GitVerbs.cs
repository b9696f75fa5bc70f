using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Git;

/// <summary>What git asks for at the far end of a push and a fetch.</summary>
internal static class GitVerbs
{
    private static readonly TimeSpan WaitForOthers = TimeSpan.FromHours(1);

    /// <summary>
    /// One push at a time per app, from before git tells what there is until the branch has moved: so what is live and what
    /// the branch says cannot part.
    /// </summary>
    public static void ReceivePack(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        command.SetAction(async (parsed, cancel) =>
        {
            var app = NameOf(parsed.GetRequiredValue(name));
            if (!session.PikudRuns) throw new RefusedException("pikud is not running, so nothing can be deployed; start it and push again.");
            using var alone = await Lock(session, app, cancel).ConfigureAwait(false);
            var repository = session.Root.Repository(app);
            var isNew = AppRepository.Prepare(repository, HookOf(session, app));
            var code = session.Host.Attach(Git(session, "receive-pack", repository));
            var now = session.Journal.Read(app);
            if (isNew && now.Version == 0) session.Host.DeleteFolder(repository);
            else Settle(repository, now);
            return code;
        });
    }

    /// <summary>Once git has moved the branches: what was live stays in the repository, so that it can be brought back after a forced push too.</summary>
    private static void Settle(string repository, App app)
    {
        AppRepository.PointHead(repository);
        AppRepository.Keep(repository, app.Releases.Where(release => release.WentLive is not null).Select(release => app.Slug(release).Commit));
    }

    /// <summary>The script that git runs before a push is taken.</summary>
    public static string HookOf(Session session, AppName app) => $"#!/bin/sh\nexec '{Environment.ProcessPath}' --root '{session.Root.Root}' {GitHook.Verb} {app}\n";

    public static void UploadPack(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        command.SetAction(parsed =>
        {
            var app = session.App(NameOf(parsed.GetRequiredValue(name)).Value);
            return session.Host.Attach(Git(session, "upload-pack", session.Root.Repository(app.Name)));
        });
    }

    /// <summary>In URLs such as ssh://piku@box/blog the path begins with a slash, which is no part of the name.</summary>
    private static AppName NameOf(string path) => Session.Name(path.StartsWith('/') ? path[1..] : path);

    private static async Task<IDisposable> Lock(Session session, AppName app, CancellationToken cancel)
    {
        if (session.Host.TryLock(session.Root.PushLock(app)) is { } free) return free;
        Console.Error.WriteLine($"Waiting for another push to '{app}' to end");
        var (queue, mine) = (session.Root.PushQueue(app), $"{Environment.ProcessId}");
        session.Host.WriteFile(queue, mine);
        IDisposable? taken = null;
        return await session.Host.Until(Turn, WaitForOthers, cancel).ConfigureAwait(false)
            ? taken!
            : throw new RefusedException($"another push to '{app}' has not ended for an hour; try again later.");

        // Of those who wait, the last one has the newest code.
        bool Turn() =>
            session.Host.ReadText(queue) != mine ? throw new RefusedException($"a newer push to '{app}' waits as well and takes the place of this one; nothing of this one was deployed.")
            : (taken = session.Host.TryLock(session.Root.PushLock(app))) is not null;
    }

    private static CommandLine Git(Session session, string service, string repository)
    {
        var environment = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["PATH"] = session.Root.Path,
            ["HOME"] = session.Root.Home,
            [Actor.Name] = session.Actor,
            [Actor.Fingerprint] = session.Fingerprint,
        });
        var protocol = Environment.GetEnvironmentVariable("GIT_PROTOCOL");
        return new CommandLine("git", [.. PushOptions.Offer, "-c", $"transfer.hideRefs={AppRepository.Hidden}", service, repository], session.Root.Root, string.IsNullOrEmpty(protocol) ? environment : environment.SetItem("GIT_PROTOCOL", protocol));
    }
}

/// <summary>How git's hook learns who pushes: by variables that <c>git-receive-pack</c> sets.</summary>
internal static class Actor
{
    public const string Name = "PIKU_ACTOR";

    public const string Fingerprint = "PIKU_FINGERPRINT";

    /// <summary>Believed in the hook alone, where git has what we gave it. Somebody on the box could say so of himself, and might do less then than he may.</summary>
    public static Session Of(Session session) => session with
    {
        Actor = Environment.GetEnvironmentVariable(Name) ?? session.Actor,
        Fingerprint = Environment.GetEnvironmentVariable(Fingerprint) ?? session.Fingerprint,
    };
}
