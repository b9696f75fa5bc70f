using System.Collections.Immutable;
using LibGit2Sharp;
using Piku.Domain.Releases.Runtimes;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Git;

/// <summary>
/// A commit as it waits in git's quarantine, read through a throw-away repository whose alternates name the quarantine and
/// the real object store.
/// </summary>
public sealed class PushedCommit : IDisposable
{
    private const int MaxDepth = 200;

    private readonly string _temporary;
    private readonly Repository _repository;
    private readonly Commit _commit;

    /// <param name="repository">The app's repository; what git's variables name is read besides.</param>
    /// <exception cref="RefusedException">The id names no commit.</exception>
    public PushedCommit(string repository, string id)
    {
        Objects = [.. new[] { Environment.GetEnvironmentVariable("GIT_OBJECT_DIRECTORY"), $"{repository}/objects" }.OfType<string>().Select(path => Path.GetFullPath(path, repository)).Distinct()];
        foreach (var variable in new[] { "GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH" }) Environment.SetEnvironmentVariable(variable, null);
        NoUserConfig.Apply();
        _temporary = Directory.CreateTempSubdirectory("piku-push-").FullName;
        Repository.Init(_temporary, isBare: true);
        File.WriteAllLines($"{_temporary}/objects/info/alternates", Objects);
        _repository = new Repository(_temporary);
        _commit = _repository.Lookup<Commit>(id) ?? throw new RefusedException($"{id} is not a commit, so it cannot be deployed; push a branch.");
        Names = _commit.Tree.Select(entry => entry.Name).ToImmutableHashSet();
    }

    /// <summary>A commit that has long been in the repository; null when it is not there.</summary>
    public static PushedCommit? Kept(string repository, string id)
    {
        NoUserConfig.Apply();
        if (!Repository.IsValid(repository)) return null;
        using (var kept = new Repository(repository))
            if (kept.Lookup<Commit>(id) is null) return null;
        return new PushedCommit(repository, id);
    }

    /// <summary>The object stores that hold the commit and all that it needs.</summary>
    public ImmutableArray<string> Objects { get; }

    public string Id => _commit.Sha;

    public string Subject => _commit.MessageShort;

    /// <summary>What stands in the top folder.</summary>
    public ImmutableHashSet<string> Names { get; }

    /// <summary>Of all files, in all folders.</summary>
    public IEnumerable<string> Paths => All(_commit.Tree).Select(entry => entry.Path);

    /// <summary>Whether only git itself can write the files down: there are submodules, or files kept by Git LFS.</summary>
    public bool NeedsGit => Names.Contains(".gitmodules") || UsesLfs;

    public bool UsesLfs => All(_commit.Tree).Any(entry =>
        entry is { Name: ".gitattributes", TargetType: TreeEntryTargetType.Blob } && ((Blob)entry.Target).GetContentText().Contains("filter=lfs", StringComparison.Ordinal));

    /// <summary>A file of the top folder as text; null when there is none.</summary>
    /// <exception cref="RefusedException">It is too long to be read by whoever builds.</exception>
    public string? Text(string name) => _commit[name] is not { TargetType: TreeEntryTargetType.Blob, Target: Blob blob } ? null
        : blob.Size <= Sources.Most ? blob.GetContentText()
        : throw new RefusedException($"'{name}' in this commit has {blob.Size} bytes, and {Sources.Most} is the most that piku reads; make it smaller.");

    /// <summary>Whether a path passes over a symbolic link of the commit, so that nobody can say where it ends.</summary>
    public bool PassesLink(string path)
    {
        string[] parts = [.. path.Split('/').Where(part => part is not ("" or "."))];
        return Enumerable.Range(1, parts.Length).Any(count => _commit[string.Join('/', parts[..count])] is { Mode: Mode.SymbolicLink });
    }

    /// <summary>Writes all files into an empty folder.</summary>
    /// <exception cref="RefusedException">A name in the tree would lead out of the folder, or into git's own.</exception>
    public void Export(string folder) => Export(_commit.Tree, folder, 0);

    public void Dispose()
    {
        _repository.Dispose();
        Directory.Delete(_temporary, recursive: true);
    }

    private static void Export(Tree tree, string folder, int depth)
    {
        if (depth > MaxDepth) throw new RefusedException($"this commit has folders within folders more than {MaxDepth} deep; move what is in the innermost ones up.");
        foreach (var entry in tree)
        {
            if (IsUnsafe(entry.Name)) throw new RefusedException($"this commit has a file named '{entry.Name}', which leads out of the app's folder; give it another name.");
            var path = $"{folder}/{entry.Name}";
            switch (entry.Mode)
            {
                case Mode.Directory:
                    Directory.CreateDirectory(path);
                    Export((Tree)entry.Target, path, depth + 1);
                    break;
                case Mode.SymbolicLink:
                    File.CreateSymbolicLink(path, ((Blob)entry.Target).GetContentText());
                    break;
                case Mode.NonExecutableFile or Mode.NonExecutableGroupWritableFile or Mode.ExecutableFile:
                    Write((Blob)entry.Target, path, entry.Mode == Mode.ExecutableFile);
                    break;
                default:
                    throw new RefusedException($"'{entry.Path}' in this commit is neither a file, a folder nor a link; a submodule needs a .gitmodules file.");
            }
        }
    }

    /// <summary>The folder is new and ours, so a name that exists twice in a tree, such as a link and a file, is an error and nothing is followed.</summary>
    private static void Write(Blob blob, string path, bool isExecutable)
    {
        using var content = blob.GetContentStream();
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        content.CopyTo(file);
        if (isExecutable) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private static bool IsUnsafe(string name) =>
        name is "" or "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || name.Equals(".git", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<TreeEntry> All(Tree tree) =>
        tree.SelectMany(entry => entry.Mode == Mode.Directory ? All((Tree)entry.Target) : [entry]);
}
