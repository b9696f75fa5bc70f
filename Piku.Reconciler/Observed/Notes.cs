using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Observed;

/// <summary>Looks at the host in an app's name, and notes by what it can be seen, without reading anything again, that another look would see the same.</summary>
/// <remarks>
/// Not noted is what counts only while a process is awaited: who listens where, and how much memory there is. With what nothing can be noted of, the notes never hold.
/// See docs/adr/0020.
/// </remarks>
/// <param name="began">Before the first question.</param>
public sealed class Notes(IHostView host, AppName app, Recently recently, DateTimeOffset began) : IHostView
{
    private readonly Dictionary<string, FileStamp> _stamps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileForm> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _linkedFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileKind> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _links = new(StringComparer.Ordinal);

    /// <summary>Folder/prefix → the names, with slashes between them.</summary>
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Path → the stamp of its folder from before it was asked for.</summary>
    private readonly Dictionary<string, FileStamp> _places = new(StringComparer.Ordinal);

    private Func<bool> _isEmperorSame = () => true;
    private (string Socket, string? Mark, IReadOnlySet<int> Workers)? _site;
    private bool _isUnsure;

    /// <summary>Whether all that was seen is noted, and none of it so young that a change could have been overlooked.</summary>
    public bool CanHold => !_isUnsure && _stamps.Values.All(stamp => stamp.IsSettled(began));

    /// <summary>Whether another look would see the same; costs a question for each file that is there, whatever is in it.</summary>
    public bool Hold() =>
        _stamps.All(file => file.Value != default ? host.Stamp(file.Key) == file.Value : IsInPlace(file.Key, file.Value, host.Stamp))
        && _forms.All(one => host.Form(one.Key) == one.Value)
        && _linkedFolders.All(folder => host.FolderExists(folder.Key) == folder.Value)
        && _kinds.All(entry => IsInPlace(entry.Key, entry.Value, Kind))
        && _links.All(link => IsInPlace(link.Key, link.Value, host.LinkTarget))
        && _names.All(some => IsInPlace(some.Key, some.Value, Names))
        && _isEmperorSame()
        && (_site is not { } site || site.Workers.SetEquals(recently.NginxWorkers) || IsStillServed(site));

    public string? ReadText(string path) => Stamped(path).ReadText(path);

    public string? SourceText(string folder, string name) => Stamped($"{folder}/{name}").SourceText(folder, name);

    public IReadOnlyList<string> Tail(string path, int lines) => Stamped(path).Tail(path, lines);

    public IReadOnlyList<string> List(string path) => Stamped(path).List(path);

    public IReadOnlyList<string> Named(string folder, string prefix)
    {
        var path = $"{folder}/{prefix}";
        Place(path);
        var names = host.Named(folder, prefix);
        _names[path] = string.Join('/', names);
        return names;
    }

    public FileStamp Stamp(string path) => Stamped(path).Stamp(path);

    /// <summary>Where the stamp was taken before, that tells as much: it changes with the rights, too, and is another one of whatever else takes the place.</summary>
    public FileForm Form(string path) => _stamps.ContainsKey(path) ? host.Form(path) : _forms[path] = host.Form(path);

    public bool FileExists(string path) => Stamped(path).FileExists(path);

    /// <summary>Where the folder's stamp was taken before, that tells as much.</summary>
    public bool FolderExists(string path)
    {
        if (_stamps.ContainsKey(path)) return host.FolderExists(path);
        Place(path);
        _kinds[path] = Kind(path);
        return _kinds[path] == FileKind.Link ? _linkedFolders[path] = host.FolderExists(path) : _kinds[path] == FileKind.Folder;
    }

    public long Length(string path) => Stamped(path).Length(path);

    public long Size(string folder) => Unsure().Size(folder);

    public DateTimeOffset? Modified(string path) => Stamped(path).Modified(path);

    public string? LinkTarget(string path)
    {
        Place(path);
        return _links[path] = host.LinkTarget(path);
    }

    public string? FindTool(string name) => Unsure().FindTool(name);

    public string? VersionOf(string name) => Unsure().VersionOf(name);

    public string? UwsgiPlugin(string name) => Unsure().UwsgiPlugin(name);

    public ImmutableSortedSet<int> ListeningPorts() => host.ListeningPorts();

    public IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket)
    {
        var views = host.Emperor(statsSocket);
        (string, EmperorView)[]? own = views is null ? null : [.. views.Where(view => Recently.Prefix(view.Key) == Prefix).OrderBy(view => view.Key, StringComparer.Ordinal).Select(view => (view.Key, view.Value))];
        _isEmperorSame = () => recently.Vassals(Prefix) is { } now ? own is not null && now.SequenceEqual(own) : own is null;
        return views;
    }

    public IReadOnlyDictionary<int, ProcessTree> ProcessTrees(IReadOnlyCollection<int> pids) => host.ProcessTrees(pids);

    public long AvailableMemory() => host.AvailableMemory();

    public long TotalMemory() => host.TotalMemory();

    /// <summary>The workers are noted first: should others have come meanwhile, the mark is asked for again.</summary>
    public string? SiteMark(string marksSocket, string app)
    {
        var workers = recently.NginxWorkers;
        var mark = host.SiteMark(marksSocket, app);
        _site = (marksSocket, mark, workers);
        return mark;
    }

    public IReadOnlySet<int> NginxWorkers(string pidFile) => Unsure().NginxWorkers(pidFile);

    private string Prefix => $"{app}_";

    /// <summary>The stamp is taken before the answer: what changes in between is seen by it.</summary>
    private IHostView Stamped(string path)
    {
        if (_stamps.ContainsKey(path)) return host;
        var stamp = host.Stamp(path);
        if (stamp == default)
        {
            Place(path);
            stamp = host.Stamp(path);
        }

        _stamps[path] = stamp;
        return host;
    }

    /// <summary>The folder's stamp is taken before the question, as that of what is asked for is.</summary>
    private void Place(string path)
    {
        if (recently.Folder(FolderOf(path)) is { } stamp) _places.TryAdd(path, stamp);
    }

    /// <summary>
    /// What is not there comes, what is a folder becomes another thing, a link leads elsewhere, and a name comes or goes, only with a change of the folder around it, which apps
    /// share most of the time. So what was noted is asked for again only after such a change.
    /// </summary>
    private bool IsInPlace<T>(string path, T noted, Func<string, T> ask)
    {
        var folder = recently.Folder(FolderOf(path));
        if (folder is { } stamp && _places.TryGetValue(path, out var before) && stamp == before) return true;
        if (!EqualityComparer<T>.Default.Equals(ask(path), noted)) return false;
        if (folder is { } settled) _places[path] = settled;
        return true;
    }

    private FileKind Kind(string path) => host.Form(path).Kind;

    private string Names(string path) => string.Join('/', host.Named(FolderOf(path).ToString(), path[(FolderOf(path).Length + 1)..]));

    private static ReadOnlySpan<char> FolderOf(string path) => path.AsSpan(0, path.LastIndexOf('/'));

    private IHostView Unsure()
    {
        _isUnsure = true;
        return host;
    }

    /// <summary>nginx has read its sites again, for the sake of another one most likely.</summary>
    private bool IsStillServed((string Socket, string? Mark, IReadOnlySet<int> Workers) site)
    {
        var workers = recently.NginxWorkers;
        if (host.SiteMark(site.Socket, app.Value) != site.Mark) return false;
        _site = site with { Workers = workers };
        return true;
    }
}
