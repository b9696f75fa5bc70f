using System.Collections.Immutable;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Git;

/// <summary>Writes a commit down by git itself, for what LibGit2Sharp does not do: submodules and Git LFS.</summary>
internal static class GitCheckout
{
    /// <exception cref="RefusedException">git could not get all of it; its own words have been shown.</exception>
    public static async Task Export(Session session, PushedCommit pushed, string folder, CancellationToken cancel)
    {
        await Git(session, folder, "taking the files", cancel, "init", "-q").ConfigureAwait(false);
        await File.WriteAllLinesAsync($"{folder}/.git/objects/info/alternates", pushed.Objects, cancel).ConfigureAwait(false);
        await Git(session, folder, "taking the files", cancel, "checkout", "-q", "--detach", pushed.Id).ConfigureAwait(false);
        if (pushed.UsesLfs)
        {
            if (session.Host.FindTool("git-lfs") is null) throw new RefusedException("this app keeps files by Git LFS, and git-lfs is not installed; apt-get install git-lfs.");
            session.Screen.Step("Getting the files of Git LFS");
            await Git(session, folder, "getting the files of Git LFS", cancel, "lfs", "pull").ConfigureAwait(false);
        }

        if (pushed.HasSubmodules)
        {
            session.Screen.Step("Getting the submodules");
            await Git(session, folder, "getting the submodules", cancel, "submodule", "update", "--init", "--recursive", "--quiet").ConfigureAwait(false);
        }

        RemoveRepositories(session, folder);
    }

    private static async Task Git(Session session, string folder, string doing, CancellationToken cancel, params ImmutableArray<string> arguments)
    {
        var environment = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["PATH"] = session.Root.Path,
            ["HOME"] = session.Root.Home,
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_LFS_SKIP_SMUDGE"] = "1",
        });
        var line = new CommandLine("git", arguments, folder, environment);
        if (await session.Host.Run(line, session.Screen.Line, cancel).ConfigureAwait(false) != 0)
            throw new RefusedException($"{doing} failed, as git says above; mend it and push again.");
    }

    /// <summary>A slug is files and no repository; submodules have theirs, as a file or a folder.</summary>
    private static void RemoveRepositories(Session session, string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, ".git", options).ToList())
        {
            session.Host.DeleteFolder(path);
            session.Host.DeleteFile(path);
        }
    }
}
