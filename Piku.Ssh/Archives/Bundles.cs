using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Archives;

/// <summary>An app's repository as one file, by git's bundles.</summary>
internal static class Bundles
{
    /// <summary>All branches and tags, and the commits of the releases at hand even if no branch has them any more.</summary>
    /// <returns>Whether git could; a repository without a branch needs no bundle and gets none.</returns>
    public static async Task<bool> Create(Session session, App app, string file, CancellationToken cancel)
    {
        var repository = session.Root.Repository(app.Name);
        if (!await Git(session, repository, cancel, "rev-parse", "--quiet", "--verify", "HEAD").ConfigureAwait(false)) return true;
        var commits = new List<string>();
        foreach (var commit in app.Slugs.Select(slug => slug.Commit).Distinct())
            if (await Git(session, repository, cancel, "cat-file", "-e", commit).ConfigureAwait(false)) commits.Add(commit);
        return await Git(session, repository, cancel, ["bundle", "create", "--quiet", file, "--all", .. commits]).ConfigureAwait(false);
    }

    /// <summary>Takes in all that a bundle has, branches and tags as they were.</summary>
    public static Task<bool> Fetch(Session session, AppName app, string file, CancellationToken cancel) =>
        Git(session, session.Root.Repository(app), cancel, "fetch", "--quiet", "--force", file, "+refs/*:refs/*");

    private static async Task<bool> Git(Session session, string repository, CancellationToken cancel, params ImmutableArray<string> arguments)
    {
        var line = new CommandLine("git", ["-C", repository, .. arguments], repository, Tools.Variables(session));
        return await session.Host.Run(line, Say, cancel).ConfigureAwait(false) == 0;

        void Say(string said)
        {
            if (arguments[0] is "bundle" or "fetch") session.Screen.Aside(said);
        }
    }
}
