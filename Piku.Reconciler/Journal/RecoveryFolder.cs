using System.Globalization;

namespace Piku.Reconciler.Journal;

/// <summary>
/// Where a recovered journal waits until it is in place. From one rename on it counts, and a journal that has one waiting cannot be used
/// until all of it is in place; so there is no moment at which a box looks whole and is not.
/// </summary>
/// <remarks>For who holds the journal's lock.</remarks>
public static class RecoveryFolder
{
    private const string Ready = "recovered";

    private const string Damaged = "damaged";

    private static readonly string[] Files = ["journal.db", "journal-log.db", "head"];

    /// <summary>Whether one waits to be put in place.</summary>
    public static bool IsReady(string folder) => Directory.Exists(In(folder, Ready));

    /// <summary>
    /// Puts in place what waits: sets the damaged files aside, then moves the new ones there. Each step is done when the next one is asked for, and what was
    /// interrupted after any of them is finished by doing it again.
    /// </summary>
    /// <returns>After each step a path; after the last, where the damaged files are.</returns>
    public static IEnumerable<string> Install(string folder)
    {
        var (ready, aside) = (In(folder, Ready), DamagedIn(In(folder, Ready)));
        foreach (var name in Directory.Exists(aside) ? Files : [])
        {
            Move(In(folder, name), In(aside, name));
            yield return In(aside, name);
        }

        var damaged = Numbers(folder).DefaultIfEmpty(0).Max();
        if (Directory.Exists(aside))
        {
            Posix.SyncFolder(aside);
            Directory.Move(aside, Numbered(folder, ++damaged));
            Posix.SyncFolder(folder);
            yield return Numbered(folder, damaged);
        }

        foreach (var name in Files)
        {
            Move(In(ready, name), In(folder, name));
            yield return In(folder, name);
        }

        Posix.SyncFolder(folder);
        Directory.Delete(ready, recursive: true);
        Posix.SyncFolder(folder);
        yield return Numbered(folder, damaged);
    }

    internal static string ReportIn(string damaged) => In(damaged, "report.txt");

    /// <summary>What goes with the damaged files.</summary>
    internal static string DamagedIn(string made) => In(made, Damaged);

    /// <summary>An empty one that does not count yet; what one that was interrupted has left is deleted.</summary>
    internal static string Begin(string folder)
    {
        var made = In(folder, $"{Ready}.tmp");
        if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
        Directory.CreateDirectory(DamagedIn(made));
        return made;
    }

    internal static void MakeReady(string folder)
    {
        var made = In(folder, $"{Ready}.tmp");
        foreach (var file in Directory.EnumerateFiles(made, "*", SearchOption.AllDirectories))
            using (var written = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(written);
        Posix.SyncFolder(DamagedIn(made));
        Posix.SyncFolder(made);
        Directory.Move(made, In(folder, Ready));
        Posix.SyncFolder(folder);
    }

    private static IEnumerable<int> Numbers(string folder) => Directory.EnumerateDirectories(folder, $"{Damaged}-*")
        .Select(path => int.TryParse(Path.GetFileName(path)[(Damaged.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);

    private static string Numbered(string folder, int number) => In(folder, string.Create(CultureInfo.InvariantCulture, $"{Damaged}-{number}"));

    private static void Move(string from, string to)
    {
        if (File.Exists(from)) File.Move(from, to);
    }

    private static string In(string folder, string name) => Path.Combine(folder, name);
}
