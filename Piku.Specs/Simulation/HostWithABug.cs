using System.Collections.Immutable;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Simulation;

/// <summary>A host as it is, of which a bug is made by changing one thing.</summary>
internal abstract class HostWithABug(IHost host) : IHost
{
    protected IHost Host { get; } = host;

    public virtual string? ReadText(string path) => Host.ReadText(path);

    public string? SourceText(string folder, string name) => Host.SourceText(folder, name);

    public IReadOnlyList<string> Tail(string path, int lines) => Host.Tail(path, lines);

    public virtual IReadOnlyList<string> List(string path) => Host.List(path);

    public IReadOnlyList<string> Named(string folder, string prefix) => Host.Named(folder, prefix);

    public FileStamp Stamp(string path) => Host.Stamp(path);

    public FileForm Form(string path) => Host.Form(path);

    public bool FileExists(string path) => Host.FileExists(path);

    public bool FolderExists(string path) => Host.FolderExists(path);

    public long Length(string path) => Host.Length(path);

    public long Size(string folder) => Host.Size(folder);

    public DateTimeOffset? Modified(string path) => Host.Modified(path);

    public string? LinkTarget(string path) => Host.LinkTarget(path);

    public string? FindTool(string name) => Host.FindTool(name);

    public string? VersionOf(string name) => Host.VersionOf(name);

    public string? UwsgiPlugin(string name) => Host.UwsgiPlugin(name);

    public virtual ImmutableSortedSet<int> ListeningPorts() => Host.ListeningPorts();

    public virtual IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket) => Host.Emperor(statsSocket);

    public IReadOnlyDictionary<int, ProcessTree> ProcessTrees(IReadOnlyCollection<int> pids) => Host.ProcessTrees(pids);

    public long AvailableMemory() => Host.AvailableMemory();

    public long TotalMemory() => Host.TotalMemory();

    public virtual string? SiteMark(string marksSocket, string app) => Host.SiteMark(marksSocket, app);

    public virtual IReadOnlySet<int> NginxWorkers(string pidFile) => Host.NginxWorkers(pidFile);

    public virtual void WriteFile(string path, string text, DateTimeOffset? notBefore = null, int rights = FileRights.Public) => Host.WriteFile(path, text, notBefore, rights);

    public void SetRights(string path, int rights) => Host.SetRights(path, rights);

    public void PutAside(string path, string aside) => Host.PutAside(path, aside);

    public void Keep(string path, string copy) => Host.Keep(path, copy);

    public void WriteSecret(string path, string text) => Host.WriteSecret(path, text);

    public void WriteFolder(string path, ImmutableSortedDictionary<string, string> files) => Host.WriteFolder(path, files);

    public void AppendLine(string path, string line) => Host.AppendLine(path, line);

    public void Rename(string path, string other) => Host.Rename(path, other);

    public void CutOff(string path, string copy) => Host.CutOff(path, copy);

    public void MakeFolder(string path) => Host.MakeFolder(path);

    public void MakeSecretFolder(string path) => Host.MakeSecretFolder(path);

    public void Link(string path, string target) => Host.Link(path, target);

    public void DeleteFile(string path) => Host.DeleteFile(path);

    public void DeleteFolder(string path) => Host.DeleteFolder(path);

    public void PutFolder(string made, string path) => Host.PutFolder(made, path);

    public void Sync(string folder) => Host.Sync(folder);

    public string? TakeAway(string path) => Host.TakeAway(path);

    public virtual bool Signal(string pidFile, HostSignal signal) => Host.Signal(pidFile, signal);

    public Task<int> Run(CommandLine command, Action<string> line, CancellationToken cancel) => Host.Run(command, line, cancel);

    public Task<HttpAnswer> Ask(HttpQuestion question, CancellationToken cancel) => Host.Ask(question, cancel);

    public void Knock(string socket) => Host.Knock(socket);

    public int Attach(CommandLine command) => Host.Attach(command);

    public int Lend(CommandLine command) => Host.Lend(command);

    public Task<bool> Until(Func<bool> condition, TimeSpan within, CancellationToken cancel, TimeSpan? every = null) => Host.Until(condition, within, cancel, every);

    public IDisposable? TryLock(string path) => Host.TryLock(path);

    public bool IsLocked(string path) => Host.IsLocked(path);

    public virtual bool IsPortFree(int port) => Host.IsPortFree(port);
}
