using System.Collections.Immutable;
using System.Reflection;
using Piku.Domain.Apps;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Applying;

/// <summary>Sites come to nginx one way, and none of them can stand in the way of another.</summary>
public sealed class NginxGateSpecs : IDisposable
{
    private readonly RootLayout _root;
    private readonly IHost _host;
    private readonly NginxHost _nginx;
    private readonly NginxGate _gate;

    public NginxGateSpecs()
    {
        _root = PaperWorld.Root with { Root = Directory.CreateTempSubdirectory("piku-").FullName };
        foreach (var folder in _root.Folders) Directory.CreateDirectory(folder);
        _host = DispatchProxy.Create<IHost, NginxHost>();
        _nginx = (NginxHost)(object)_host;
        _nginx.Real = new LinuxHost(_root.Path, TimeProvider.System);
        _gate = new NginxGate(_root, _host);
    }

    public void Dispose()
    {
        _gate.Dispose();
        Directory.Delete(_root.Root, recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_reload_serves_all_who_ask_while_another_is_under_way()
    {
        using var others = new ManualResetEventSlim();
        _nginx.OnReload = () => others.Wait(Cancel);
        var first = Task.Run(() => _gate.Reload(AppName.Parse("a0"), "m", Cancel), Cancel);
        await Task.Run(() => SpinWait.SpinUntil(() => _nginx.Reloads == 1), Cancel);
        var rest = Enumerable.Range(1, 30).Select(i => _gate.Reload(AppName.Parse($"a{i}"), "m", Cancel)).ToList();
        others.Set();
        await Task.WhenAll(rest.Append(first));
        Assert.Equal(2, _nginx.Reloads);
    }

    [Fact]
    public async Task A_reload_that_changes_nothing_is_reported_with_nginxs_words_and_asked_for_again()
    {
        _nginx.Mark = "old";
        await File.WriteAllTextAsync($"{_root.Root}/logs/nginx-error.log", "2030/01/02 12:00:00 [emerg] 1#1: bind() to 127.0.0.1:81 failed\n", Cancel);
        var refused = await Assert.ThrowsAsync<SiteRefusedException>(() => _gate.Reload(Samples.Blog, "m", Cancel));
        Assert.Contains("goes on with its former sites", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("[emerg] 1#1: bind() to 127.0.0.1:81 failed", refused.Message, StringComparison.Ordinal);
        _nginx.Mark = "m";
        await _gate.Reload(Samples.Blog, "m", Cancel);
        Assert.Equal(2, _nginx.Reloads);
    }

    [Fact]
    public async Task Where_there_is_no_nginx_that_is_said()
    {
        _nginx.Runs = false;
        var failed = await Assert.ThrowsAsync<StepFailedException>(() => _gate.Reload(Samples.Blog, "m", Cancel));
        Assert.Equal("nginx does not run, so no site can be served; start it.", failed.Message);
    }

    [Fact]
    public async Task The_boxs_own_nginx_is_tested_as_a_whole_before_it_is_asked_to_reload()
    {
        using var gate = new NginxGate(_root with { SharesNginx = true }, _host);
        _nginx.Workers = [7];
        await gate.Reload(Samples.Blog, "m", Cancel);
        Assert.Equal([BoxNginx.Test, BoxNginx.Reload], _nginx.Ran);
        _nginx.Refuses = "nginx: [emerg] unknown directive \"x\" in /etc/nginx/sites-enabled/shop:3";
        var failed = await Assert.ThrowsAsync<StepFailedException>(() => gate.Reload(Samples.Blog, "m", Cancel));
        Assert.Equal("nginx does not take its configuration any more, so no site can change: nginx: [emerg] unknown directive \"x\" in /etc/nginx/sites-enabled/shop:3; mend it, and see: nginx -t.", failed.Message);
        Assert.Equal([BoxNginx.Test, BoxNginx.Reload, BoxNginx.Test], _nginx.Ran);
        Assert.Equal(0, _nginx.Reloads);
    }

    [Fact]
    public async Task The_broken_site_of_another_app_is_not_held_against_this_one()
    {
        await File.WriteAllTextAsync(_root.Site(AppName.Parse("other")), $"server {{\n    listen {_root.HttpListen};\n    server_name o;\n    include /nowhere;\n}}\n", Cancel);
        var site = new DesiredFile(_root.Site(Samples.Blog), $"server {{\n    listen {_root.HttpListen};\n    server_name blog;\n}}\n");
        var failed = await Assert.ThrowsAsync<StepFailedException>(() => _gate.Put(Samples.Blog, site, Cancel));
        Assert.Contains("the sites of other apps keep nginx from reloading", failed.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere", failed.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(site.Path));
    }

    /// <summary>The test of a thousand sites takes a second, in which the file of one that was deleted would be missing.</summary>
    [Fact]
    public async Task A_site_that_nginx_serves_is_put_back_without_asking_whether_it_would_take_it()
    {
        var site = Site("blog", "nonsense on;");
        _nginx.Mark = NginxSite.MarkOf(site);
        await _gate.Put(Samples.Blog, site, Cancel);
        Assert.Equal(site.Content, await File.ReadAllTextAsync(site.Path, Cancel));
        _nginx.Mark = "another";
        await Assert.ThrowsAsync<SiteRefusedException>(() => _gate.Put(Samples.Blog, site, Cancel));
    }

    [Fact]
    public async Task A_bad_site_is_refused_with_the_line_and_is_not_put_in_place()
    {
        var refused = await Assert.ThrowsAsync<SiteRefusedException>(() => _gate.Put(Samples.Blog, Site("blog", "listen 127.0.0.1:8080;\n    nonsense on;"), Cancel));
        Assert.Equal("nginx refuses the site of 'blog': [emerg] unknown directive \"nonsense\" in the site:3", refused.Message);
        Assert.False(File.Exists(_root.Site(Samples.Blog)));
        Assert.Empty(Directory.EnumerateFiles(_root.SiteTests));
    }

    [Fact]
    public async Task A_site_that_is_good_alone_is_refused_for_what_it_does_to_others()
    {
        await _gate.Put(AppName.Parse("first"), Site("first", "listen 127.0.0.1:8080; server_name a.org;"), Cancel);
        var name = await Assert.ThrowsAsync<SiteRefusedException>(() => _gate.Put(Samples.Blog, Site("blog", "listen 127.0.0.1:8080; server_name b.org a.org;"), Cancel));
        Assert.Contains("conflicting server name \"a.org\"", name.Message, StringComparison.Ordinal);
        var strangers = await Assert.ThrowsAsync<SiteRefusedException>(() => _gate.Put(Samples.Blog, Site("blog", "listen 127.0.0.1:8080 default_server; server_name b.org;"), Cancel));
        Assert.Contains("duplicate default server", strangers.Message, StringComparison.Ordinal);
        await _gate.Put(Samples.Blog, Site("blog", "listen 127.0.0.1:8080; server_name b.org;"), Cancel);
    }

    [Fact]
    public async Task What_nginx_says_of_others_anyway_is_held_against_nobody()
    {
        foreach (var name in new[] { "x", "y" }) await File.WriteAllTextAsync($"{_root.Sites}/{name}.conf", "server { listen 127.0.0.1:8080; server_name twice.org; }\n", Cancel);
        await _gate.Put(Samples.Blog, Site("blog", "listen 127.0.0.1:8080; server_name b.org;"), Cancel);
        Assert.True(File.Exists(_root.Site(Samples.Blog)));
    }

    [Fact]
    public async Task Of_many_that_come_at_once_only_the_bad_one_is_refused()
    {
        var puts = Enumerable.Range(0, 12).ToDictionary(i => i, i => _gate.Put(AppName.Parse($"a{i}"), Site($"a{i}", $"listen 127.0.0.1:8080{(i == 5 ? " default_server" : "")}; server_name a{i}.org;"), Cancel));
        foreach (var (i, put) in puts.Where(p => p.Key != 5)) await put;
        await Assert.ThrowsAsync<SiteRefusedException>(() => puts[5]);
        Assert.Equal(11, Directory.EnumerateFiles(_root.Sites, "*.conf").Count());
    }

    private DesiredFile Site(string app, string lines) => new(_root.Site(AppName.Parse(app)), $"# piku: app={app}\nserver {{ {lines}\n}}\n");

    /// <summary>This machine, with an nginx that is told of.</summary>
    public class NginxHost : DispatchProxy
    {
        private int _reloads;

        public IHost Real { get; set; } = null!;

        public string Mark { get; set; } = "m";

        public bool Runs { get; set; } = true;

        public Action OnReload { get; set; } = () => { };

        /// <summary>Of the box's own nginx, before it is asked to reload; it has others afterwards.</summary>
        public ImmutableHashSet<int> Workers { get; set; } = [];

        /// <summary>What that says of its configuration; null when it takes it.</summary>
        public string? Refuses { get; set; }

        /// <summary>What was asked of it as root.</summary>
        public List<CommandLine> Ran { get; } = [];

        public int Reloads => Volatile.Read(ref _reloads);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IHost.Signal) => Reloaded(),
            nameof(IHost.SiteMark) => Mark,
            nameof(IHost.NginxWorkers) => Ran.LastOrDefault() == BoxNginx.Reload && Refuses is null ? ImmutableHashSet<int>.Empty : Workers,
            nameof(IHost.Run) when ((CommandLine)args![0]!).File == BoxNginx.Test.File => AsRoot((CommandLine)args[0]!, (Action<string>)args[1]!),
            nameof(IHost.Until) => Task.FromResult(((Func<bool>)args![0]!)()),
            _ => targetMethod.Invoke(Real, args),
        };

        private Task<int> AsRoot(CommandLine command, Action<string> line)
        {
            Ran.Add(command);
            if (Refuses is not { } words) return Task.FromResult(0);
            line(words);
            return Task.FromResult(1);
        }

        private bool Reloaded()
        {
            Interlocked.Increment(ref _reloads);
            OnReload();
            return Runs;
        }
    }
}
