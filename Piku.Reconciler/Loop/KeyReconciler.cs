using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>One pass over the keys of the box, as over an app: adopt, look, write, tell.</summary>
public sealed class KeyReconciler(RootLayout root, IJournal journal, IHost host, VerdictBoard board, LastLooks looks, TimeProvider clock)
{
    private readonly KeyFile _file = new(root, journal, host);

    private (int News, FileStamp Stamp)? _seen;
    private int _foreign;

    /// <summary>Of the file, which is watched. Where that cannot be, a pass says why.</summary>
    public void MakeFolder()
    {
        try
        {
            host.MakeSecretFolder(Path.GetDirectoryName(root.AuthorizedKeys)!);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // The pass that comes to write into it is stuck, and says so.
        }
    }

    /// <summary>Never throws: whatever goes wrong ends in <see cref="Verdict.Stuck"/>. Where neither the file nor what is recorded has changed, nothing is read.</summary>
    public Verdict Pass()
    {
        var began = clock.GetUtcNow();
        var now = (looks.News(AppName.Box), host.Stamp(root.AuthorizedKeys));
        if (_seen == now) return new Verdict.Converged();
        _seen = null;
        var version = 0L;
        try
        {
            _file.Adopt();
            var (box, foreign) = _file.Write();
            version = box.Version;
            Warn(foreign.Count);
            var stamp = host.Stamp(root.AuthorizedKeys);
            if (stamp.IsSettled(began)) _seen = (now.Item1, stamp);
            return board.Post(AppName.Box, version, new Verdict.Converged());
        }
        catch (Exception failure)
        {
            return board.Post(AppName.Box, version, new Verdict.Stuck($"{root.AuthorizedKeys} cannot be written: {failure.Message}"));
        }
    }

    /// <summary>Once for each number of them, and not each minute.</summary>
    private void Warn(int foreign)
    {
        if (foreign > _foreign) Console.Error.WriteLine($"Warning: {root.AuthorizedKeys} has {foreign} {(foreign == 1 ? "line that is" : "lines that are")} not piku's; whoever they let in is bound by no rights: see keys.");
        _foreign = foreign;
    }
}
