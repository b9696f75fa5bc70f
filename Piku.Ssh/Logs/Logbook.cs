using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Logs;

/// <summary>The log of one process: the file that it writes to, and the former one beside it.</summary>
/// <param name="Path">Of the file.</param>
public sealed record Logbook(string Process, string Path)
{
    /// <summary>So many lines whose time is not known yet are kept in mind; those of a log without times have none.</summary>
    private const int MostWaiting = 2000;

    private const string Ending = ".log";

    /// <summary>Those of an app, by their names: of all its processes, of one kind, or of one process.</summary>
    public static ImmutableArray<Logbook> Of(string folder, IEnumerable<string> files, string? wanted) =>
    [
        .. files.Where(file => file.EndsWith(Ending, StringComparison.Ordinal) && RootLayout.GenerationOf(file) is null)
            .Select(file => file[..^Ending.Length])
            .Where(process => wanted is null || process == wanted || process[..Math.Max(0, process.LastIndexOf('.'))] == wanted)
            .Order(StringComparer.Ordinal)
            .Select(process => new Logbook(process, $"{folder}/{process}{Ending}")),
    ];

    /// <summary>The newest line first, as far back as the files go. What is written meanwhile is not among them.</summary>
    /// <param name="wholeOnly">Leaves out a line that has not ended.</param>
    public IEnumerable<LogLine> Backwards(bool wholeOnly) => Timed(Raw(Path, wholeOnly).Concat(Raw(RootLayout.Former(Path), false)));

    /// <summary>The time of a line may stand lines before it, so lines wait for one.</summary>
    private IEnumerable<LogLine> Timed(IEnumerable<byte[]> newestFirst)
    {
        var waiting = new List<string>();
        foreach (var raw in newestFirst)
        {
            var line = LogTimes.Read(Process, raw, null);
            if (line.Last is not null || waiting.Count == MostWaiting)
            {
                foreach (var text in waiting) yield return new LogLine(Process, line.Last, text);
                waiting.Clear();
            }

            if (line.Text == "") continue;
            if (line.At is not null) yield return new LogLine(Process, line.At, line.Text);
            else waiting.Add(line.Text);
        }

        foreach (var text in waiting) yield return new LogLine(Process, null, text);
    }

    private static IEnumerable<byte[]> Raw(string path, bool wholeOnly)
    {
        using var file = Open(path);
        if (file is null) yield break;
        var end = RandomAccess.GetLength(file);
        foreach (var line in FileFromEnd.Lines(file, wholeOnly ? FileFromEnd.EndOfLines(file, end) : end)) yield return line;
    }

    /// <returns>Null when there is no such file, or it is not ours to read.</returns>
    public static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
