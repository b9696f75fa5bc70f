using System.Collections.Immutable;

namespace Piku.Reconciler.Hosts;

/// <summary>How the reconciler changes a machine. Each call either does all of it or throws an <see cref="IOException"/>.</summary>
public interface IHost : IHostView
{
    /// <summary>Puts a file in place at once: readers see the old text or the new, never half of one.</summary>
    /// <param name="notBefore">The file is given a modification time after this one, so that whoever compares whole seconds notices.</param>
    /// <param name="rights">As in <see cref="Layout.FileRights"/>, whatever the process usually gives.</param>
    void WriteFile(string path, string text, DateTimeOffset? notBefore = null, int rights = Layout.FileRights.Public);

    /// <summary>The same for a file that the owner alone may read.</summary>
    void WriteSecret(string path, string text);

    /// <summary>Makes a folder hold exactly these files, readable by the owner alone.</summary>
    void WriteFolder(string path, ImmutableSortedDictionary<string, string> files);

    void AppendLine(string path, string line);

    /// <summary>Gives a file another name, in the place of one that has it; whoever has it open goes on with it.</summary>
    void Rename(string path, string other);

    /// <summary>Copies what a file holds, in the place of a former copy, and makes it empty. What is written between the two is lost; where there is no room for a copy, all of it is.</summary>
    void CutOff(string path, string copy);

    void MakeFolder(string path);

    /// <summary>The same, for the owner alone; so too the folders around it that are not there yet.</summary>
    void MakeSecretFolder(string path);

    /// <summary>Gives a file or a folder these rights; does nothing when there is none.</summary>
    void SetRights(string path, int rights);

    /// <summary>Gives whatever is at a path another name, in a folder that is made for the owner alone if need be; does nothing when there is nothing.</summary>
    void PutAside(string path, string aside);

    /// <summary>Copies a file, or a link as one, for the owner alone, into a folder that is made for it if need be; does nothing when there is neither.</summary>
    void Keep(string path, string copy);

    /// <summary>Points a symbolic link at a target at once, whether or not it existed.</summary>
    void Link(string path, string target);

    /// <summary>Does nothing when there is no such file.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes a folder and all in it, following no link; does nothing when there is none.</summary>
    void DeleteFolder(string path);

    /// <summary>Gives a folder a name by which it is whole: all in it is on the disk before it has that name, and the name is when this returns.</summary>
    /// <param name="made">On the same disk.</param>
    void PutFolder(string made, string path);

    /// <summary>Returns when all that was written to the folder's disk so far has reached it.</summary>
    void Sync(string folder);

    /// <summary>Takes a folder's name away, at once and so that nobody ever sees half of it; what is to be deleted then is under the name that is returned.</summary>
    /// <returns>Null when there is no such folder.</returns>
    string? TakeAway(string path);

    /// <summary>Sends a signal to the process whose number is in the file.</summary>
    /// <returns>False when there is no such process.</returns>
    bool Signal(string pidFile, HostSignal signal);

    /// <summary>Runs a program until it ends or is cancelled, in which case it and its children are killed.</summary>
    /// <param name="line">Each line of its output and errors.</param>
    /// <returns>Its exit code.</returns>
    Task<int> Run(CommandLine command, Action<string> line, CancellationToken cancel);

    /// <summary>Asks a process of this box over HTTP; whatever comes, or does not come within some seconds, is the answer.</summary>
    Task<HttpAnswer> Ask(HttpQuestion question, CancellationToken cancel);

    /// <summary>Connects to a Unix socket and says nothing; nothing happens where nobody listens.</summary>
    void Knock(string socket);

    /// <summary>Runs a program on our own input, output and terminal until it ends; once nobody reads what it says, it is asked to, and then made to.</summary>
    /// <returns>Its exit code.</returns>
    int Attach(CommandLine command);

    /// <summary>
    /// Runs a command of the user's in our place: on our input, output and terminal, with the signals that we get. Once nobody reads what it says it is hung up
    /// on, and made to end. Without a terminal, whatever it has started shares its lot.
    /// </summary>
    /// <returns>Its exit code; 128 and the signal's number where a signal has ended it.</returns>
    int Lend(CommandLine command);

    /// <summary>Waits until the condition holds, looking again and again.</summary>
    /// <param name="every">From one look to the next; unset, as often as somebody would notice.</param>
    /// <returns>Whether it did within the time.</returns>
    Task<bool> Until(Func<bool> condition, TimeSpan within, CancellationToken cancel, TimeSpan? every = null);

    /// <summary>An exclusive lock that the kernel lets go of when its owner dies; null when somebody else has it.</summary>
    IDisposable? TryLock(string path);

    /// <summary>Whether somebody holds that lock; asking takes it from nobody.</summary>
    bool IsLocked(string path);

    /// <summary>Whether a server could listen on the TCP port of this box now; one that an outgoing connection has is not free either.</summary>
    bool IsPortFree(int port);
}

/// <summary>What is sent to the servers that piku steers.</summary>
public enum HostSignal
{
    /// <summary>SIGHUP: nginx reads its configuration again.</summary>
    Reload,

    /// <summary>SIGWINCH: the Emperor looks at its vassals now instead of within three seconds.</summary>
    Wake,
}
