using System.Collections.Immutable;
using Piku.Reconciler.Hosts;
using Piku.Specs.Support;

namespace Piku.Specs.Simulation;

/// <content>How it is looked at.</content>
internal sealed partial class SimulatedHost
{
    private static readonly ProcessTree Small = new(1, 40_000_000, TimeSpan.Zero, []);

    public string? ReadText(string path) => Seen(box.Files.Opens(path) ? box.Files.Text(path) : null);

    public string? SourceText(string folder, string name) => ReadText($"{folder}/{name}");

    public IReadOnlyList<string> Tail(string path, int lines) => [.. (ReadText(path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];

    public IReadOnlyList<string> List(string path) => Seen(Opened(path) ? box.Files.List(path) : []);

    public IReadOnlyList<string> Named(string folder, string prefix) => Seen(Opened(folder) ? box.Files.Named(folder, prefix) : []);

    public FileStamp Stamp(string path) => Seen(box.Files.Reaches(path) ? box.Files.Stamp(path) : default);

    public FileForm Form(string path) => Seen(box.Files.Reaches(path) ? box.Files.Form(path) : default);

    public bool FileExists(string path) => Seen(box.Files.Reaches(path) && box.Files.Text(path) is not null);

    public bool FolderExists(string path) => Seen(box.Files.Reaches(path) && box.Files.IsFolder(path));

    public long Length(string path) => Seen(box.Files.Text(path)?.Length ?? 0);

    public long Size(string folder) => Seen(box.Files.Below(folder).Sum(file => file.Text.Length));

    public DateTimeOffset? Modified(string path) => Seen(box.Files.Reaches(path) ? box.Files.Modified(path) : null);

    public string? LinkTarget(string path) => Seen(box.Files.Reaches(path) ? box.Files.Target(path) : null);

    public string? FindTool(string name) => SimulatedTools.Find(name);

    public string? VersionOf(string name) => SimulatedTools.Version(name);

    public string? UwsgiPlugin(string name) => PaperTools.Debian.UwsgiPlugin(name);

    public ImmutableSortedSet<int> ListeningPorts() => Seen(box.OtherPorts.Union(box.Emperor.Processes.Where(process => process.Accepts).Select(process => process.Port).OfType<int>()));

    public IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket) => Seen(box.Emperor.Views);

    public IReadOnlyDictionary<int, ProcessTree> ProcessTrees(IReadOnlyCollection<int> pids) => pids.Distinct().ToDictionary(pid => pid, _ => Small);

    public long AvailableMemory() => Seen(box.FreeMemory);

    public long TotalMemory() => 1_000_000_000;

    public string? SiteMark(string marksSocket, string app) => Seen(box.Nginx.Mark(app));

    public IReadOnlySet<int> NginxWorkers(string pidFile) => Seen(box.Nginx.Workers);

    /// <summary>Whether there is anything to list there.</summary>
    private bool Opened(string folder) => !box.Files.Reaches(folder) ? false : box.Files.Opens(folder) ? true : throw new UnauthorizedAccessException($"Access to the path '{folder}' is denied.");
}
