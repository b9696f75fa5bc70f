using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>
/// The right to open the journal, one holder at a time across processes and within one: an exclusive flock on a file of its own, which the
/// kernel gives back when the holder dies.
/// </summary>
public sealed class JournalLock : IDisposable
{
    /// <summary>An append takes milliseconds; whoever waits longer than this waits for something that hangs.</summary>
    private const int PatienceMilliseconds = 10_000;

    private readonly SafeFileHandle _file;

    private JournalLock(SafeFileHandle file) => _file = file;

    /// <param name="patience">Milliseconds to wait for another holder.</param>
    /// <exception cref="JournalException">Another holder did not let go in time.</exception>
    public static JournalLock Take(string path, int patience = PatienceMilliseconds)
    {
        var file = Posix.OpenLockFile(path);
        try
        {
            Wait(file, path, patience);
            return new JournalLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static void Wait(SafeFileHandle file, string path, int patience)
    {
        if (Posix.TryLock(file)) return;
        // The kernel keeps the order in which it was asked, so that nobody starves. Where patience ends first, the handle is closed
        // once the kernel has answered, and with it the lock is given back.
        var queue = Task.Factory.StartNew(() => Posix.Lock(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (Task.WaitAny([queue], patience) == 0)
        {
            queue.GetAwaiter().GetResult();
            return;
        }

        queue.ContinueWith(late => late.Exception, TaskScheduler.Default);
        throw new JournalException($"the journal is locked by {Holder(file)} for more than {patience / 1000} seconds; wait for it to end, or end it (the lock is '{path}').");
    }

    /// <summary>From the kernel's table of locks: "process 123 (pikud)".</summary>
    private static string Holder(SafeFileHandle file)
    {
        try
        {
            var inode = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}").First(l => l.StartsWith("ino:", StringComparison.Ordinal))[4..].Trim();
            var pid = File.ReadLines("/proc/locks")
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .First(words => words.Length > 5 && words[1] == "FLOCK" && words[5].EndsWith(":" + inode, StringComparison.Ordinal))[4];
            return int.Parse(pid, CultureInfo.InvariantCulture) == Environment.ProcessId
                ? "this process itself"
                : $"process {pid} ({File.ReadAllText($"/proc/{pid}/comm").Trim()})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return "another process";
        }
    }
}
