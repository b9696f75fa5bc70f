using System.Collections.Immutable;
using Piku.Reconciler.Hosts;

namespace Piku.Specs.Support;

/// <summary>A host that may become another one while somebody keeps looking at it, and that counts what it is asked.</summary>
public sealed class WatchedBox(IHostView box) : IHostView
{
    private readonly SortedDictionary<string, int> _asked = new(StringComparer.Ordinal);

    public IHostView Now { get; set; } = box;

    /// <summary>"question times", in the order of their names; and begins anew.</summary>
    public IReadOnlyList<string> Asked()
    {
        string[] asked = [.. _asked.Select(question => $"{question.Key} {question.Value}")];
        _asked.Clear();
        return asked;
    }

    public string? ReadText(string path) => Counted("text").ReadText(path);

    public string? SourceText(string folder, string name) => Counted("text").SourceText(folder, name);

    public IReadOnlyList<string> Tail(string path, int lines) => Counted("tail").Tail(path, lines);

    public IReadOnlyList<string> List(string path) => Counted("list").List(path);

    public IReadOnlyList<string> Named(string folder, string prefix) => Counted("shared list").Named(folder, prefix);

    public FileStamp Stamp(string path) => Counted("stamp").Stamp(path);

    public FileForm Form(string path) => Counted("form").Form(path);

    public bool FileExists(string path) => Counted("file").FileExists(path);

    public bool FolderExists(string path) => Counted("folder").FolderExists(path);

    public long Length(string path) => Counted("length").Length(path);

    public long Size(string folder) => Counted("size").Size(folder);

    public DateTimeOffset? Modified(string path) => Counted("time").Modified(path);

    public string? LinkTarget(string path) => Counted("link").LinkTarget(path);

    public string? FindTool(string name) => Counted("tool").FindTool(name);

    public string? VersionOf(string name) => Counted("tool").VersionOf(name);

    public string? UwsgiPlugin(string name) => Counted("tool").UwsgiPlugin(name);

    public ImmutableSortedSet<int> ListeningPorts() => Counted("ports").ListeningPorts();

    public IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket) => Counted("Emperor").Emperor(statsSocket);

    public IReadOnlyDictionary<int, ProcessTree> ProcessTrees(IReadOnlyCollection<int> pids) => Counted("processes").ProcessTrees(pids);

    public long AvailableMemory() => Counted("memory").AvailableMemory();

    public long TotalMemory() => Counted("memory").TotalMemory();

    public string? SiteMark(string marksSocket, string app) => Counted("site mark").SiteMark(marksSocket, app);

    public IReadOnlySet<int> NginxWorkers(string pidFile) => Counted("nginx workers").NginxWorkers(pidFile);

    private IHostView Counted(string question)
    {
        _asked[question] = _asked.GetValueOrDefault(question) + 1;
        return Now;
    }
}
