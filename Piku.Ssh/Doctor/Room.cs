using Piku.Reconciler.Layout;
using Piku.Ssh.Output;

namespace Piku.Ssh.Doctor;

/// <summary>Whether there is enough of what every app needs.</summary>
public static class Room
{
    /// <summary>A build of any size needs as much.</summary>
    private const long LittleDisk = 500_000_000;

    /// <summary>All in bytes.</summary>
    /// <param name="disk">What is free where the root is.</param>
    /// <param name="free">Of the memory, of which there is <paramref name="all"/>.</param>
    public static IEnumerable<Finding> Of(RootLayout root, long disk, long free, long all) =>
    [
        Finding.Of("disk", disk >= LittleDisk, $"{Table.Megabytes(disk)} are free", $"Only {Table.Megabytes(disk)} are free where {root.Root} is", "gc --dry-run tells what piku could free"),
        Finding.Of("memory", free * 10 >= all, $"{Table.Megabytes(free)} of {Table.Megabytes(all)} are free", $"Only {Table.Megabytes(free)} of {Table.Megabytes(all)} are free", "ps tells what each process of an app uses; fewer of them use less: ps:scale"),
    ];
}
