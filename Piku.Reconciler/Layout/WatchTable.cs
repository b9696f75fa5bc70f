using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Layout;

/// <summary>Which folders of a root are watched, and whom a change in one of them concerns.</summary>
public sealed class WatchTable
{
    /// <summary>Replaced after each append to the journal.</summary>
    private const string HeadFile = "head";

    private readonly ImmutableArray<(WatchedFolder Folder, Func<string, Concern> About)> _rows;

    public WatchTable(RootLayout root)
    {
        Func<string, Concern> ofApp = Drift;
        var ofVassal = (string name) => Drift(UpTo('_', name));
        var ofDoor = (string name) => Drift(UpTo('.', name));
        _rows =
        [
            (new WatchedFolder(root.State, Contents: false), name => name == HeadFile ? Concern.Record : Concern.Nobody),
            (new WatchedFolder(root.Run, Contents: true), OfNote),
            (new WatchedFolder(root.Vassals, Contents: true), ofVassal),
            (new WatchedFolder(root.VassalEnvironments, Contents: true, IsDeep: true), ofVassal),
            (new WatchedFolder(root.Doors, Contents: false), ofDoor),
            (new WatchedFolder(root.Sites, Contents: true), ofDoor),
            (new WatchedFolder($"{root.Root}/nginx/files", Contents: true, IsDeep: true), ofApp),
            (new WatchedFolder($"{root.Root}/nginx/certs", Contents: true, IsDeep: true), ofApp),
            (new WatchedFolder($"{root.Root}/slugs", Contents: false, IsDeep: true), ofApp),
            (new WatchedFolder($"{root.Root}/envs", Contents: false, IsDeep: true), ofApp),
            (new WatchedFolder($"{root.Root}/apps", Contents: false), ofApp),
            (new WatchedFolder($"{root.Root}/data", Contents: false), ofApp),
            (new WatchedFolder($"{root.Root}/logs", Contents: false), ofApp), // nginx writes into files in it all the time.
            (new WatchedFolder($"{root.Root}/cache", Contents: false), ofApp),
            (new WatchedFolder($"{root.Root}/repos", Contents: false), ofApp),
            OfBox(root.EmperorIni),
            OfBox(root.ProcessStarter),
            OfBox(root.NginxConf),
            OfBox(root.AuthorizedKeys),
            (new WatchedFolder(root.Root, Contents: false), _ => Concern.Nobody), // Should it be replaced, all of them are.
        ];
    }

    /// <summary>Each once, though sshd's file of keys may be in one of the others.</summary>
    public IReadOnlyList<WatchedFolder> Folders =>
        [.. _rows.Select(row => row.Folder).GroupBy(folder => folder.Path).Select(same => new WatchedFolder(same.Key, same.Any(folder => folder.Contents), same.Any(folder => folder.IsDeep)))];

    public Concern Of(FolderChange change) => change.Folder is null
        ? Concern.Everybody
        : _rows.Where(row => row.Folder.Path == change.Folder).Select(row => row.About(change.Name)).FirstOrDefault(concern => concern != Concern.Nobody);

    private static (WatchedFolder, Func<string, Concern>) OfBox(string path) => (new WatchedFolder(Path.GetDirectoryName(path)!, Contents: true), name => name == Path.GetFileName(path) ? Concern.Box : Concern.Nobody);

    private static Concern Drift(string name) => AppName.TryParse(name, out _) is { } app ? new Concern(ConcernKind.Drift, app) : Concern.Nobody;

    private static Concern OfNote(string file) =>
        VassalFiles.StartNotes.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.Ordinal)) is { } note && AppName.TryParse(VassalName.TryParse(file[..^note.Length])?.App ?? "", out _) is { } app
            ? new Concern(ConcernKind.Start, app)
            : Concern.Nobody;

    /// <summary>Empty where the mark is not in it.</summary>
    private static string UpTo(char mark, string name) => name[..Math.Max(0, name.IndexOf(mark, StringComparison.Ordinal))];
}

/// <summary>Whom something concerns.</summary>
public readonly record struct Concern(ConcernKind Kind, AppName? App = null)
{
    public static Concern Nobody => default;

    /// <summary>The journal has grown.</summary>
    public static Concern Record => new(ConcernKind.Record);

    public static Concern Everybody => new(ConcernKind.Everybody);

    /// <summary>What all apps share, and who may come.</summary>
    public static Concern Box => new(ConcernKind.Drift, AppName.Box);
}

public enum ConcernKind
{
    Nobody,
    Record,
    Everybody,

    /// <summary>Of a process of the app, or that it waits to be started.</summary>
    Start,

    /// <summary>Of what we write; by us, most of the time.</summary>
    Drift,
}
