using System.Collections.Immutable;
using System.Text;
using LibGit2Sharp;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Git;

/// <summary>A file, folder or link of a commit, or a submodule.</summary>
/// <param name="Path">Below the top folder; each name on it can be one in a folder of Linux.</param>
/// <param name="Size">Bytes of what is stored of it; 0 of a submodule, whose objects are elsewhere.</param>
public sealed record PushedEntry(string Path, Mode Mode, ObjectId Id, long Size);

/// <summary>
/// All that a commit has, seen before any of it is read or written: what is in here is within <see cref="PushLimits"/>, each path is there once, and none leads out of the folder. Git
/// takes objects that it would never make itself, so whatever somebody has put together by hand ends here, in a sentence.
/// </summary>
public sealed class PushedTree
{
    private readonly ObjectDatabase _objects;
    private readonly Dictionary<ObjectId, long> _sizes = [];
    private readonly Dictionary<string, PushedEntry> _byPath = new(StringComparer.Ordinal);
    private readonly List<PushedEntry> _entries = [];

    /// <exception cref="RefusedException">It is nothing that can be written down as it is.</exception>
    public PushedTree(ObjectDatabase objects, Tree top)
    {
        _objects = objects;
        SizeOf(Mode.Directory, top.Id, "");
        Add(top, "", 0);
    }

    /// <summary>A folder before what is in it.</summary>
    public IReadOnlyList<PushedEntry> Entries => _entries;

    /// <summary>What the files take on a disk.</summary>
    public long Bytes => _entries.Where(entry => entry.Mode != Mode.Directory).Sum(entry => entry.Size);

    /// <summary>Null when there is nothing at the path.</summary>
    public PushedEntry? At(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>A name as a sentence can have it.</summary>
    public static string Shown(string path) =>
        $"'{string.Concat(path.Take(100).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}{(path.Length > 100 ? "…" : "")}'";

    private void Add(Tree tree, string folder, int depth)
    {
        if (depth > PushLimits.Depth) throw new RefusedException($"this commit has folders within folders more than {PushLimits.Depth} deep; move what is in the innermost ones up.");
        var before = Array.Empty<byte>();
        foreach (var entry in tree)
        {
            if (WhyBad(entry, folder) is { } why) throw new RefusedException($"this commit has {why}.");
            var path = $"{folder}{entry.Name}";
            var place = Encoding.UTF8.GetBytes(entry.Mode == Mode.Directory ? $"{entry.Name}/" : entry.Name);
            var added = new PushedEntry(path, entry.Mode, entry.Target.Id, SizeOf(entry.Mode, entry.Target.Id, path));
            if (before.AsSpan().SequenceCompareTo(place) >= 0 || !_byPath.TryAdd(path, added))
                throw new RefusedException($"this commit has {Shown(path)} twice or not in git's order, as git never writes it; make the commit anew with git.");
            if (_entries.Count == PushLimits.Entries) throw new RefusedException($"this commit has more than {PushLimits.All[0].Most} files, folders and links; take out what is not needed to run the app.");
            before = place;
            _entries.Add(added);
            if (entry.Mode == Mode.Directory) Add((Tree)entry.Target, $"{path}/", depth + 1);
        }
    }

    /// <summary>Completes "this commit has …".</summary>
    private static string? WhyBad(TreeEntry entry, string folder) => entry.Name switch
    {
        "" or "." or ".." => $"a file named {Shown(entry.Name)}, which leads out of the app's folder; give it another name",
        var name when name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) => $"a file named {Shown(name)}, which leads out of the app's folder; give it another name",
        var name when name.Equals(".git", StringComparison.OrdinalIgnoreCase) => $"a file named {Shown(name)}, which is git's own; give it another name",
        var name when name.Contains('\uFFFD', StringComparison.Ordinal) => $"a file named {Shown(name)}, which is not UTF-8; give it another name",
        var name when Encoding.UTF8.GetByteCount(name) > PushLimits.NameBytes => $"a file named {Shown(name)}, whose name has more than {PushLimits.NameBytes} bytes; give it a shorter one",
        var name when Encoding.UTF8.GetByteCount(folder + name) > PushLimits.PathBytes => $"a path {Shown(folder + name)} of more than {PushLimits.PathBytes} bytes; shorten the names in it",
        _ => null,
    };

    /// <summary>Also sees to it that what is named is what it is called, and that no list of names is too long to be read.</summary>
    private long SizeOf(Mode mode, ObjectId id, string path) => mode switch
    {
        Mode.GitLink => 0,
        Mode.Directory => SizeOf(id, ObjectType.Tree, path) is <= PushLimits.InMemory and var size ? size
            : throw new RefusedException($"the folder {Shown(path)} in this commit has too much in it; take out what is not needed to run the app."),
        Mode.SymbolicLink => SizeOf(id, ObjectType.Blob, path) is > 0 and <= PushLimits.LinkBytes and var size ? size
            : throw new RefusedException($"{Shown(path)} in this commit is a symbolic link that leads nowhere or has more than {PushLimits.LinkBytes} bytes; make it anew."),
        Mode.NonExecutableFile or Mode.NonExecutableGroupWritableFile or Mode.ExecutableFile => SizeOf(id, ObjectType.Blob, path),
        _ => throw new RefusedException($"{Shown(path)} in this commit is neither a file, a folder nor a link; make the commit anew with git."),
    };

    private long SizeOf(ObjectId id, ObjectType kind, string path)
    {
        if (kind == ObjectType.Blob && _sizes.TryGetValue(id, out var known)) return known;
        var found = _objects.RetrieveObjectMetadata(id);
        if (found.Type != kind) throw new RefusedException($"{Shown(path)} in this commit is called a {(kind == ObjectType.Tree ? "folder" : "file")} and is none; make the commit anew with git.");
        if (kind == ObjectType.Blob) _sizes[id] = found.Size;
        return found.Size;
    }
}
