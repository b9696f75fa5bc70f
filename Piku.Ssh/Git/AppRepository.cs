using LibGit2Sharp;

namespace Piku.Ssh.Git;

/// <summary>An app's bare repository.</summary>
public static class AppRepository
{
    /// <summary>Makes it if need be, with the hook that decides on pushes; doing it twice is doing it once.</summary>
    /// <returns>Whether it was made now.</returns>
    public static bool Prepare(string path, string hook)
    {
        NoUserConfig.Apply();
        var isNew = !Repository.IsValid(path);
        if (isNew)
        {
            Repository.Init(path, isBare: true);
            File.WriteAllText($"{path}/HEAD", "ref: refs/heads/main\n");
        }

        var script = $"{path}/hooks/pre-receive";
        if (!File.Exists(script) || File.ReadAllText(script) != hook)
        {
            Directory.CreateDirectory($"{path}/hooks");
            File.WriteAllText(script, hook);
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return isNew;
    }

    /// <summary>What refs of ours begin with; no client sees them, nor can push to them.</summary>
    public const string Hidden = "refs/piku";

    /// <summary>Keeps commits that are there for as long as the repository is, whatever becomes of the branches: each gets a ref of ours.</summary>
    public static void Keep(string path, IEnumerable<string> commits)
    {
        NoUserConfig.Apply();
        using var repository = new Repository(path);
        foreach (var commit in commits.Distinct().Where(commit => repository.Refs[$"{Hidden}/{commit}"] is null && repository.Lookup<Commit>(commit) is not null))
            repository.Refs.Add($"{Hidden}/{commit}", commit);
    }

    /// <summary>Has a clone check out the branch that is deployed, once there is one.</summary>
    public static void PointHead(string path)
    {
        NoUserConfig.Apply();
        using var repository = new Repository(path);
        if (repository.Head.Tip is null && repository.Branches.FirstOrDefault(b => b.FriendlyName is "main" or "master") is { } branch)
            repository.Refs.UpdateTarget("HEAD", branch.CanonicalName);
    }
}
