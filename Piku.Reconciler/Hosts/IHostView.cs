using System.Collections.Immutable;
using Piku.Domain.Releases.Runtimes;

namespace Piku.Reconciler.Hosts;

/// <summary>How the reconciler looks at a machine. Nothing here changes anything.</summary>
public interface IHostView : IToolbox
{
    /// <summary>The file's text; null when there is no such file, and for a device or a pipe, of which reading may never come to an end.</summary>
    string? ReadText(string path);

    /// <summary>The text of a file that somebody has pushed, or that an app has made since; null for what is longer than <see cref="Sources.Most"/>, and for what a link leads to outside of the folder.</summary>
    string? SourceText(string folder, string name);

    /// <summary>The last lines of a file, whole ones and at most so many, of 256 bytes on average; empty when there is none.</summary>
    IReadOnlyList<string> Tail(string path, int lines);

    /// <summary>The names in a folder; empty when there is no such folder.</summary>
    IReadOnlyList<string> List(string path);

    /// <summary>The names in a folder that begin so, in their order. Asked for app after app, a folder that all share costs no more than one that is an app's own.</summary>
    IReadOnlyList<string> Named(string folder, string prefix);

    /// <summary>That of what a link leads to; of one that leads nowhere, its own.</summary>
    FileStamp Stamp(string path);

    /// <summary>What is at the path itself: a link is one, wherever it leads.</summary>
    FileForm Form(string path);

    bool FileExists(string path);

    bool FolderExists(string path);

    long Length(string path);

    /// <summary>Bytes of all files in a folder and its folders, without those that links lead to; 0 when there is no such folder.</summary>
    long Size(string folder);

    DateTimeOffset? Modified(string path);

    /// <summary>Where a symbolic link leads; null when the path is none.</summary>
    string? LinkTarget(string path);

    /// <summary>The TCP ports that somebody listens on.</summary>
    ImmutableSortedSet<int> ListeningPorts();

    /// <summary>The Emperor's vassals by the name of their file; null when it does not answer.</summary>
    IReadOnlyDictionary<string, EmperorView>? Emperor(string statsSocket);

    /// <summary>What processes and all that they have started use now; those that are not there are left out.</summary>
    IReadOnlyDictionary<int, ProcessTree> ProcessTrees(IReadOnlyCollection<int> pids);

    /// <summary>Bytes of memory that can be used before anything has to be swapped out.</summary>
    long AvailableMemory();

    /// <summary>Bytes of memory that the box has, without swap.</summary>
    long TotalMemory();

    /// <summary>The mark of the site that nginx serves for an app; null when it has none or does not answer.</summary>
    string? SiteMark(string marksSocket, string app);

    /// <summary>The worker processes of an nginx that take connections; those that are about to end do not. As long as they are the same, they serve the same sites.</summary>
    /// <param name="pidFile">Of its master process.</param>
    IReadOnlySet<int> NginxWorkers(string pidFile);
}

/// <summary>What the Emperor says of a vassal.</summary>
/// <param name="Pid">Null while the process is started by the next connection, and not before.</param>
/// <param name="Accepting">A worker accepts requests.</param>
/// <param name="Cursed">It died without having loaded an app, and is about to be dropped.</param>
public sealed record EmperorView(int? Pid, bool Accepting, bool Cursed);
