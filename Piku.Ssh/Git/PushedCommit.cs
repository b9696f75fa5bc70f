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
    private readonly string _temporary;
    private readonly Repository _repository;
    private readonly Commit _commit;
    private readonly Lazy<PushedTree> _tree;

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
        _commit = Readable(() => CommitOf(id)) ?? throw new RefusedException($"{PushedTree.Shown(id)} is not a commit, so it cannot be deployed; push a branch.");
        _tree = new Lazy<PushedTree>(() => Readable(() => new PushedTree(_repository.ObjectDatabase, _commit.Tree)), LazyThreadSafetyMode.None);
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

    public string Subject => string.Concat(_commit.MessageShort.EnumerateRunes().Take(PushLimits.Subject));

    /// <summary>What stands in the top folder.</summary>
    public ImmutableHashSet<string> Names => [.. _tree.Value.Entries.Select(entry => entry.Path).Where(path => !path.Contains('/', StringComparison.Ordinal))];

    /// <summary>Of all files, in all folders.</summary>
    public IEnumerable<string> Paths => _tree.Value.Entries.Where(entry => entry.Mode != Mode.Directory).Select(entry => entry.Path);

    /// <summary>What the files take on a disk.</summary>
    public long Bytes => _tree.Value.Bytes;

    /// <summary>Whether git itself has to write the files down: there are submodules, files kept by Git LFS, or such as are not to go through our memory.</summary>
    public bool NeedsGit => HasSubmodules || UsesLfs || _tree.Value.Entries.Any(entry => entry.Size > PushLimits.InMemory);

    public bool HasSubmodules => _tree.Value.At(".gitmodules") is not null;

    public bool UsesLfs => _tree.Value.Entries.Any(entry =>
        (entry.Path == Attributes || entry.Path.EndsWith($"/{Attributes}", StringComparison.Ordinal)) && IsFile(entry) && entry.Size <= Sources.Most && TextOf(entry).Contains("filter=lfs", StringComparison.Ordinal));

    private const string Attributes = ".gitattributes";

    /// <summary>A file as text; null when there is none of this path.</summary>
    /// <exception cref="RefusedException">It is too long to be read by whoever builds.</exception>
    public string? Text(string path) => _tree.Value.At(path) is not { } entry || !IsFile(entry) ? null
        : entry.Size <= Sources.Most ? TextOf(entry)
        : throw new RefusedException($"{PushedTree.Shown(path)} in this commit has {entry.Size} bytes, and {Sources.Most} is the most that piku reads; make it smaller.");

    /// <summary>Whether a path passes over a symbolic link of the commit, so that nobody can say where it ends.</summary>
    public bool PassesLink(string path)
    {
        string[] parts = [.. path.Split('/').Where(part => part is not ("" or "."))];
        return Enumerable.Range(1, parts.Length).Any(count => _tree.Value.At(string.Join('/', parts[..count])) is { Mode: Mode.SymbolicLink });
    }

    /// <summary>Writes all files into an empty folder.</summary>
    /// <exception cref="RefusedException">Something in it is no file, folder or link.</exception>
    public void Export(string folder) => Readable(() =>
    {
        foreach (var entry in _tree.Value.Entries) Write(entry, $"{folder}/{entry.Path}");
        return true;
    });

    public void Dispose()
    {
        _repository.Dispose();
        Directory.Delete(_temporary, recursive: true);
    }

    /// <returns>Null for what is no commit, or one that is not to go through our memory.</returns>
    private Commit? CommitOf(string id) =>
        ObjectId.TryParse(id, out var found) && _repository.ObjectDatabase.Contains(found) && _repository.ObjectDatabase.RetrieveObjectMetadata(found) is { Type: ObjectType.Commit, Size: <= PushLimits.InMemory }
            ? _repository.Lookup<Commit>(found)
            : null;

    /// <summary>A link is text, as it always was: whoever has linked the Procfile sees where to.</summary>
    private static bool IsFile(PushedEntry entry) => entry.Mode is not (Mode.Directory or Mode.GitLink);

    private string TextOf(PushedEntry entry) => Readable(() => _repository.Lookup<Blob>(entry.Id).GetContentText());

    private void Write(PushedEntry entry, string path)
    {
        if (entry.Mode == Mode.Directory) Directory.CreateDirectory(path);
        else if (entry.Mode == Mode.GitLink) throw new RefusedException($"{PushedTree.Shown(entry.Path)} in this commit is neither a file, a folder nor a link; a submodule needs a .gitmodules file.");
        else if (entry.Mode == Mode.SymbolicLink) Link(path, TextOf(entry), entry);
        else Write(_repository.Lookup<Blob>(entry.Id), path, entry.Mode == Mode.ExecutableFile);
    }

    private static void Link(string path, string target, PushedEntry entry)
    {
        if (target.Contains('\0', StringComparison.Ordinal) || target.Contains('\uFFFD', StringComparison.Ordinal))
            throw new RefusedException($"the symbolic link {PushedTree.Shown(entry.Path)} in this commit leads to a path that is not UTF-8; make it anew.");
        File.CreateSymbolicLink(path, target);
    }

    /// <summary>The folder is new and ours, and each path is there once, so nothing is followed.</summary>
    private static void Write(Blob blob, string path, bool isExecutable)
    {
        using var content = blob.GetContentStream();
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        content.CopyTo(file);
        if (isExecutable) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <exception cref="RefusedException">In the place of what libgit2 says of an object that is missing, cut off or no such thing.</exception>
    private static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LibGit2SharpException trouble)
        {
            throw new RefusedException($"this commit cannot be read ({trouble.Message.TrimEnd('.')}); look at the repository with git fsck, and push again.", trouble);
        }
    }
}
