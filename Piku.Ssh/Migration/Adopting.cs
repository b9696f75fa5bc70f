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
        if (session.Journal.Read(app) is { Exists: true } now) return Here(now);
        var repository = session.Root.Repository(app);
        AppRepository.Prepare(repository, GitVerbs.HookOf(session, app));
        if (!await _git.Fetch(app, taken.Name, taken.Slug.Commit).ConfigureAwait(false)) throw new RefusedException($"the repository of '{app}' could not be copied, as git says above.");
        AppRepository.PointHead(repository);
        await Keep(taken).ConfigureAwait(false);
        using (var commit = new PushedCommit(repository, taken.Slug.Commit))
            await SlugFolder.Fill(session, app, commit, taken.Slug, taken.Config, cancel).ConfigureAwait(false);
        var done = session.RecordKnowing(app, (_, journal) => Command(taken, journal), Verb);
        Forget(app);
        return done;
    }

    /// <summary>Nothing has to be known any more about how far its migration had come.</summary>
    public void Forget(AppName app) => session.Host.DeleteFile(Mark(session.Root, app));

    /// <summary>Whether a data folder is there because a migration from this root was cut short: no app of the name has ever had it.</summary>
    public static bool IsOurs(Session session, OldRoot old, AppName app) =>
        session.Journal.Read(app).Version == 0 && session.Host.ReadText(Mark(session.Root, app)) == old.Path;

    private string Verb => $"migrate {old.Path}";

    private Outcome.Done Here(App now)
    {
        if (now.Adopted is null) throw new RefusedException($"an app '{now.Name}' has been pushed to this box meanwhile, and nothing is put over it; destroy the one, or rename the other.");
        Forget(now.Name);
        return new Outcome.Done(now, []);
    }

    /// <summary>The certificate is put in place within the transaction, for pikud sweeps away what no event names.</summary>
    private AppCommand.TakeOver Command(Adoption.Taken taken, IJournal journal) => new(
        old.Path, taken.Slug, taken.Config, taken.Counts, taken.Runs,
        taken.Port is { } port && !journal.Host.Ports.ContainsKey(port) ? port : null,
        taken.Certificate is { } pair ? CertsVerbs.InPlace(session, taken.App, pair).Pair : null);

    /// <summary>What the app keeps, and what it has left beside its code, as a data folder that is whole or not there.</summary>
    private async Task Keep(Adoption.Taken taken)
    {
        var (data, stage) = (session.Root.Data(taken.App), $"{session.Root.Root}/data/.{taken.App}.coming");
        if (session.Host.List(data).Count > 0 && !IsOurs(session, old, taken.App)) throw new RefusedException($"{data} has files already; move them away, and migrate again.");
        session.Host.DeleteFolder(stage);
        try
        {
            await Fill(taken, stage).ConfigureAwait(false);
        }
        catch
        {
            // On a full disk everybody else needs the room.
            session.Host.DeleteFolder(stage);
            throw;
        }

        session.Host.WriteFile(Mark(session.Root, taken.App), old.Path);
        session.Host.DeleteFolder(data);
        session.Host.PutFolder(stage, data);
    }

    private async Task Fill(Adoption.Taken taken, string stage)
    {
        session.Host.MakeFolder(stage);
        if (taken.HasData) await Copy($"{old.Data(taken.Name)}/.", stage).ConfigureAwait(false);
        foreach (var path in taken.Leftovers.Carried)
        {
            session.Host.MakeFolder(Path.GetDirectoryName($"{stage}/{path}")!);
            await Copy($"{old.WorkTree(taken.Name)}/{path}", $"{stage}/{path}").ConfigureAwait(false);
        }
    }

    /// <summary>With modes and times, and links as they are; what the disk can share is not copied, and nothing is written through a link.</summary>
    private async Task Copy(string from, string to)
    {
        ImmutableArray<string> words = ["--recursive", "--no-dereference", "--remove-destination", "--reflink=auto", "--preserve=mode,timestamps,links", "--no-target-directory", "--", from, to];
        if (await session.Host.Run(new CommandLine("cp", words, "/", Tools.Variables(session)), session.Screen.Line, cancel).ConfigureAwait(false) != 0)
            throw new RefusedException($"{from} could not be copied, as cp says above.");
    }
}
