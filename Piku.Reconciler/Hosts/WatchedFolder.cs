namespace Piku.Reconciler.Hosts;

/// <summary>A folder in which something may change.</summary>
/// <param name="Contents">Whether what is written into its files counts; otherwise only which names come and go, and whose rights change.</param>
/// <param name="IsDeep">Whether what happens in one of its folders counts, as having happened to that.</param>
public sealed record WatchedFolder(string Path, bool Contents, bool IsDeep = false);

/// <summary>Something has happened to a name in a watched folder, or in the folder of that name.</summary>
/// <param name="Folder">As it was asked for; null where anything may have happened in any of them.</param>
public readonly record struct FolderChange(string? Folder, string Name)
{
    /// <summary>Some changes cannot be told: they were too many, or a folder was not the one that was watched.</summary>
    public static FolderChange Any => default;
}

/// <summary>Begins to watch.</summary>
/// <param name="tell">By one thread.</param>
/// <param name="died">Called once, where it cannot go on; nothing is told after that.</param>
/// <returns>What ends it.</returns>
public delegate IDisposable BeginWatch(Action<FolderChange> tell, Action<Exception> died);
