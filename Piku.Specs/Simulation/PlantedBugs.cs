using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Simulation;

/// <summary>Bugs that histories have to find: each is what an error in the product would look like from the box.</summary>
internal static class PlantedBugs
{
    public static ImmutableArray<Variant> All { get; } =
    [
        Variant.Whole with { Name = "the former processes are dismissed before nginx has switched", Host = (host, box) => new DismissesEarly(host, box.Root) },
        Variant.Whole with { Name = "a process counts as up before it has answered", Host = (host, box) => new BelievesAll(host, box.Root) },
        Variant.Whole with { Name = "nginx is not asked to reload", Host = (host, box) => new ForgetsReload(host, box.Root) },
        Variant.Whole with { Name = "what other apps have is not looked at", Host = (host, box) => new SeesNoPort(host, box.Root), Journal = journal => new KnowsNoOthers(journal) },
    ];

    private sealed class DismissesEarly(IHost host, RootLayout root) : HostWithABug(host)
    {
        public override void WriteFile(string path, string text, DateTimeOffset? notBefore = null, int rights = FileRights.Public)
        {
            base.WriteFile(path, text, notBefore, rights);
            if (!path.StartsWith($"{root.Sites}/", StringComparison.Ordinal) || !path.EndsWith(".conf", StringComparison.Ordinal)) return;
            var vassals = Host.Named(root.Vassals, $"{path[(root.Sites.Length + 1)..^".conf".Length]}_").Select(file => VassalName.TryParse(file.Replace(VassalFiles.IniEnding, "", StringComparison.Ordinal))).OfType<VassalName>().ToList();
            foreach (var former in vassals.Where(vassal => vassals.Any(other => other.Generation > vassal.Generation))) Host.DeleteFile(new VassalFiles(root, former.ToString()).Ini);
            Host.Signal(root.EmperorPid, HostSignal.Wake);
        }
    }

    private sealed class BelievesAll(IHost host, RootLayout root) : HostWithABug(host)
    {
        public override ImmutableSortedSet<int> ListeningPorts() => [.. Host.ListeningPorts(), .. GivenPorts.On(root, Host)];

        public override IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket) =>
            Host.Emperor(statsSocket)?.ToDictionary(view => view.Key, view => view.Value with { Accepting = true }, StringComparer.Ordinal);
    }

    private sealed class ForgetsReload(IHost host, RootLayout root) : HostWithABug(host)
    {
        private int _workers = 1000;

        public override bool Signal(string pidFile, HostSignal signal) => signal == HostSignal.Reload ? ++_workers > 0 : Host.Signal(pidFile, signal);

        public override IReadOnlySet<int> NginxWorkers(string pidFile) => new HashSet<int> { _workers };

        public override string? SiteMark(string marksSocket, string app) =>
            Host.ReadText(root.Site(AppName.Parse(app))) is { } site && site.Contains("return 200 ", StringComparison.Ordinal) ? NginxSite.MarkOf(new DesiredFile("", site)) : null;
    }

    private sealed class SeesNoPort(IHost host, RootLayout root) : HostWithABug(host)
    {
        public override bool IsPortFree(int port) => true;

        public override IReadOnlyList<string> List(string path) => path == root.VassalEnvironments ? [] : Host.List(path);
    }

    private sealed class KnowsNoOthers(IJournal journal) : IJournal
    {
        public long Head => journal.Head;

        public IReadOnlyList<AppName> Names => journal.Names;

        public Host Host => Host.Of(Array.Empty<App>());

        public App Read(AppName app) => journal.Read(app);

        public IReadOnlyList<App> ReadAll() => journal.ReadAll();

        public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null) => journal.Append(expected, events, by, expectedHead);

        public T Alone<T>(Func<IJournal, T> work) => journal.Alone(alone => work(new KnowsNoOthers(alone)));

        public IReadOnlyList<Recorded> After(long after, int limit) => journal.After(after, limit);

        public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null) => journal.Newest(app, limit, before);
    }
}
