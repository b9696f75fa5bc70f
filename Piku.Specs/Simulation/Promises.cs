using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Specs.Support;

namespace Piku.Specs.Simulation;

/// <summary>What holds at every moment, whatever happens. The first promise that was broken is kept, with the moment.</summary>
internal sealed class Promises(SimulatedBox box, IJournal journal)
{
    private readonly SortedDictionary<string, Standing> _apps = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _foreign = new(StringComparer.Ordinal);

    /// <summary>The first one; null while all are kept.</summary>
    public string? Broken { get; private set; }

    private sealed class Standing
    {
        public bool IsServed { get; set; }

        public string? Excuse { get; set; }

        public DateTimeOffset Excused { get; set; }
    }

    public void Break(string how) => Broken ??= how;

    /// <summary>A file that is nobody's, or an app's own.</summary>
    public void Foreign(string path, string text) => _foreign[path] = text;

    public void Excuse(string app, string? why)
    {
        if (why is not null) (Of(app).Excuse, Of(app).Excused) = (why, box.Now);
    }

    /// <summary>Looks at the box from outside.</summary>
    public void Look()
    {
        if (!box.IsChanged) return;
        box.IsChanged = false;
        foreach (var app in journal.Names)
        {
            var (standing, isServed) = (Of(app.Value), box.Nginx.Serves(app.Value));
            if (standing is { IsServed: true, Excuse: null } && !isServed) Break($"'{app}' was served, and at {box.Now:HH:mm:ss.fff} is not any more");
            standing.IsServed = isServed && (standing.IsServed || journal.Read(app).Live is not null);
        }

        var names = box.Nginx.Loaded.SelectMany(site => site.Names.Select(name => (name, site.App))).GroupBy(pair => pair.name).FirstOrDefault(pairs => pairs.Select(pair => pair.App).Distinct().Count() > 1);
        if (names is not null) Break($"'{names.Key}' is served for {string.Join(" and ", names.Select(pair => pair.App).Distinct())}");
    }

    /// <summary>Something was recorded of an app.</summary>
    public void Recorded(AppName name)
    {
        Excuse(name.Value, Excuses.Asked(journal.Read(name)));
        var taken = journal.ReadAll().SelectMany(app => app.Rollouts.SelectMany(rollout => rollout.Ports.Values).Distinct().Select(port => (port, app.Name))).GroupBy(pair => pair.port).FirstOrDefault(pairs => pairs.Count() > 1);
        if (taken is not null) Break($"port {taken.Key} belongs to {string.Join(" and ", taken.Select(pair => pair.Name))}");
    }

    /// <summary>A pass found an app as it should be.</summary>
    public void Converged(AppName name, DateTimeOffset began)
    {
        if (Of(name.Value) is { IsServed: true } standing && standing.Excused < began && !box.Emperor.IsLookDue) standing.Excuse = Excuses.Asked(journal.Read(name));
    }

    /// <summary>pikud is about to change a path, in the name of an app.</summary>
    public void Touched(AppName? actor, string path)
    {
        if (_foreign.ContainsKey(path)) Break($"{path} is nobody's, and is changed");
        if (actor is not null && !Own.Touches(box.Root, actor, path)) Break($"{path} is changed for '{actor}'");
    }

    /// <summary>What holds in the end.</summary>
    public void Rest()
    {
        foreach (var (path, text) in _foreign)
            if (box.Files.Text(path) != text) Break($"{path} was nobody's, and is another one now");
        foreach (var app in journal.ReadAll().Where(IsToBeServed))
            if (!box.Nginx.Serves(app.Name.Value)) Break($"'{app.Name}' is live in the end, and nobody is served");
    }

    private static bool IsToBeServed(App app) =>
        app is { State: AppState.Running, Maintenance: null, Live: { } live } && SimulatedSlugs.IsGood(app.Slug(app.Release(live.Release)))
        && (Excuses.Asked(app) is not { } why || why.StartsWith("what is started", StringComparison.Ordinal));

    private Standing Of(string app) => _apps.TryGetValue(app, out var standing) ? standing : _apps[app] = new Standing();
}
