using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Piku.Domain.Releases.Runtimes;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Hosts;

/// <summary>The machine that we run on.</summary>
public sealed partial class LinuxHost(string path, TimeProvider clock) : IHost
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>EWOULDBLOCK: somebody else holds the lock.</summary>
    private const int WouldBlock = 11;

    private const string UwsgiPlugins = "/usr/lib/uwsgi/plugins";

    /// <summary>ESRCH: it has ended between the opening of its file in /proc and the reading.</summary>
    private const int NoSuchProcess = 3;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    /// <summary>Nobody notices so little at the end of what takes longer; nginx takes a second to read a thousand sites.</summary>
    private static readonly TimeSpan MostBetween = TimeSpan.FromMilliseconds(25);

    private readonly ToolVersions _versions = new();

    public string? ReadText(string path) => LengthOfFile(path) is null ? null : TryRead(path);

    public string? SourceText(string folder, string name) =>
        LengthOfFile($"{folder}/{name}") <= Sources.Most && Resolved($"{folder}/{name}") is { } path && path.StartsWith($"{Resolved(folder)}/", StringComparison.Ordinal) && TryReadBytes(path) is { } bytes ? Decoded(bytes) : null;

    public IReadOnlyList<string> Tail(string path, int lines)
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = Math.Max(0, file.Length - Math.Max(64 * 1024, lines * 256L));
        file.Seek(start, SeekOrigin.Begin);
        var read = new StreamReader(file).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. read.Skip(start > 0 ? 1 : 0).TakeLast(lines)];
    }

    public IReadOnlyList<string> List(string path) =>
        FolderExists(path) ? [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)!)] : [];

    public long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    public DateTimeOffset? Modified(string path) => File.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path)) : null;

    public string? LinkTarget(string path) => new FileInfo(path).LinkTarget;

    public string? FindTool(string name) => path.Split(':')
        .Select(folder => $"{folder}/{name}")
        .Where(File.Exists)
        .Select(file => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)
        .FirstOrDefault();

    public string? VersionOf(string name) => FindTool(name) is { } tool ? _versions.Of(tool, this) : null;

    public string? UwsgiPlugin(string name) => $"{UwsgiPlugins}/{name}_plugin.so" is var file && File.Exists(file)
        ? Path.GetFileName(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)
        : null;

    public ImmutableSortedSet<int> ListeningPorts() => [.. LocalSockets.Listening().Select(socket => socket.Port)];

    public IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket) => LocalSockets.Emperor(statsSocket);

    public IReadOnlyDictionary<int, ProcessTree> ProcessTrees(IReadOnlyCollection<int> pids) => Hosts.ProcessTrees.Of(pids);

    public long AvailableMemory() => Hosts.ProcessTrees.AvailableMemory();

    public long TotalMemory() => Hosts.ProcessTrees.TotalMemory();

    public string? SiteMark(string marksSocket, string app) => LocalSockets.SiteMark(marksSocket, app);

    public void WriteFile(string path, string text, DateTimeOffset? notBefore = null, int rights = FileRights.Public)
    {
        var temporary = Temporary(path);
        Write(temporary, text, rights);
        if (notBefore is { } before && before.AddSeconds(1) is var next && next > clock.GetUtcNow()) File.SetLastWriteTimeUtc(temporary, next.UtcDateTime);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>With these rights from the moment on in which there is anything to read.</summary>
    private static void Write(string path, int rights, Action<FileStream> write)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        File.SetUnixFileMode(file.SafeFileHandle, (UnixFileMode)rights);
        write(file);
    }

    private static void Write(string path, string text, int rights) => Write(path, rights, file => file.Write(Encoding.UTF8.GetBytes(text)));

    private static string Temporary(string path) => $"{Path.GetDirectoryName(path)}/.{Path.GetFileName(path)}.tmp";

    public void WriteSecret(string path, string text) => WriteFile(path, text, rights: FileRights.Secret);

    public void WriteFolder(string path, ImmutableSortedDictionary<string, string> files)
    {
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        foreach (var extra in List(path).Where(name => !files.ContainsKey(name))) File.Delete($"{path}/{extra}");
        foreach (var (name, text) in files.Where(f => TryRead($"{path}/{f.Key}") != f.Value))
        {
            Write(Temporary(path), text, FileRights.Secret);
            File.Move(Temporary(path), $"{path}/{name}", overwrite: true);
        }
    }

    public void AppendLine(string path, string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, line + "\n");
    }

    public void MakeFolder(string path) => Directory.CreateDirectory(path);

    public void MakeSecretFolder(string path)
    {
        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent)) MakeSecretFolder(parent);
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    public void Link(string path, string target)
    {
        var temporary = Temporary(path);
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, target);
        if (RenameOver(temporary, path) != 0) throw new IOException($"{path} cannot be made a link: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    public void DeleteFile(string path) => File.Delete(path);

    public bool Signal(string pidFile, HostSignal signal) =>
        TryRead(pidFile) is { } text
        && int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        && Kill(pid, NumberOf(signal)) == 0;

    public Task<HttpAnswer> Ask(HttpQuestion question, CancellationToken cancel) => HttpAsker.Ask(question, cancel);

    public void Knock(string socket) => LocalSockets.Knock(socket);

    public async Task<bool> Until(Func<bool> condition, TimeSpan within, CancellationToken cancel, TimeSpan? every = null)
    {
        for (var start = clock.GetTimestamp(); clock.GetElapsedTime(start) is var waited && waited < within;)
        {
            if (condition()) return true;
#pragma warning disable RS0030 // The one place that waits by the clock, for what tells nobody when it changes.
            await Task.Delay(every ?? TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 10, Between.Ticks, MostBetween.Ticks)), clock, cancel).ConfigureAwait(false);
#pragma warning restore RS0030
        }

        return condition();
    }

    public IDisposable? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken.HResult == WouldBlock)
        {
            return null;
        }
    }

    public bool IsLocked(string path)
    {
        try
        {
            // Opened to be read by several, the file is locked as shared: askers do not meet, and the one who has it to itself shows.
            using var shared = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException taken) when (taken.HResult == WouldBlock)
        {
            return true;
        }
    }

    public bool IsPortFree(int port) => LocalSockets.IsFree(port);

    /// <remarks>One that was just made is called as its master until it has given itself a name.</remarks>
    public IReadOnlySet<int> NginxWorkers(string pidFile) =>
        TryRead(pidFile)?.Trim() is { Length: > 0 } master && TryRead($"/proc/{master}/task/{master}/children") is { } children
            ? children.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(pid => TryRead($"/proc/{pid}/cmdline")?.TrimEnd('\0', ' ') is { } title && (title == "nginx: worker process" || title.StartsWith("nginx: master process", StringComparison.Ordinal)))
                .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))
                .ToHashSet()
            : new HashSet<int>();

    /// <summary>As it is: a mark at its beginning is a part of it.</summary>
    private static string? TryRead(string path) => TryReadBytes(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static byte[]? TryReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException { HResult: NoSuchProcess })
        {
            return null;
        }
    }

    /// <summary>As .NET reads a text: editors of Windows write others than UTF-8, and say so at the beginning.</summary>
    private static string Decoded(byte[] bytes) => bytes is [0xEF or 0xFE or 0xFF, ..] ? new StreamReader(new MemoryStream(bytes)).ReadToEnd() : Encoding.UTF8.GetString(bytes);

    private static int NumberOf(HostSignal signal) => signal switch
    {
        HostSignal.Reload => 1,
        HostSignal.Wake => 28,
    };

    /// <summary>File.Move sees through a link to a folder and refuses it.</summary>
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOver(string from, string to);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
