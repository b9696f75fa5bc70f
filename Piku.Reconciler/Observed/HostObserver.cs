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
        var (files, certificates, logs) = (SiteFiles(root.SiteFiles(app), own), Certificates(app, own), own.List(root.Logs(app), mayBeLink: true).Select(RootLayout.GenerationOf).OfType<int>().ToImmutableSortedSet());
        var environments = own.List(root.Environments(app)).Where(name => name[0] != '.').ToList();
        return new ObservedApp(
            vassals.ToImmutableSortedDictionary(v => v.Key, v => v.Value with { Emperor = emperor?.GetValueOrDefault(v.Key + VassalFiles.IniEnding) }, StringComparer.Ordinal),
            own.Text(root.Site(app)),
            host.SiteMark(root.NginxMarks, app.Value),
            own.Link(root.Link(app)),
            host.Named(root.Doors, $"{app}.").ToImmutableSortedDictionary(name => $"{root.Doors}/{name}", name => own.Link($"{root.Doors}/{name}") ?? "", StringComparer.Ordinal),
            [.. own.List(root.Slugs(app)).Where(name => name[0] != '.' && own.IsOwnFolder(root.Slug(app, name), mayBeAnothers: true))],
            [.. environments.Where(name => own.HasFolder(root.Environment(app, name)))],
            [.. environments.Where(name => host.FileExists(RootLayout.Manifest(root.Environment(app, name))))],
            HasPort(vassals) ? host.ListeningPorts() : [],
            [.. new[] { root.Data(app), root.Logs(app), root.Cache(app), root.Repository(app), root.Slugs(app), root.Environments(app), root.SiteFiles(app), root.Certificates(app), root.Replaced(app) }.Where(own.HasSeenFolder)],
            emperor is not null,
            own.Text(root.Page(app)),
            [.. Of(app, emperor).Where(v => v.Value.Pid is not null).Select(v => v.Key[..^VassalFiles.IniEnding.Length]).Where(name => vassals.GetValueOrDefault(name)?.Ini is null)],
            weighed is { } next && !vassals.Keys.Any(name => VassalName.TryParse(name)?.Generation == next) ? Memory([.. Of(app, emperor).Select(v => v.Value.Pid).OfType<int>()]) : null,
            files,
            host.ReadText(root.CloudflareTrouble) is { } trouble && host.Modified(root.CloudflareTrouble) is { } at ? new ObservedTrouble(trouble.Trim(), at) : null)
        {
            Certificates = certificates,
            RolloutLogs = logs,
            InTheWay = own.InTheWay,
            Closed = own.Closed,
            Rights = own.Rights,
        };
    }

    private static ImmutableSortedDictionary<string, string> SiteFiles(string folder, OwnFiles own) =>
        own.List(folder).Where(RootLayout.IsSiteFile).Select(name => $"{folder}/{name}").ToImmutableSortedDictionary(path => path, path => own.Text(path) ?? "", StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, ObservedPem> Certificates(AppName app, OwnFiles own) =>
        own.List(root.Certificates(app)).Where(RootLayout.IsCertificate).Select(name => $"{root.Certificates(app)}/{name}").ToImmutableSortedDictionary(path => path, path => Pem(app, path, own), StringComparer.Ordinal);

    /// <remarks>What root has taken for itself we cannot read, and nginx can, where root starts it; so it counts as whole.</remarks>
    private ObservedPem Pem(AppName app, string path, OwnFiles own)
    {
        var text = host.ReadText(path);
        var isWhole = (text is null && own.IsAnothers(path)) || (own.Text(path, text) is { } whole && PemFile.IsWhole(app, whole));
        return new ObservedPem(isWhole, host.Modified(path) ?? DateTimeOffset.UnixEpoch);
    }

    /// <summary>The kernel goes through its tables of all connections for this, which are large where memory is: it takes ten times as long as all else.</summary>
    private static bool HasPort(ImmutableSortedDictionary<string, ObservedVassal> vassals) => vassals.Values.Any(v => v.Environment?.ContainsKey("PORT") == true);

    private static IEnumerable<KeyValuePair<string, EmperorView>> Of(AppName app, IReadOnlyDictionary<string, EmperorView>? emperor) =>
        (emperor ?? ImmutableDictionary<string, EmperorView>.Empty).Where(v => v.Key.StartsWith($"{app}_", StringComparison.Ordinal));

    private ObservedMemory Memory(ImmutableArray<int> pids) => new(host.AvailableMemory(), host.ProcessTrees(pids).Values.Sum(tree => tree.ResidentBytes));

    /// <summary>A configuration is the app's if its first line says so, and all else by its name; but what bears the name of a configuration that says something else is left alone with that.</summary>
    private IEnumerable<string> Names(AppName app)
    {
        var (vassals, environments, notes) = (host.Named(root.Vassals, $"{app}_"), host.Named(root.VassalEnvironments, $"{app}_"), host.Named(root.Run, $"{app}_"));
        var inis = Ending(vassals, VassalFiles.IniEnding).ToDictionary(name => name, name => host.ReadText(new VassalFiles(root, name).Ini), StringComparer.Ordinal);
        return inis.Where(ini => ini.Value is { } text && Ownership.IsOf(app, text)).Select(ini => ini.Key)
            .Concat(inis.Keys.Concat(Ending(vassals, VassalFiles.OnDemandEnding)).Concat(environments).Concat(VassalFiles.NoteEndings.SelectMany(ending => Ending(notes, ending)))
                .Where(name => VassalName.TryParse(name) is not null && inis.GetValueOrDefault(name) is null))
            .Distinct();

        static IEnumerable<string> Ending(IEnumerable<string> names, string ending) =>
            names.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Select(name => name[..^ending.Length]);
    }

    private ObservedVassal Look(AppName app, string name, OwnFiles own)
    {
        var files = new VassalFiles(root, name);
        var started = host.Modified(files.Starts);
        return new ObservedVassal(
            own.Text(files.Ini) is { } text && Ownership.IsOf(app, text) ? text : null,
            own.IsOwnFolder(files.Environment)
                ? own.List(files.Environment).ToImmutableSortedDictionary(key => key, key => own.Text($"{files.Environment}/{key}") ?? "", StringComparer.Ordinal)
                : null,
            started is null ? 0 : Math.Max(1, host.Length(files.Starts)), // Where the disk was full, the file was made and has nothing in it.
            started,
            host.Modified(files.Ini),
            Emperor: null,
            CheckResult.TryParse(host.ReadText(files.Check)),
            host.Modified(files.Check),
            own.Text(files.OnDemand),
            host.Modified(files.Accepts),
            EarlyEnds.TryParse(host.ReadText(files.Ends)));
    }
}
