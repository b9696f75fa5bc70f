using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Loop;

/// <summary>Who may look at the box, and each one's app as it is recorded.</summary>
/// <remarks>
/// Looks block their threads: more of them at once than processors would be no faster, and cost a thread each. For whoever waits for a turn the journal is read together
/// with others, since to open it costs much more than to read an app; what was read and not looked at yet is bounded by that. See docs/adr/0020.
/// </remarks>
public sealed class Turns(IJournal journal)
{
    /// <summary>Apps that are read together: to open the journal is then a small part of what the looks cost.</summary>
    private const int Most = 50;

    private readonly Lock _gate = new();
    private readonly Queue<Asked> _asked = [];
    private readonly Queue<(Asked By, App App)> _read = [];
    private int _looking;
    private bool _reads;

    /// <summary>The app as it is after this was asked for. Where nobody waits, it is read at once, on this thread.</summary>
    /// <exception cref="JournalException">It cannot be read.</exception>
    public Task<Turn> Of(AppName name, CancellationToken cancel)
    {
        var asked = new Asked(name, new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate) _asked.Enqueue(asked);
        Give();
        return asked.Answer.Task.WaitAsync(cancel);
    }

    /// <summary>A look has ended. The next one does not begin on this thread, which has something to do.</summary>
    internal void End()
    {
        bool isAwaited;
        lock (_gate)
        {
            _looking--;
            isAwaited = _read.Count + _asked.Count > 0;
        }

        if (isAwaited) Task.Run(Give);
    }

    private void Give()
    {
        while (true)
        {
            List<Asked> next;
            lock (_gate)
            {
                for (; _looking < Environment.ProcessorCount && _read.TryDequeue(out var read); _looking++) read.By.Answer.SetResult(new Turn(this, read.App));
                if (_reads || _asked.Count == 0 || _read.Count > 0) return;
                next = [.. Enumerable.Range(0, Math.Min(Most, _asked.Count)).Select(_ => _asked.Dequeue())];
                _reads = true;
            }

            Read(next);
        }
    }

    private void Read(List<Asked> next)
    {
        try
        {
            var apps = journal.Read([.. next.Select(asked => asked.Name)]);
            lock (_gate)
            {
                foreach (var read in next.Zip(apps)) _read.Enqueue(read);
                _reads = false;
            }
        }
        catch (Exception failure)
        {
            lock (_gate) _reads = false;
            foreach (var asked in next) asked.Answer.SetException(failure);
        }
    }

    private sealed record Asked(AppName Name, TaskCompletionSource<Turn> Answer);
}

/// <summary>The right to look, until it is disposed of.</summary>
public sealed class Turn(Turns turns, App app) : IDisposable
{
    public App App => app;

    public void Dispose() => turns.End();
}
