using System.Collections.Immutable;
using System.Globalization;

namespace Piku.Ssh.Git;

/// <summary>What a push may bring. It bounds the time, the memory and the disk that somebody who pushes can have of the box, whatever the objects say; <c>docs/security.md</c> has the table.</summary>
public static class PushLimits
{
    /// <summary>Files, folders and links of a commit, as often as they stand in it: a few objects that name each other can stand for billions.</summary>
    public const int Entries = 250_000;

    public const int Depth = 200;

    /// <summary>What Linux takes.</summary>
    public const int NameBytes = 255;

    /// <summary>Below the app's folder; Linux takes 4,096 with the root before it.</summary>
    public const int PathBytes = 2_000;

    /// <summary>Less than what Linux takes of a symbolic link's target.</summary>
    public const int LinkBytes = 4_000;

    /// <summary>Branches and tags in one push.</summary>
    public const int Refs = 10_000;

    /// <summary>Characters of a commit's subject that are kept: the journal has one with each release.</summary>
    public const int Subject = 200;

    /// <summary>Bytes of a file that are written by way of our memory; git itself writes what is larger.</summary>
    public const long InMemory = 50_000_000;

    /// <summary>Of the free disk, the part that a commit's files may take: builds want room as well, and the journal.</summary>
    private const int PartOfDisk = 2;

    private const long MB = 1_000_000;

    /// <summary>As the docs have them.</summary>
    public static ImmutableArray<(string What, string Most)> All { get; } =
    [
        ("files, folders and links of a commit", Number(Entries)),
        ("folders within folders", Number(Depth)),
        ("bytes of a file's name", Number(NameBytes)),
        ("bytes of a path", Number(PathBytes)),
        ("bytes of a symbolic link", Number(LinkBytes)),
        ("bytes of a commit's files", "half of what is free on the disk"),
        ("branches and tags in one push", Number(Refs)),
    ];

    /// <param name="bytes">Of all files.</param>
    /// <param name="free">On the disk.</param>
    /// <returns>A sentence; null where there is room.</returns>
    public static string? WhyTooLarge(long bytes, long free) => bytes <= free / PartOfDisk ? null
        : $"the files of this commit have {bytes / MB} MB, and {free / MB} MB are free on the disk, of which they may take half; take large files out of the repository, or make room: gc.";

    public static string? WhyTooMany(int refs) => refs <= Refs ? null
        : $"this push moves more than {Number(Refs)} branches and tags; push fewer at a time.";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
