using System.Runtime.InteropServices;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Reconciler;

const string Usage = "usage: pikud [--root FOLDER] [--once]";

var once = args.Contains("--once");
var rest = args.Where(arg => arg != "--once").ToArray();
if (rest is not ([] or ["--root", _]))
{
    Console.Error.WriteLine(Usage);
    return 1;
}

LiteDbJournal.OutliveFinalizers();
try
{
    var folder = rest is [_, var given] ? given : RootFile.Default;
    Identity.BecomeOwnerOf(folder);
    if (Environment.IsPrivilegedProcess) throw new RootException($"pikud does not run apps as root; give {folder} to an ordinary user: chown -R piku: {folder}.");
    var root = RootFile.Load(folder);
    if (!Directory.Exists(root.State)) throw new RootException($"{root.Root} is not a root of piku yet; run: piku setup.");
    using var stop = new CancellationTokenSource();
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    var host = new LinuxHost(root.Path, Boundary.Clock);
    root = await NginxVersion.Seen(root, host, stop.Token);
    using var alone = await DaemonLock.Take(root, host, stop.Token);
    using var pikud = new Pikud(root, Boundary.Clock);
    if (once) return await pikud.Once(stop.Token) ? 0 : 1;
    await pikud.Run(stop.Token);
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
catch (OperationCanceledException)
{
    return 0;
}
catch (Exception trouble) when (trouble is RootException or JournalException or IOException)
{
    Console.Error.WriteLine($"Error: {trouble.Message}");
    return 1;
}
