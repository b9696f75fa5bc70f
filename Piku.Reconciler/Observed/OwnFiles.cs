using System.Collections.Immutable;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Observed;

/// <summary>Looks at what piku has written itself. Only what is of the right kind is found: what has its place instead is kept in mind, and the rights of all else.</summary>
public sealed class OwnFiles(IHostView host)
{
    private readonly ImmutableSortedDictionary<string, FileKind>.Builder _inTheWay = ImmutableSortedDictionary.CreateBuilder<string, FileKind>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, int>.Builder _rights = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);

    private readonly ImmutableSortedSet<string>.Builder _closed = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, FileKind> InTheWay => _inTheWay.ToImmutable();

    public ImmutableSortedDictionary<string, int> Rights => _rights.ToImmutable();

    /// <summary>What we may not read although it is ours: whatever is found of it, or in it, counts for nothing.</summary>
    public ImmutableSortedSet<string> Closed => _closed.ToImmutable();

    /// <summary>It is read first: a change meanwhile shows in its stamp, which is of before.</summary>
    public string? Text(string path) => Text(path, host.ReadText(path));

    /// <param name="text">What was read there just now.</param>
    public string? Text(string path, string? text)
    {
        if (!Is(FileKind.File, path)) return null;
        if (text is null && IsAnothers(path)) GivesWay(path, FileKind.FileOfAnother);
        return text;
    }

    /// <summary>Whether it belongs to another user.</summary>
    public bool IsAnothers(string path) => host.Form(path) is { Rights: { } rights } && (rights & FileRights.Another) != 0;

    /// <summary>A folder in which nothing is but what we write: one of another user's has its place as a file would.</summary>
    /// <param name="mayBeAnothers">It will do as long as we can read it.</param>
    public bool IsOwnFolder(string path, bool mayBeAnothers = false)
    {
        if (!Is(FileKind.Folder, path)) return false;
        if (_rights.GetValueOrDefault(path) is var rights && (rights & FileRights.Another) == 0) return true;
        _rights.Remove(path);
        if (mayBeAnothers && FileRights.AllowsReading(rights)) return true;
        GivesWay(path, FileKind.FolderOfAnother);
        return false;
    }

    /// <summary>Whether it is there: itself, or as a link to another one, which is the business of whoever made it.</summary>
    /// <exception cref="IOException">The link leads nowhere now; nothing may take its place, for the disk may come later.</exception>
    public bool HasFolder(string path)
    {
        var form = host.Form(path);
        if (form.Kind != FileKind.Link) return Is(FileKind.Folder, path, form);
        return host.FolderExists(path) ? true : throw new IOException($"{path} leads to {host.LinkTarget(path)}, which is not there; is its disk mounted?");
    }

    /// <summary>The same, wherever a link leads; of one that was looked at before, without another question.</summary>
    public bool HasSeenFolder(string path) => !_inTheWay.ContainsKey(path) && (_rights.ContainsKey(path) || host.FolderExists(path));

    /// <summary>The names in a folder in which all is ours. What is behind a link is not: such a one is in the way, and nothing of it is found.</summary>
    /// <param name="mayBeLink">A link may lead to where there is more room.</param>
    public IReadOnlyList<string> List(string folder, bool mayBeLink = false)
    {
        try
        {
            var names = host.List(folder);
            return (mayBeLink ? HasFolder(folder) : Is(FileKind.Folder, folder)) ? names : [];
        }
        catch (UnauthorizedAccessException) when (Is(FileKind.Folder, folder) && _closed.Contains(folder))
        {
            return [];
        }
    }

    /// <summary>Where the link leads.</summary>
    public string? Link(string path)
    {
        if (host.LinkTarget(path) is { } target) return target;
        Is(FileKind.Link, path);
        return null;
    }

    /// <summary>It cannot be made ours, and what is in it not be seen.</summary>
    private void GivesWay(string path, FileKind kind)
    {
        _rights.Remove(path);
        _inTheWay[path] = kind;
    }

    private bool Is(FileKind kind, string path) => Is(kind, path, host.Form(path));

    private bool Is(FileKind kind, string path, FileForm form)
    {
        if (form.Kind != kind && form.Kind != FileKind.None) _inTheWay[path] = form.Kind;
        if (form.Kind != kind) return false;
        if (form.Rights is not { } rights) return true;
        _rights[path] = rights;
        if (kind == FileKind.File ? FileRights.IsClosedFile(rights) : FileRights.IsClosedFolder(rights)) _closed.Add(path);
        return true;
    }
}
