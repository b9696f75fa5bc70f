using System.Collections.Immutable;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Simulation;

/// <summary>The simulated box as one life of pikud has it in hand: whatever is asked or done takes a moment, in which anything may happen, and ends where that life does.</summary>
internal sealed partial class SimulatedHost(SimulatedBox box, Life life) : IHost
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    /// <summary>A command is looked at so often while it runs.</summary>
    private const int Parts = 4;

    private readonly SimulatedTools _tools = new(box);

    private readonly List<(Func<bool> Condition, TaskCompletionSource<bool> End)> _waiting = [];

    public void WriteFile(string path, string text, DateTimeOffset? notBefore = null, int rights = FileRights.Public) => Change(path, () =>
        box.Files.Put(path, text, notBefore is { } before && before.AddSeconds(1) is var next && next > box.Now ? next : null, rights));

    public void WriteSecret(string path, string text) => WriteFile(path, text, rights: FileRights.Secret);

    public void SetRights(string path, int rights) => Change(path, () => box.Files.SetRights(path, rights));

    public void PutAside(string path, string aside)
    {
        if (Form(path).Kind == FileKind.None) return;
        MakeSecretFolder(aside[..aside.LastIndexOf('/')]);
        Change(path, () => box.Files.Move(path, aside));
    }

    public void Keep(string path, string copy)
    {
        if (Form(path).Kind is not (FileKind.File or FileKind.Link)) return;
        MakeSecretFolder(copy[..copy.LastIndexOf('/')]);
        if (LinkTarget(path) is { } target) Link(copy, target);
        else if (ReadText(path) is { } text) WriteSecret(copy, text);
    }

    public void WriteFolder(string path, ImmutableSortedDictionary<string, string> files)
    {
        MakeSecretFolder(path);
        foreach (var extra in box.Files.List(path).Where(name => !files.ContainsKey(name))) Change(path, () => box.Files.DeleteFile($"{path}/{extra}"));
        foreach (var (name, text) in files.Where(file => box.Files.Text($"{path}/{file.Key}") != file.Value)) Change(path, () => box.Files.Put($"{path}/{name}", text, rights: FileRights.Secret));
    }

    public void AppendLine(string path, string line) => Change(path, () =>
    {
        box.Files.MakeFolder(path[..path.LastIndexOf('/')]);
        box.Files.Append(path, line + "\n");
    });

    public void Rename(string path, string other) => Change(other, () => box.Files.Move(path, other));

    public void CutOff(string path, string copy) => Change(path, () =>
    {
        box.Files.Put(copy, box.Files.Text(path) ?? "");
        box.Files.Put(path, "");
    });

    public void MakeFolder(string path) => Change(path, () => box.Files.MakeFolder(path));

    public void MakeSecretFolder(string path) => Change(path, () => box.Files.MakeFolder(path, FileRights.SecretFolder));

    public void Link(string path, string target) => Change(path, () => box.Files.Link(path, target));

    public void DeleteFile(string path) => Change(path, () => box.Files.DeleteFile(path));

    public void DeleteFolder(string path) => Change(path, () => box.Files.DeleteFolder(path));

    public void PutFolder(string made, string path) => Change(path, () => box.Files.Move(made, path));

    public void Sync(string folder) => life.Moment(isChange: true);

    public string? TakeAway(string path)
    {
        var aside = $"{path[..path.LastIndexOf('/')]}/.{path[(path.LastIndexOf('/') + 1)..]}.gone";
        if (!box.Files.IsFolder(path)) return null;
        Change(path, () => box.Files.Move(path, aside));
        return aside;
    }

    public bool Signal(string pidFile, HostSignal signal)
    {
        life.Moment(isChange: false);
        if (signal == HostSignal.Wake) box.Emperor.Wake();
        else box.Nginx.Reload();
        life.Moment(isChange: false);
        return true;
    }

    public Task<int> Run(CommandLine command, Action<string> line, CancellationToken cancel)
    {
        life.Moment(isChange: true);
        cancel.ThrowIfCancellationRequested();
        var running = _tools.Start(command);
        if (running.Lock is { } held && !box.TryLock(held, running)) throw new InvalidOperationException($"{command} would wait for {held}.");
        for (var part = 1; part <= Parts; part++)
        {
            try
            {
                box.Pass(running.Time / Parts);
                life.Moment(isChange: false);
                if (IsGivenUp()) return Killed(running, cancel);
            }
            catch (PikudDied)
            {
                box.In(running.Time / Parts * (Parts - part), () => End(running, _ => { }));
                throw;
            }
        }

        var code = End(running, line);
        life.Moment(isChange: false);
        return Task.FromResult(code);
    }

    public Task<HttpAnswer> Ask(HttpQuestion question, CancellationToken cancel)
    {
        life.Moment(isChange: false);
        return Task.FromResult(box.Emperor.Processes.Any(process => process.Accepts && (question.Target == $"unix:{process.Socket}" || question.Target == $"127.0.0.1:{process.Port}"))
            ? new HttpAnswer(200, "200 OK")
            : new HttpAnswer(null, "nothing (Connection refused)"));
    }

    public void Knock(string socket) => life.Moment(isChange: false);

    public int Attach(CommandLine command) => throw new InvalidOperationException("pikud has no terminal.");

    public int Lend(CommandLine command) => Attach(command);

    public Task<bool> Until(Func<bool> condition, TimeSpan within, CancellationToken cancel, TimeSpan? every = null)
    {
        if (within == TimeSpan.MaxValue) return Waiting(condition, cancel);
        for (var start = box.Now; box.Now - start is var waited && waited < within;)
        {
            if (condition()) return Task.FromResult(true);
            box.Pass(every ?? TimeSpan.FromTicks(Math.Max(waited.Ticks / 10, ShortestWait.Ticks)));
            life.Moment(isChange: false);
        }

        return Task.FromResult(condition());
    }

    public IDisposable? TryLock(string path)
    {
        life.Moment(isChange: false);
        return box.TryLock(path, life) ? new Held(box, path) : null;
    }

    public bool IsLocked(string path) => Seen(box.IsLocked(path));

    public bool IsPortFree(int port) => Seen(!ListeningPorts().Contains(port));

    private sealed class Held(SimulatedBox box, string path) : IDisposable
    {
        public void Dispose() => box.Unlock(path);
    }

    /// <summary>Before and after it, anything may happen.</summary>
    private void Change(string path, Action act)
    {
        life.Moment(isChange: true);
        life.Touch(path);
        act();
        life.Moment(isChange: true);
    }

    private T Seen<T>(T seen)
    {
        life.Moment(isChange: false);
        return seen;
    }

    private int End(SimulatedTools.Running running, Action<string> line)
    {
        if (running.Lock is { } held) box.Unlock(held);
        return running.End(line);
    }

    private static Task<int> Killed(SimulatedBox box, SimulatedTools.Running running, CancellationToken cancel)
    {
        var end = new TaskCompletionSource<int>();
        cancel.Register(() =>
        {
            if (running.Lock is { } held) box.Unlock(held);
            end.TrySetCanceled(cancel);
        });
        return end.Task;
    }

    private Task<int> Killed(SimulatedTools.Running running, CancellationToken cancel) => Killed(box, running, cancel);

    /// <summary>Whether somebody who waits beside what runs has seen what he waits for.</summary>
    private bool IsGivenUp()
    {
        foreach (var (condition, end) in _waiting.Where(one => !one.End.Task.IsCompleted).ToList())
            if (condition() && end.TrySetResult(true)) return true;
        return false;
    }

    private Task<bool> Waiting(Func<bool> condition, CancellationToken cancel)
    {
        var end = new TaskCompletionSource<bool>();
        _waiting.RemoveAll(one => one.End.Task.IsCompleted);
        _waiting.Add((condition, end));
        cancel.Register(() => end.TrySetCanceled(cancel));
        return end.Task;
    }
}
