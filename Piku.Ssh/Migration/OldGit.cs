using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Archives;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Migration;

/// <summary>git in the folders of the original, which are somebody else's: it is only asked, writes nothing there, and does nothing that their configuration says.</summary>
internal sealed class OldGit(Session session, OldRoot old, CancellationToken cancel)
{
    private static readonly ImmutableArray<string> Careful = ["-c", "safe.directory=*", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

    /// <summary>How the far end of a fetch is asked for; git starts it by a shell, and nothing of anybody's is in it.</summary>
    private const string FarEnd = "git -c safe.directory=* -c uploadpack.allowAnySHA1InWant=true upload-pack";

    /// <summary>The commit that is checked out; null when there is none.</summary>
    public async Task<string?> Head(string app) => (await Ask(InWorkTree(app, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")).ConfigureAwait(false)) is [var commit] ? commit : null;

    public async Task<bool> Has(string app, string commit) => await Ask([$"--git-dir={old.Repository(app)}", "cat-file", "-e", $"{commit}^{{commit}}"]).ConfigureAwait(false) is not null;

    public async Task<ImmutableArray<string>> Branches(string app) => [.. await Ask([$"--git-dir={old.Repository(app)}", "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"]).ConfigureAwait(false) ?? []];

    /// <summary>What it does not know, ignored files too. A name that git has to write in quotes is written so.</summary>
    public async Task<ImmutableArray<string>> Untracked(string app) => [.. await Ask(InWorkTree(app, "ls-files", "--others", "--directory")).ConfigureAwait(false) ?? []];

    /// <summary>Takes all branches and tags into our repository of the app, and the commit even if no branch has it any more.</summary>
    public async Task<bool> Fetch(AppName app, string from, string commit) =>
        await Ask(["-C", session.Root.Repository(app), "fetch", "--quiet", "--force", $"--upload-pack={FarEnd}", old.Repository(from), "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", $"+{commit}:{Git.AppRepository.Hidden}/{commit}"], session.Screen.Line).ConfigureAwait(false) is not null;

    private ImmutableArray<string> InWorkTree(string app, params ImmutableArray<string> words) => ["-C", old.WorkTree(app), $"--git-dir={old.WorkTree(app)}/.git", $"--work-tree={old.WorkTree(app)}", .. words];

    /// <returns>What it said; null when it failed.</returns>
    private async Task<List<string>?> Ask(ImmutableArray<string> words, Action<string>? line = null)
    {
        var said = new List<string>();
        var variables = Tools.Variables(session).SetItem("GIT_OPTIONAL_LOCKS", "0").SetItem("GIT_CONFIG_NOSYSTEM", "1").SetItem("GIT_CONFIG_GLOBAL", "/dev/null");
        return await session.Host.Run(new CommandLine("git", [.. Careful, .. words], "/", variables), line ?? said.Add, cancel).ConfigureAwait(false) == 0 ? said : null;
    }
}
