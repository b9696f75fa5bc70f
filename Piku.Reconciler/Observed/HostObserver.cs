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
        // The starts are read before the Emperor is asked: a process that has started and that the Emperor does not know has died.
        var vassals = Names(app).ToImmutableSortedDictionary(name => name, name => Look(app, name), StringComparer.Ordinal);
        var emperor = host.Emperor(root.EmperorStats);
        return new ObservedApp(
            vassals.ToImmutableSortedDictionary(v => v.Key, v => v.Value with { Emperor = emperor?.GetValueOrDefault($"{v.Key}.ini") }, StringComparer.Ordinal),
            host.ReadText(root.Site(app)),
            host.SiteMark(root.NginxMarks, app.Value),
            host.LinkTarget(root.Link(app)),
            [.. host.List(root.Slugs(app)).Where(name => name[0] != '.')],
            [.. host.List(root.Environments(app))],
            [.. host.List(root.Environments(app)).Where(e => host.FileExists(RootLayout.Manifest(root.Environment(app, e))))],
            HasPort(vassals) ? host.ListeningPorts() : [],
            [.. new[] { root.Data(app), root.Logs(app), root.Cache(app), root.Repository(app), root.Slugs(app), root.Environments(app) }.Where(host.FolderExists)],
            emperor is not null,
            host.ReadText(root.Page(app)),
            [.. Of(app, emperor).Select(v => v.Key[..^".ini".Length]).Where(name => vassals.GetValueOrDefault(name)?.Ini is null)],
            weighed is { } next && !vassals.Keys.Any(name => name.EndsWith($"_g{next}", StringComparison.Ordinal)) ? Memory([.. Of(app, emperor).Select(v => v.Value.Pid)]) : null);
    }

    /// <summary>The kernel goes through its tables of all connections for this, which are large where memory is: it takes ten times as long as all else.</summary>
    private static bool HasPort(ImmutableSortedDictionary<string, ObservedVassal> vassals) => vassals.Values.Any(v => v.Environment?.ContainsKey("PORT") == true);

    private static IEnumerable<KeyValuePair<string, EmperorView>> Of(AppName app, IReadOnlyDictionary<string, EmperorView>? emperor) =>
        (emperor ?? ImmutableDictionary<string, EmperorView>.Empty).Where(v => v.Key.StartsWith($"{app}_", StringComparison.Ordinal));

    private ObservedMemory Memory(ImmutableArray<int> pids) => new(host.AvailableMemory(), host.ProcessTrees(pids).Values.Sum(tree => tree.ResidentBytes));

    /// <summary>An app's name has no "_", so what stands before the first one is the whole of it.</summary>
    private IEnumerable<string> Names(AppName app)
    {
        var prefix = $"{app}_";
        return Named(root.Vassals, ".ini").Where(name => Ownership.IsOf(app, host.ReadText($"{root.Vassals}/{name}.ini") ?? ""))
            .Concat(Named(root.VassalEnvironments, ""))
            .Concat(Named(root.Run, ".starts"))
            .Concat(Named(root.Run, ".check"))
            .Distinct();

        IEnumerable<string> Named(string folder, string ending) =>
            host.List(folder)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal))
                .Select(name => name[..^ending.Length]);
    }

    private ObservedVassal Look(AppName app, string name)
    {
        var ini = $"{root.Vassals}/{name}.ini";
        var starts = $"{root.Run}/{name}.starts";
        var check = $"{root.Run}/{name}.check";
        var environment = $"{root.VassalEnvironments}/{name}";
        return new ObservedVassal(
            host.ReadText(ini) is { } text && Ownership.IsOf(app, text) ? text : null,
            host.FolderExists(environment)
                ? host.List(environment).ToImmutableSortedDictionary(key => key, key => host.ReadText($"{environment}/{key}") ?? "", StringComparer.Ordinal)
                : null,
            host.Length(starts),
            host.Modified(starts),
            host.Modified(ini),
            Emperor: null,
            CheckResult.TryParse(host.ReadText(check)),
            host.Modified(check));
    }
}
