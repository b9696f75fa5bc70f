using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Drifting;

namespace Piku.Reconciler.Loop;

/// <summary>One pass over what is the box's and no app's, as over an app: its folders, its keys, and what uWSGI's Emperor and nginx are started with.</summary>
/// <param name="settings">The root as its settings say now; a verb may have changed them since the start, and written files by them.</param>
public sealed class BoxReconciler(RootLayout root, Func<RootLayout> settings, IJournal journal, IHost host, Applier applier, NginxGate nginx, VerdictBoard board, LastLooks looks, TimeProvider clock)
{
    /// <summary>Whoever writes a file in its place empties it first: what is read in that moment is not what they mean, and the rest would go into a file that has been replaced.</summary>
    private static readonly TimeSpan Rewriting = TimeSpan.FromMilliseconds(200);

    /// <summary>One that changes all the time is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly KeyFile _keys = new(root, journal, host);

    private (int News, ImmutableArray<FileStamp> Stamps, ImmutableArray<FileForm> Folders)? _seen;
    private int _foreign;
    private bool _isNginxBehind;

    /// <summary>Those that are watched. Where one cannot be made, a pass says why.</summary>
    public void MakeFolders()
    {
        foreach (var folder in root.Folders) Try(() => host.MakeFolder(folder));
        Try(() => host.MakeSecretFolder(Path.GetDirectoryName(root.AuthorizedKeys)!));

        static void Try(Action make)
        {
            try
            {
                make();
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                // The pass that needs it is stuck, and says so.
            }
        }
    }

    /// <summary>Never throws but for a cancellation: whatever goes wrong ends in <see cref="Verdict.Stuck"/>. Where neither the files nor what is recorded has changed, nothing is read.</summary>
    public async Task<Verdict> Pass(CancellationToken cancel)
    {
        var began = clock.GetUtcNow();
        var (news, stamps, forms) = (looks.News(AppName.Box), Stamps, Forms);
        if (_seen is { } seen && seen.News == news && seen.Stamps.SequenceEqual(stamps) && seen.Folders.SequenceEqual(forms)) return new Verdict.Converged();
        _seen = null;
        try
        {
            // The journal is in one of them.
            var (folders, keys) = (FilePlan.OfFolders(root, new OwnFiles(host), began), _keys.Opening());
            await applier.Apply(App.Absent(AppName.Box), folders.Steps.Concat(keys.Steps), cancel).ConfigureAwait(false);
            _keys.Adopt();
            var box = journal.Read(AppName.Box);
            var mark = await Apply(box, [.. folders.Drift.Deviations, .. keys.Drift.Deviations], cancel).ConfigureAwait(false);
            (stamps, forms) = (Stamps, Forms);
            if (stamps.All(stamp => stamp.IsSettled(began))) _seen = (news, stamps, forms);
            return board.Post(AppName.Box, box.Version, new Verdict.Converged(), mark);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return board.Post(AppName.Box, 0, new Verdict.Stuck(DiskTrouble.Why(root.Root, failure)));
        }
    }

    private ImmutableArray<FileStamp> Stamps => [.. MainFiles.Paths(root).Append(root.AuthorizedKeys).Append(root.Settings).Select(host.Stamp)];

    private ImmutableArray<FileForm> Forms => [.. root.Folders.Select(host.Form)];

    /// <param name="opened">What had to be opened to us first.</param>
    /// <returns>The mark of what the box was brought to.</returns>
    private async Task<string> Apply(App box, ImmutableArray<Deviation> opened, CancellationToken cancel)
    {
        if (_keys.Deviations(box).Any()) await host.Until(() => host.Stamp(root.AuthorizedKeys).IsSettled(clock.GetUtcNow() - Rewriting), Patience, cancel).ConfigureAwait(false);
        var (now, files) = (clock.GetUtcNow(), MainFiles.Of(settings()));
        var plan = FilePlan.Of(root, files, new OwnFiles(host), now);
        var deviations = opened.Concat(plan.Drift.Deviations).Concat(_keys.Deviations(box)).ToImmutableArray();
        var mark = Digest.Fingerprint(files.Select(file => file.Content).Append(_keys.Lines(box)));
        var drift = board.Read(AppName.Box)?.Settled == mark ? new Drift(deviations) : Drift.None;
        if (!drift.IsEmpty) applier.Keep(AppName.Box, drift, now);
        if (!drift.IsEmpty) applier.Report(box, drift, now, isLeft: false);
        _isNginxBehind |= drift.Deviations.Any(deviation => deviation.Path == root.NginxConf);
        if (deviations.Any(deviation => deviation is { Change: Change.Replaced, Path: var path } && path == root.AuthorizedKeys)) host.PutAside(root.AuthorizedKeys, root.Replaced(AppName.Box, now, root.AuthorizedKeys));
        await applier.Apply(box, plan.Steps, cancel).ConfigureAwait(false);
        Warn(_keys.Write().Foreign.Count);
        if (_isNginxBehind) await nginx.Reopen(cancel).ConfigureAwait(false);
        _isNginxBehind = false;
        return mark;
    }

    /// <summary>Once for each number of them, and not each minute.</summary>
    private void Warn(int foreign)
    {
        if (foreign > _foreign) Console.Error.WriteLine($"Warning: {root.AuthorizedKeys} has {foreign} {(foreign == 1 ? "line that is" : "lines that are")} not piku's; whoever they let in is bound by no rights: see keys.");
        _foreign = foreign;
    }
}
