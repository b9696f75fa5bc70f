using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>The one way to nginx: a site is tested alone and among all others before it is put in place, and one reload serves all who wait for one.</summary>
public sealed class NginxGate(RootLayout root, IHost host) : IDisposable
{
    private static readonly TimeSpan ReloadTimeout = TimeSpan.FromSeconds(10);

    private readonly NginxTest _test = new(root, host);
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _putting = new(1);
    private readonly List<Waiting> _waiting = [];
    private long _asked;
    private long _answered;
    private IReadOnlySet<int> _former = new HashSet<int>();

    /// <summary>A site that stands in line, and whether it may be put in place.</summary>
    private sealed record Waiting(AppName App, DesiredFile Site, TaskCompletionSource End);

    /// <summary>
    /// Puts a site in place. Those that come meanwhile are tested together, and one by one only where together they would not do. One that nginx serves this very
    /// moment it has taken, and only its file was lost or edited: that is back at once, however many others there are.
    /// </summary>
    /// <exception cref="SiteRefusedException">nginx refuses the site, alone or beside the others; or has a warning to give.</exception>
    public async Task Put(AppName app, DesiredFile site, CancellationToken cancel)
    {
        if (host.SiteMark(root.NginxMarks, app.Value) == NginxSite.MarkOf(site))
        {
            host.WriteFile(site.Path, site.Content);
            return;
        }

        if (await _test.Alone(app, site, cancel).ConfigureAwait(false) is { IsEmpty: false } said) throw Refused(app, site, said);
        var own = new Waiting(app, site, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_waiting) _waiting.Add(own);
        await _putting.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!own.End.Task.IsCompleted) await Put(Next(), cancel).ConfigureAwait(false);
        }
        finally
        {
            _putting.Release();
        }

        await own.End.Task.ConfigureAwait(false);
    }

    /// <summary>Returns when nginx serves this mark for the app, and serves nothing else: workers of before take no connection any more.</summary>
    /// <exception cref="SiteRefusedException">It does not, after a while.</exception>
    /// <exception cref="StepFailedException">There is no nginx.</exception>
    public async Task Reload(AppName app, string? mark, CancellationToken cancel)
    {
        var ticket = Interlocked.Increment(ref _asked);
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_answered < ticket) await Reload(cancel).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }

        if (!await host.Until(() => Serves(app, mark), ReloadTimeout, cancel).ConfigureAwait(false))
            throw new SiteRefusedException($"nginx was asked to reload and goes on with its former sites; see {root.NginxErrors ?? "/var/log/nginx/error.log"}{LastTrouble}");
    }

    /// <summary>Has nginx open its logs again, which is part of a reload; one that does not run opens them when it starts.</summary>
    public async Task Reopen(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (host.NginxWorkers(root.NginxPid).Count > 0) await Reload(cancel).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        _putting.Dispose();
    }

    private List<Waiting> Next()
    {
        lock (_waiting)
        {
            var batch = _waiting.ToList();
            _waiting.Clear();
            return batch;
        }
    }

    /// <summary>Each of them ends well or is told why not; nobody is left waiting.</summary>
    private async Task Put(List<Waiting> batch, CancellationToken cancel)
    {
        try
        {
            var said = await _test.Together([.. batch.Select(one => (one.App, one.Site))], cancel).ConfigureAwait(false);
            if (said.IsEmpty || batch.Count == 1) batch.ForEach(one => End(one, said));
            else foreach (var one in batch) End(one, await _test.Together([(one.App, one.Site)], cancel).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            foreach (var one in batch) one.End.TrySetException(failure);
        }
    }

    private void End(Waiting one, IReadOnlyCollection<string> said)
    {
        if (said.Count > 0)
        {
            one.End.TrySetException(Refused(one.App, one.Site, said));
            return;
        }

        host.WriteFile(one.Site.Path, one.Site.Content);
        one.End.TrySetResult();
    }

    /// <summary>Paths of ours are told as what the app's author knows.</summary>
    private SiteRefusedException Refused(AppName app, DesiredFile site, IEnumerable<string> said)
    {
        var words = string.Join("; ", said).Replace($"{root.SiteTests}/{app}.site", "the site", StringComparison.Ordinal);
        var include = site.Content.Split('\n').Select(line => line.Trim(' ', ';')).FirstOrDefault(line => line.StartsWith($"include {root.SiteFiles(app)}/", StringComparison.Ordinal))?["include ".Length..];
        return new SiteRefusedException($"nginx refuses the site of '{app}': {(include is null ? words : words.Replace(include, "NGINX_INCLUDE_FILE", StringComparison.Ordinal))}");
    }

    private string LastTrouble => root.NginxErrors is { } log && host.Tail(log, 20).LastOrDefault(line => line.Contains("[emerg]", StringComparison.Ordinal)) is { } line
        ? $"; its last words there: {line[line.IndexOf("[emerg]", StringComparison.Ordinal)..]}"
        : "";

    private bool Serves(AppName app, string? mark) =>
        host.SiteMark(root.NginxMarks, app.Value) == mark && !host.NginxWorkers(root.NginxPid).Overlaps(_former);

    private async Task Reload(CancellationToken cancel)
    {
        var covers = Interlocked.Read(ref _asked);
        _former = host.NginxWorkers(root.NginxPid);
        if (!(root.SharesNginx ? await ReloadBox(cancel).ConfigureAwait(false) : host.Signal(root.NginxPid, HostSignal.Reload)))
            throw new StepFailedException("nginx does not run, so no site can be served; start it.");
        _answered = covers;
    }

    /// <summary>It is tested once more with all that others have put there: after a reload that fails it would go on with what it has, and say so in a log that is not ours to read.</summary>
    /// <returns>Whether there is an nginx that could be asked.</returns>
    private async Task<bool> ReloadBox(CancellationToken cancel)
    {
        var said = new List<string>();
        if (_former.Count == 0) return false;
        if (await host.RunShort(BoxNginx.Test, said.Add, cancel).ConfigureAwait(false) != 0)
            throw new StepFailedException($"nginx does not take its configuration any more, so no site can change: {string.Join("; ", said)}; mend it, and see: nginx -t.");
        return await host.RunShort(BoxNginx.Reload, _ => { }, cancel).ConfigureAwait(false) == 0;
    }
}
