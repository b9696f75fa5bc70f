namespace Piku.Specs.Simulation;

/// <summary>nginx: has read its sites once, and goes on with them until it is asked to read them again and finds all of them good.</summary>
internal sealed class SimulatedNginx(SimulatedBox box)
{
    private readonly Dictionary<string, SimulatedSite> _known = new(StringComparer.Ordinal);

    private List<SimulatedSite> _loaded = [];

    private int _workers = 1;

    /// <summary>Those that it serves now.</summary>
    public IReadOnlyList<SimulatedSite> Loaded => _loaded;

    public IReadOnlySet<int> Workers => new HashSet<int> { _workers };

    public string? Mark(string app) => _loaded.FirstOrDefault(site => site.App == app)?.Mark;

    /// <summary>The master reads the configuration, and has new workers when it is good.</summary>
    public void Reload() => box.In(TimeSpan.FromMilliseconds(30), Load);

    /// <summary>Whether a visitor of the app comes to a process of its own that takes requests, or to its files.</summary>
    public bool Serves(string app) => _loaded.FirstOrDefault(site => site.App == app) is { } site && (site.Servers.Any(server => Takes(app, server)) || (site.Files is { } files && box.Files.Resolved(files) is not null));

    /// <summary><c>nginx -t</c> over a configuration that includes sites.</summary>
    /// <returns>Its exit code.</returns>
    public int Test(string configuration, Action<string> line)
    {
        if (box.Files.Text(configuration) is not { } text) return Said(line, $"[emerg] open() \"{configuration}\" failed (2: No such file or directory)");
        var sites = text.Split('\n').Where(part => part.StartsWith($"    include {box.Root.Root}/", StringComparison.Ordinal)).Select(part => part["    include ".Length..^1]).ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in sites)
        {
            if (WhyNot(path) is { } why) return Said(line, why);
            foreach (var name in Read(path)!.Names.Where(name => !names.Add(name))) Said(line, $"[warn] conflicting server name \"{name}\" on 127.0.0.1:8080, ignored");
        }

        return 0;
    }

    private static int Said(Action<string> line, string words)
    {
        line($"nginx: {words}");
        return 1;
    }

    private bool Takes(string app, string server)
    {
        var socket = server.StartsWith("unix:", StringComparison.Ordinal) ? box.Files.Target(server["unix:".Length..]) ?? server["unix:".Length..] : null;
        foreach (var process in box.Emperor.Processes)
            if (process.App == app && process.Accepts && (socket is null ? process.Port is { } port && server == $"127.0.0.1:{port}" : process.Socket == socket)) return true;
        return false;
    }

    private void Load()
    {
        var paths = box.Files.List(box.Root.Sites).Where(name => name is [not '.', ..] && name.EndsWith(".conf", StringComparison.Ordinal)).Select(name => $"{box.Root.Sites}/{name}").ToList();
        if (paths.Any(path => WhyNot(path) is not null)) return;
        _loaded = [.. paths.Select(path => Read(path)!)];
        _workers++;
    }

    private string? WhyNot(string path) => Read(path) switch
    {
        null => $"[emerg] open() \"{path}\" failed (2: No such file or directory)",
        { IsWhole: false } => $"[emerg] unexpected end of file, expecting \"}}\" in {path}:1",
        var site => site.Needs.FirstOrDefault(needed => box.Files.Text(needed) is null) is { } missing ? $"[emerg] cannot load \"{missing}\": No such file in {path}:1" : null,
    };

    private SimulatedSite? Read(string path)
    {
        if (box.Files.Text(path) is not { } text) return null;
        if (!_known.TryGetValue(text, out var site)) _known[text] = site = SimulatedSite.Of(text);
        return site;
    }
}
