using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Ssh.Archives;
using Piku.Ssh.Certificates;
using Piku.Ssh.Git;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Migration;

/// <summary>Takes apps of the original over: repository, data, slug, and then the events; of what was cut short, the next time does the rest.</summary>
internal sealed class Adopting(Session session, OldRoot old, CancellationToken cancel)
{
    private readonly OldGit _git = new(session, old, cancel);

    /// <summary>Says from where an app's data folder has come, while nothing is recorded of the app.</summary>
    public static string Mark(RootLayout root, AppName app) => $"{root.Run}/migrate.{app}";

    /// <returns>What was recorded.</returns>
    /// <exception cref="RefusedException">Something of it could not be had; nothing was recorded.</exception>
    public async Task<Outcome.Done> Take(Adoption.Taken taken)
    {
        var app = taken.App;
        using var alone = session.Host.TryLock(session.Root.PushLock(app)) ?? throw new RefusedException($"somebody pushes to '{app}'; migrate again once that has ended.");
        var repository = session.Root.Repository(app);
        AppRepository.Prepare(repository, GitVerbs.HookOf(session, app));
        if (!await _git.Fetch(app, taken.Name, taken.Slug.Commit).ConfigureAwait(false)) throw new RefusedException($"the repository of '{app}' could not be copied, as git says above.");
        AppRepository.PointHead(repository);
        await Keep(taken).ConfigureAwait(false);
        using (var commit = new PushedCommit(repository, taken.Slug.Commit))
            await SlugFolder.Fill(session, app, commit, taken.Slug, taken.Config, cancel).ConfigureAwait(false);
        var done = session.RecordKnowing(app, (_, journal) => new AppCommand.TakeOver(old.Path, taken.Slug, taken.Config, taken.Counts, taken.Runs, taken.Port is { } port && !journal.Host.Ports.ContainsKey(port) ? port : null), Verb);
        if (taken.Certificate is { } pair) session.Record(app, _ => CertsVerbs.InPlace(session, app, pair), Verb);
        session.Host.DeleteFile(Mark(session.Root, app));
        return done;
    }

    public string Verb => $"migrate {old.Path}";

    /// <summary>What the app keeps, and what it has left beside its code, as a data folder that is whole or not there.</summary>
    private async Task Keep(Adoption.Taken taken)
    {
        var (data, stage) = (session.Root.Data(taken.App), $"{session.Root.Root}/data/.{taken.App}.coming");
        if (session.Host.List(data).Count > 0) return;
        session.Host.DeleteFolder(stage);
        session.Host.MakeFolder(stage);
        if (taken.HasData) await Copy($"{old.Data(taken.Name)}/.", stage).ConfigureAwait(false);
        foreach (var path in taken.Leftovers.Carried)
        {
            session.Host.MakeFolder(Path.GetDirectoryName($"{stage}/{path}")!);
            await Copy($"{old.WorkTree(taken.Name)}/{path}", $"{stage}/{path}").ConfigureAwait(false);
        }

        session.Host.WriteFile(Mark(session.Root, taken.App), old.Path);
        session.Host.DeleteFolder(data);
        session.Host.PutFolder(stage, data);
    }

    /// <summary>With modes and times, and links as they are; what the disk can share is not copied.</summary>
    private async Task Copy(string from, string to)
    {
        ImmutableArray<string> words = ["--recursive", "--no-dereference", "--reflink=auto", "--preserve=mode,timestamps,links", "--no-target-directory", "--", from, to];
        if (await session.Host.Run(new CommandLine("cp", words, "/", Tools.Variables(session)), session.Screen.Line, cancel).ConfigureAwait(false) != 0)
            throw new RefusedException($"{from} could not be copied, as cp says above.");
    }
}
