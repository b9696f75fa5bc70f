using System.Collections.Immutable;
using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Observed;

/// <summary>Looks at what piku has written itself. Only what is of the right kind is found: what has its place instead is kept in mind, and the rights of all else.</summary>
public sealed class OwnFiles(IHostView host)
{
    private readonly ImmutableSortedDictionary<string, FileKind>.Builder _inTheWay = ImmutableSortedDictionary.CreateBuilder<string, FileKind>(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, int>.Builder _rights = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, FileKind> InTheWay => _inTheWay.ToImmutable();

    public ImmutableSortedDictionary<string, int> Rights => _rights.ToImmutable();

    /// <summary>It is read first: a change meanwhile shows in its stamp, which is of before.</summary>
    public string? Text(string path) => host.ReadText(path) is var text && Is(FileKind.File, path) ? text : null;

    public bool IsFolder(string path) => Is(FileKind.Folder, path);

    /// <summary>Where the link leads.</summary>
    public string? Link(string path)
    {
        if (host.LinkTarget(path) is { } target) return target;
        Is(FileKind.Link, path);
        return null;
    }

    private bool Is(FileKind kind, string path)
    {
        var form = host.Form(path);
        if (form is { Rights: { } rights } && form.Kind == kind) _rights[path] = rights;
        if (form.Kind != kind && form.Kind != FileKind.None) _inTheWay[path] = form.Kind;
        return form.Kind == kind;
    }
}
