using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;

/// <summary>One durable append, beside a bare write and fdatasync of as many bytes to another file of the same folder, in turns.</summary>
internal static partial class Appends
{
    public static int Measure(string folder, int count)
    {
        var journal = new LiteDbJournal(folder, TimeProvider.System);
        var log = new FileInfo(Path.Combine(folder, "journal-log.db"));
        using var bare = File.OpenHandle(Path.Combine(folder, "bare"), FileMode.Create, FileAccess.ReadWrite);
        var (appends, writes, sizes) = (new List<double>(), new List<double>(), new List<long>());
        for (var i = -count / 4; i < count; i++)
        {
            var before = Length(log);
            var app = journal.Read(AppName.Parse("app-1"));
            var setting = new AppEvent.ConfigChanged(ImmutableSortedDictionary<string, string>.Empty.Add("KEY", $"value {i}"), []);
            var append = Milliseconds(() => journal.Append(app, [setting], new Provenance("bench", "", "append")));
            var size = Length(log) - before;
            if (size <= 0 || i < 0) continue; // Warming up, or a checkpoint, whose bytes are another matter.
            var bytes = new byte[size];
            writes.Add(Milliseconds(() =>
            {
                RandomAccess.Write(bare, bytes, RandomAccess.GetLength(bare));
                if (DataSync(bare) != 0) throw new IOException("fdatasync failed");
            }));
            appends.Add(append);
            sizes.Add(size);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Median(appends):0.000} {Median(writes):0.000} {Median(sizes.ConvertAll(size => (double)size)):0}"));
        return 0;
    }

    private static long Length(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }

    private static double Milliseconds(Action act)
    {
        var watch = Stopwatch.StartNew();
        act();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle file);
}
