namespace Piku.Reconciler.Hosts;

/// <summary>What stands at a path itself, wherever it leads.</summary>
/// <param name="Rights">The twelve bits of who may do what, such as 0644 in octal, with <see cref="Layout.FileRights.Another"/> where it is not ours; null where nobody knows them, as on paper, and of links, which have none.</param>
public readonly record struct FileForm(FileKind Kind, int? Rights = null);

/// <summary>What a path can be.</summary>
public enum FileKind
{
    /// <summary>Nothing is there.</summary>
    None,

    File,

    Folder,

    Link,

    /// <summary>A file of another user's, who keeps it from us.</summary>
    FileOfAnother,

    /// <summary>A folder of another user's, which only they can change.</summary>
    FolderOfAnother,

    /// <summary>A socket, a pipe, a device.</summary>
    Other,
}
