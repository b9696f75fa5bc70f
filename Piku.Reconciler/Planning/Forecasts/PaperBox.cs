using System.Collections.Immutable;
using System.Globalization;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>A machine on paper: its files, its Emperor and its nginx, as a value. What is done to it makes the next one.</summary>
/// <param name="Files">Path → text, and when it was written.</param>
/// <param name="Processes">What the Emperor runs, by the name of the file without ".ini", and the text that it was started with.</param>
/// <param name="CloudflareAnswers">Otherwise it does the next time.</param>
/// <param name="Served">App → the mark of the site that nginx serves.</param>
public sealed record PaperBox(
    ImmutableSortedDictionary<string, (string Text, DateTimeOffset Written)> Files,
    ImmutableSortedSet<string> Folders,
    ImmutableSortedDictionary<string, string> Links,
    ImmutableSortedDictionary<string, (EmperorView View, string Ini)> Processes,
    ImmutableSortedDictionary<string, string> Served,
    ImmutableSortedSet<int> OtherPorts,
    bool EmperorAnswers,
    long FreeMemory,
    bool CloudflareAnswers = true) : IHostView
{
    /// <summary>What is known of what the processes use, by pid.</summary>
    public ImmutableDictionary<int, ProcessTree> Trees { get; init; } = ImmutableDictionary<int, ProcessTree>.Empty;

    /// <summary>Of what has others than it should have; those of all else nobody asks for.</summary>
    public ImmutableSortedDictionary<string, int> Rights { get; init; } = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Where a tool is; nothing that is done on paper installs one.</summary>
    public Func<string, string?> Tools { get; init; } = name => $"/usr/bin/{name}";

    /// <summary>What a tool says of its version.</summary>
    public Func<string, string?> Versions { get; init; } = _ => null;

    /// <summary>The file of a plugin of uWSGI.</summary>
    public Func<string, string?> Plugins { get; init; } = name => $"{name}_plugin.so";

    /// <summary>What a file of a slug says that is not written down here; null when there is none.</summary>
    public Func<string, string?> SlugText { get; init; } = _ => null;

    /// <summary>A machine with nothing on it, whose servers run.</summary>
    public static PaperBox Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, (string, DateTimeOffset)>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, (EmperorView, string)>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        [],
        EmperorAnswers: true,
        FreeMemory: 1_000_000_000);

    public string? ReadText(string path) => Files.TryGetValue(path, out var file) && (!Rights.TryGetValue(path, out var rights) || FileRights.AllowsReading(rights)) ? file.Text : null;

    public string? SourceText(string folder, string name) => ReadText($"{folder}/{name}");

    public IReadOnlyList<string> Tail(string path, int lines) => [.. (ReadText(path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];

    public IReadOnlyList<string> List(string path) => FolderExists(path) && Rights.TryGetValue(path, out var rights) && FileRights.IsClosedFolder(rights)
        ? throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.")
        : Names(path);

    private string[] Names(string path) =>
        [.. Everything.Where(entry => entry.StartsWith(path + "/", StringComparison.Ordinal)).Select(entry => entry[(path.Length + 1)..].Split('/')[0]).Distinct()];

    public IReadOnlyList<string> Named(string folder, string prefix) => [.. List(folder).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>On paper a text has one stamp with the same rights, and so has a list of names with what bears them.</summary>
    public FileStamp Stamp(string path) => Files.TryGetValue(path, out var file) ? StampOf(file.Text + (Rights.TryGetValue(path, out var rights) ? $" {rights}" : ""), file.Written)
        : FolderExists(path) ? StampOf(string.Join('/', Names(path).Select(name => $"{name} {Form($"{path}/{name}").Kind} {LinkTarget($"{path}/{name}")}")), DateTimeOffset.UnixEpoch)
        : Links.TryGetValue(path, out var target) ? StampOf(target, DateTimeOffset.UnixEpoch)
        : default;

    public FileForm Form(string path) => Links.ContainsKey(path) ? new FileForm(FileKind.Link)
        : FileExists(path) ? new FileForm(FileKind.File, Rights.TryGetValue(path, out var rights) ? rights : null)
        : FolderExists(path) ? new FileForm(FileKind.Folder, Rights.TryGetValue(path, out var entry) ? entry : null)
        : default;

    public bool FileExists(string path) => Files.ContainsKey(path);

    public bool FolderExists(string path) => Folders.Contains(path) || Everything.Any(entry => entry.StartsWith(path + "/", StringComparison.Ordinal));

    public long Length(string path) => ReadText(path)?.Length ?? 0;

    public long Size(string folder) => Files.Where(file => file.Key.StartsWith($"{folder}/", StringComparison.Ordinal)).Sum(file => file.Value.Text.Length);

    public DateTimeOffset? Modified(string path) => Files.TryGetValue(path, out var file) ? file.Written : null;

    public string? LinkTarget(string path) => Links.GetValueOrDefault(path);

    public string? FindTool(string name) => Tools(name);

    public string? VersionOf(string name) => Versions(name);

    public string? UwsgiPlugin(string name) => Plugins(name);

    /// <summary>A process listens on the PORT that it was given for as long as it runs and accepts.</summary>
    public ImmutableSortedSet<int> ListeningPorts() => OtherPorts.Union(
        from process in Processes
        where process.Value.View.Accepting
        from file in Files
        where file.Key.EndsWith($"/uwsgi/env/{process.Key}/PORT", StringComparison.Ordinal)
        let port = int.TryParse(file.Value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
        where port > 0
        select port);

    public long AvailableMemory() => FreeMemory;

    public long TotalMemory() => 1_000_000_000;

    public IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket) =>
        EmperorAnswers ? Processes.ToDictionary(p => $"{p.Key}.ini", p => p.Value.View, StringComparer.Ordinal) : null;

    /// <summary>One that was started on paper counts as a small one.</summary>
    public IReadOnlyDictionary<int, ProcessTree> ProcessTrees(IReadOnlyCollection<int> pids) => pids.Distinct().ToDictionary(pid => pid, pid => Trees.GetValueOrDefault(pid) ?? Small);

    private static readonly ProcessTree Small = new(1, 40_000_000, TimeSpan.Zero, []);

    public string? SiteMark(string marksSocket, string app) => Served.GetValueOrDefault(app);

    /// <summary>Others with each change of what they serve.</summary>
    public IReadOnlySet<int> NginxWorkers(string pidFile) => Served.Select(site => HashCode.Combine(site.Key, site.Value)).ToHashSet();

    public PaperBox WithFile(string path, string text, DateTimeOffset now) => this with { Files = Files.SetItem(path, (text, now)) };

    public PaperBox WithFiles(IEnumerable<DesiredFile> files, DateTimeOffset now) => files.Aggregate(this, (box, file) => box.WithFile(file.Path, file.Content, now));

    public PaperBox WithFolder(string path) => this with { Folders = Folders.Add(path) };

    public PaperBox Without(string path) => this with
    {
        Files = Files.RemoveRange(Files.Keys.Where(IsIn(path))),
        Folders = Folders.Except(Folders.Where(IsIn(path))),
        Links = Links.RemoveRange(Links.Keys.Where(IsIn(path))),
        Rights = Rights.RemoveRange(Rights.Keys.Where(IsIn(path))),
    };

    /// <summary>The Emperor looks at its folder: what is new starts and is up at once, what was edited starts again, what is gone ends.</summary>
    public PaperBox Woken(RootLayout root, DateTimeOffset now)
    {
        if (!EmperorAnswers) return this;
        var inis = Inis(root);
        var kept = this with { Processes = Processes.RemoveRange(Processes.Keys.Where(name => !inis.ContainsKey(name))) };
        return inis.Where(ini => !(kept.Processes.TryGetValue(ini.Key, out var process) && process.Ini == ini.Value))
            .OrderBy(ini => ini.Key, StringComparer.Ordinal)
            .Aggregate(kept, (box, ini) => FileExists(new VassalFiles(root, ini.Key).OnDemand)
                ? box with { Processes = box.Processes.SetItem(ini.Key, (new EmperorView(null, Accepting: false, Cursed: false), ini.Value)) }
                : box.Started(root, ini.Key, now, new EmperorView(100, Accepting: true, Cursed: false)));
    }

    /// <summary>The moment in which the Emperor has looked and nothing has come up yet: what is gone or was edited has ended.</summary>
    public PaperBox Ended(RootLayout root)
    {
        if (!EmperorAnswers) return this;
        var inis = Inis(root);
        return this with { Processes = Processes.RemoveRange(Processes.Where(process => inis.GetValueOrDefault(process.Key) != process.Value.Ini).Select(process => process.Key)) };
    }

    /// <summary>Somebody connects to a process that is started on demand: it starts, and is up at once.</summary>
    public PaperBox KnockedAt(RootLayout root, string name, DateTimeOffset now) => Processes.TryGetValue(name, out var process) && process.View.Pid is null
        ? Started(root, name, now, new EmperorView(100, Accepting: true, Cursed: false)).WithFile(new VassalFiles(root, name).Accepts, ".", now)
        : this;

    /// <summary>It was started once more, and this is how it does.</summary>
    public PaperBox Started(RootLayout root, string name, DateTimeOffset now, EmperorView view) =>
        Without(new VassalFiles(root, name).Ends).WithFile($"{root.Run}/{name}.starts", ReadText($"{root.Run}/{name}.starts") + ".", now) with
        {
            Processes = Processes.SetItem(name, (view, Files.TryGetValue($"{root.Vassals}/{name}.ini", out var ini) ? ini.Text : "")),
        };

    /// <summary>It has ended soon after each of its last starts, and waits before the next one.</summary>
    public PaperBox Ending(RootLayout root, string name, DateTimeOffset now) =>
        Started(root, name, now, new EmperorView(100, Accepting: false, Cursed: false)).WithFile(new VassalFiles(root, name).Ends, "3 5\n", now);

    /// <summary>nginx serves what the files in its folder say, each by the mark in it.</summary>
    public PaperBox Reloaded(RootLayout root) => this with
    {
        Served = Served.Clear().AddRange(
            from file in List(root.Sites)
            where file.EndsWith(".conf", StringComparison.Ordinal)
            let text = ReadText($"{root.Sites}/{file}") ?? ""
            where text.Contains("return 200 ", StringComparison.Ordinal)
            select KeyValuePair.Create(file[..^".conf".Length], NginxSite.MarkOf(new DesiredFile(file, text)))),
    };

    private static FileStamp StampOf(string text, DateTimeOffset written) => new((ulong)StringComparer.Ordinal.GetHashCode(text), text.Length, written);

    /// <summary>A folder of such a name is none for the Emperor.</summary>
    private Dictionary<string, string> Inis(RootLayout root) =>
        List(root.Vassals).Where(f => f.EndsWith(VassalFiles.IniEnding, StringComparison.Ordinal) && FileExists($"{root.Vassals}/{f}")).ToDictionary(f => f[..^VassalFiles.IniEnding.Length], f => Files[$"{root.Vassals}/{f}"].Text);

    private IEnumerable<string> Everything => Files.Keys.Concat(Folders).Concat(Links.Keys);

    private static Func<string, bool> IsIn(string path) => entry => entry == path || entry.StartsWith(path + "/", StringComparison.Ordinal);
}
