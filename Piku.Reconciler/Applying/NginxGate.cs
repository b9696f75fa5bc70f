using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>The one way to nginx: a site is tested alone before it is put in place, and one reload serves all who wait for one.</summary>
public sealed class NginxGate(RootLayout root, IHost host) : IDisposable
{
    private static readonly TimeSpan ReloadTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private long _asked;
    private long _answered;
    private IReadOnlySet<int> _former = new HashSet<int>();

    /// <exception cref="StepFailedException">nginx refuses the site; with its own words.</exception>
    public async Task Put(AppName app, DesiredFile site, CancellationToken cancel)
    {
        var (text, conf) = ($"{root.SiteTests}/{app}.site", $"{root.SiteTests}/{app}.conf");
        host.WriteFile(text, site.Content);
        host.WriteFile(conf, NginxMain.Around(root, text, $"{root.SiteTests}/{app}"));
        var said = new List<string>();
        var code = await host.Run(Nginx("-t", "-q", "-e", "stderr", "-c", conf), said.Add, cancel).ConfigureAwait(false);
        foreach (var path in new[] { text, conf, $"{root.SiteTests}/{app}.pid" }) host.DeleteFile(path);
        if (code != 0) throw new StepFailedException($"nginx refuses the site of '{app}': {string.Join(' ', said)}");
        host.WriteFile(site.Path, site.Content);
    }

    /// <summary>Returns when nginx serves this mark for the app, and serves nothing else: workers of before take no connection any more.</summary>
    /// <exception cref="StepFailedException">It does not, after a while.</exception>
    public async Task Reload(AppName app, string? mark, CancellationToken cancel)
    {
        var ticket = Interlocked.Increment(ref _asked);
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_answered < ticket) Reload();
        }
        finally
        {
            _one.Release();
        }

        if (!await host.Until(() => Serves(app, mark), ReloadTimeout, cancel).ConfigureAwait(false))
            throw new StepFailedException($"nginx was asked to reload and goes on with its former sites; see {root.Root}/logs/nginx-error.log.");
    }

    public void Dispose() => _one.Dispose();

    private bool Serves(AppName app, string? mark) =>
        host.SiteMark(root.NginxMarks, app.Value) == mark && !host.NginxWorkers(root.NginxPid).Overlaps(_former);

    private void Reload()
    {
        var covers = Interlocked.Read(ref _asked);
        _former = host.NginxWorkers(root.NginxPid);
        if (!host.Signal(root.NginxPid, HostSignal.Reload))
            throw new StepFailedException("nginx does not run, so no site can be served; start it.");
        _answered = covers;
    }

    private CommandLine Nginx(params ReadOnlySpan<string> arguments) =>
        new(NginxVersion.Program, [.. arguments], root.Root, ImmutableSortedDictionary<string, string>.Empty.Add("PATH", root.Path));
}
