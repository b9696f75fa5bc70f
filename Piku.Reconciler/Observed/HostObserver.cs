using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Observed;

/// <summary>Looks at what is on the box for one app. Costs what that app has, whatever else is on the box.</summary>
public sealed class HostObserver(RootLayout root, IHostView host)
{
    /// <param name="weighed">The generation that memory has to have room for: the app's is looked at as long as nothing of that one is there.</param>
    public ObservedApp Look(AppName app, int? weighed = null)
    {
        var own = new OwnFiles(host);
        // The starts are read before the Emperor is asked: a process that has started and that the Emperor does not know has died.
        var vassals = Names(app).ToImmutableSortedDictionary(name => name, name => Look(app, name, own), StringComparer.Ordinal);
        var emperor = host.Emperor(root.EmperorStats);
        return new ObservedApp(
            vassals.ToImmutableSortedDictionary(v => v.Key, v => v.Value with { Emperor = emperor?.GetValueOrDefault(v.Key + VassalFiles.IniEnding) }, StringComparer.Ordinal),
            own.Text(root.Site(app)),
            host.SiteMark(root.NginxMarks, app.Value),
            own.Link(root.Link(app)),
            host.Named(root.Doors, $"{app}.").ToImmutableSortedDictionary(name => $"{root.Doors}/{name}", name => own.Link($"{root.Doors}/{name}") ?? "", StringComparer.Ordinal),
            [.. host.List(root.Slugs(app)).Where(name => name[0] != '.' && own.IsFolder(root.Slug(app, name)))],
            [.. host.List(root.Environments(app)).Where(name => name[0] != '.' && own.IsFolder(root.Environment(app, name)))],
            [.. host.List(root.Environments(app)).Where(e => e[0] != '.' && host.FileExists(RootLayout.Manifest(root.Environment(app, e))))],
            HasPort(vassals) ? host.ListeningPorts() : [],
            [.. new[] { root.Data(app), root.Logs(app), root.Cache(app), root.Repository(app), root.Slugs(app), root.Environments(app), root.SiteFiles(app), root.Certificates(app), root.Replaced(app) }.Where(host.FolderExists)],
            emperor is not null,
            own.Text(root.Page(app)),
            [.. Of(app, emperor).Where(v => v.Value.Pid is not null).Select(v => v.Key[..^VassalFiles.IniEnding.Length]).Where(name => vassals.GetValueOrDefault(name)?.Ini is null)],
            weighed is { } next && !vassals.Keys.Any(name => VassalName.TryParse(name)?.Generation == next) ? Memory([.. Of(app, emperor).Select(v => v.Value.Pid).OfType<int>()]) : null,
            Texts(root.SiteFiles(app), own),
            host.ReadText(root.CloudflareTrouble) is { } trouble && host.Modified(root.CloudflareTrouble) is { } at ? new ObservedTrouble(trouble.Trim(), at) : null)
        {
            Certificates = Certificates(app, own),
            RolloutLogs = [.. host.List(root.Logs(app)).Select(RootLayout.GenerationOf).OfType<int>()],
            InTheWay = own.InTheWay,
            Rights = own.Rights,
        };
    }

    private ImmutableSortedDictionary<string, string> Texts(string folder, OwnFiles own) =>
        host.List(folder).Select(name => $"{folder}/{name}").ToImmutableSortedDictionary(path => path, path => own.Text(path) ?? "", StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, ObservedPem> Certificates(AppName app, OwnFiles own) =>
        host.List(root.Certificates(app)).Select(name => $"{root.Certificates(app)}/{name}").ToImmutableSortedDictionary(
            path => path, path => new ObservedPem(own.Text(path) is { } text && PemFile.IsWhole(app, text), host.Modified(path) ?? DateTimeOffset.UnixEpoch), StringComparer.Ordinal);

    /// <summary>The kernel goes through its tables of all connections for this, which are large where memory is: it takes ten times as long as all else.</summary>
    private static bool HasPort(ImmutableSortedDictionary<string, ObservedVassal> vassals) => vassals.Values.Any(v => v.Environment?.ContainsKey("PORT") == true);

    private static IEnumerable<KeyValuePair<string, EmperorView>> Of(AppName app, IReadOnlyDictionary<string, EmperorView>? emperor) =>
        (emperor ?? ImmutableDictionary<string, EmperorView>.Empty).Where(v => v.Key.StartsWith($"{app}_", StringComparison.Ordinal));

    private ObservedMemory Memory(ImmutableArray<int> pids) => new(host.AvailableMemory(), host.ProcessTrees(pids).Values.Sum(tree => tree.ResidentBytes));

    /// <summary>A file under the name of a vassal of the app is its; but one whose first line says something else is left alone.</summary>
    private IEnumerable<string> Names(AppName app)
    {
        var (vassals, environments, notes) = (host.Named(root.Vassals, $"{app}_"), host.Named(root.VassalEnvironments, $"{app}_"), host.Named(root.Run, $"{app}_"));
        return Ending(vassals, VassalFiles.IniEnding).Where(name => host.ReadText(new VassalFiles(root, name).Ini) is not { } text ? VassalName.TryParse(name) is not null : Ownership.IsOf(app, text))
            .Concat(Ending(vassals, VassalFiles.OnDemandEnding))
            .Concat(environments)
            .Concat(VassalFiles.NoteEndings.SelectMany(ending => Ending(notes, ending)))
            .Distinct();

        static IEnumerable<string> Ending(IEnumerable<string> names, string ending) =>
            names.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Select(name => name[..^ending.Length]);
    }

    private ObservedVassal Look(AppName app, string name, OwnFiles own)
    {
        var files = new VassalFiles(root, name);
        return new ObservedVassal(
            own.Text(files.Ini) is { } text && Ownership.IsOf(app, text) ? text : null,
            own.IsFolder(files.Environment)
                ? host.List(files.Environment).ToImmutableSortedDictionary(key => key, key => own.Text($"{files.Environment}/{key}") ?? "", StringComparer.Ordinal)
                : null,
            host.Length(files.Starts),
            host.Modified(files.Starts),
            host.Modified(files.Ini),
            Emperor: null,
            CheckResult.TryParse(host.ReadText(files.Check)),
            host.Modified(files.Check),
            own.Text(files.OnDemand),
            host.Modified(files.Accepts),
            EarlyEnds.TryParse(host.ReadText(files.Ends)));
    }
}
