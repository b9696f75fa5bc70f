using Piku.Domain.Apps;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Archives;

/// <summary>An archive's content as a folder, while it is made or taken in; one at a time on a box.</summary>
/// <remarks>What an archive holds: <c>journal.jsonl</c>, <c>repos/APP.bundle</c>, <c>data/APP/…</c>, <c>piku.conf</c>; and of a piku that recorded no keys, <c>authorized_keys</c>.</remarks>
internal sealed class ArchiveFolder : IDisposable
{
    public const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Session _session;
    private readonly IDisposable _alone;

    private ArchiveFolder(Session session, string path, IDisposable alone) => (_session, Path, _alone) = (session, path, alone);

    public string Path { get; }

    public string Journal => $"{Path}/journal.jsonl";

    public string Settings => $"{Path}/piku.conf";

    public string Keys => $"{Path}/authorized_keys";

    public string Data => $"{Path}/data";

    public string Bundle(AppName app) => $"{Path}/repos/{app}.bundle";

    /// <summary>An empty one, for the owner only, on the disk of the root; what one that was killed has left is deleted.</summary>
    /// <exception cref="RefusedException">Another export or import is under way.</exception>
    public static ArchiveFolder Take(Session session)
    {
        var path = $"{session.Root.Run}/archive";
        session.Host.MakeFolder(session.Root.Run);
        var alone = session.Host.TryLock($"{path}.lock") ?? throw new RefusedException("another export or import is under way; wait for it to end.");
        session.Host.DeleteFolder(path);
        Directory.CreateDirectory(path, OwnFile | UnixFileMode.UserExecute);
        Directory.CreateDirectory($"{path}/repos");
        return new ArchiveFolder(session, path, alone);
    }

    public void Dispose()
    {
        _session.Host.DeleteFolder(Path);
        _alone.Dispose();
    }
}
