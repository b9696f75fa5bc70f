using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Releases.Runtimes;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>Writes down what there is of one app on a machine, and what of the machine matters to it; changes nothing.</summary>
public sealed class PaperCopy(RootLayout root, IHostView host, AppName app)
{
    /// <param name="now">When a file was written whose time cannot be had.</param>
    public PaperBox Of(DateTimeOffset now)
    {
        var emperor = host.Emperor(root.EmperorStats);
        var processes = (emperor ?? ImmutableDictionary<string, EmperorView>.Empty)
            .Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal) && v.Key.EndsWith(VassalFiles.IniEnding, StringComparison.Ordinal))
            .Select(v => KeyValuePair.Create(v.Key[..^VassalFiles.IniEnding.Length], v.Value))
            .ToList();
        var listening = host.ListeningPorts();
        var box = Files.Select(path => (Path: path, Text: host.ReadText(path))).Concat(SlugFiles)
            .Aggregate(PaperBox.Empty, (copy, file) => file.Text is { } text ? copy.WithFile(file.Path, text, host.Modified(file.Path) ?? now) : copy);
        return Folders.Where(host.FolderExists).Aggregate(box, (copy, path) => copy.WithFolder(path)) with
        {
            Links = Links.Select(path => KeyValuePair.Create(path, host.LinkTarget(path))).Where(link => link.Value is not null).ToImmutableSortedDictionary(link => link.Key, link => link.Value!, StringComparer.Ordinal),
            Processes = processes.ToImmutableSortedDictionary(
                v => v.Key,
                v => (Port(v.Key) is { } port ? v.Value with { Accepting = listening.Contains(port) } : v.Value, host.ReadText(new VassalFiles(root, v.Key).Ini) ?? ""),
                StringComparer.Ordinal),
            Served = host.SiteMark(root.NginxMarks, app.Value) is { } mark ? PaperBox.Empty.Served.Add(app.Value, mark) : PaperBox.Empty.Served,
            OtherPorts = listening.Except(processes.Select(v => Port(v.Key)).OfType<int>()),
            EmperorAnswers = emperor is not null,
            FreeMemory = host.AvailableMemory(),
            Trees = host.ProcessTrees([.. processes.Select(v => v.Value.Pid).OfType<int>()]).ToImmutableDictionary(),
            Tools = host.FindTool,
            Versions = host.VersionOf,
            Plugins = host.UwsgiPlugin,
            SlugText = host.ReadText,
        };
    }

    private string Prefix => $"{app}_";

    private IEnumerable<string> Environments => Named(root.VassalEnvironments, [""]);

    private IEnumerable<string> Slugs => host.List(root.Slugs(app)).Where(name => name[0] != '.').Select(name => root.Slug(app, name));

    private IEnumerable<string> Dependencies => host.List(root.Environments(app)).Select(name => root.Environment(app, name));

    private IEnumerable<string> Files =>
    [
        root.Site(app),
        root.Page(app),
        root.CloudflareTrouble,
        .. host.List(root.Certificates(app)).Select(name => $"{root.Certificates(app)}/{name}"),
        .. host.List(root.SiteFiles(app)).Select(name => $"{root.SiteFiles(app)}/{name}"),
        .. Named(root.Vassals, [VassalFiles.IniEnding, VassalFiles.OnDemandEnding]),
        .. Named(root.Run, VassalFiles.NoteEndings),
        .. Environments.SelectMany(folder => host.List(folder).Select(name => $"{folder}/{name}")),
        .. Dependencies.Select(RootLayout.Manifest),
    ];

    private IEnumerable<(string Path, string? Text)> SlugFiles => Slugs.SelectMany(slug => Read(slug).Distinct().Select(name => ($"{slug}/{name}", host.SourceText(slug, name))));

    /// <summary>What of a slug decides how it is built.</summary>
    private IEnumerable<string> Read(string slug)
    {
        var sources = new Sources(host.List(slug).ToImmutableHashSet(), name => host.SourceText(slug, name));
        return Runtime.All.SelectMany(runtime => runtime.Reads.Concat(runtime.ReadsBesides(sources)));
    }

    private IEnumerable<string> Folders =>
        [root.Data(app), root.Logs(app), root.Cache(app), root.Repository(app), root.Slugs(app), root.Environments(app), root.SiteFiles(app), root.Certificates(app), .. Environments, .. Slugs, .. Dependencies];

    private IEnumerable<string> Links =>
        [root.Link(app), .. host.Named(root.Doors, $"{app}.").Select(name => $"{root.Doors}/{name}")];

    private IEnumerable<string> Named(string folder, IEnumerable<string> endings) =>
        host.Named(folder, Prefix).Where(name => endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))).Select(name => $"{folder}/{name}");

    /// <summary>Where a process was told to listen.</summary>
    private int? Port(string name) =>
        int.TryParse(host.ReadText($"{new VassalFiles(root, name).Environment}/PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
