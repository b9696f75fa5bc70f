using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Simulation;

/// <summary>Files, folders and links in memory, with the kernel's words where something cannot be done. Links are followed where a path ends in one.</summary>
internal sealed class SimulatedFiles(TimeProvider clock)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal) { [""] = new Entry { Names = [] } };

    /// <summary>Folders that their owner may not enter.</summary>
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);

    private ulong _inodes;

    /// <summary>Nothing can be written until there is room again.</summary>
    public bool IsFull { get; set; }

    /// <summary>Is told of each name that came, went or changed.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    private sealed class Entry
    {
        public ulong Inode { get; init; }

        public DateTimeOffset Stamped { get; set; }

        public DateTimeOffset Modified { get; set; }

        public int Rights { get; set; } = FileRights.Public;

        /// <summary>Of a file.</summary>
        public string? Text { get; set; }

        /// <summary>Of a folder, sorted.</summary>
        public List<string>? Names { get; init; }

        /// <summary>Of a link.</summary>
        public string? Target { get; init; }
    }

    public string? Text(string path) => Followed(path)?.Text;

    public DateTimeOffset? Modified(string path) => Followed(path) is { Text: not null } file ? file.Modified : null;

    public bool IsFolder(string path) => Followed(path)?.Names is not null;

    public string? Target(string path) => _entries.GetValueOrDefault(path)?.Target;

    /// <summary>Whether pikud comes as far as to what is there.</summary>
    public bool Reaches(string path) => _closed.Count == 0 || !_closed.Any(folder => path.StartsWith($"{folder}/", StringComparison.Ordinal));

    /// <summary>Whether pikud may read what is there.</summary>
    public bool Opens(string path) => Reaches(path) && !(Followed(path) is { } entry && (entry.Names is null ? FileRights.IsClosedFile(entry.Rights) : FileRights.IsClosedFolder(entry.Rights)));

    public FileForm Form(string path) => _entries.GetValueOrDefault(path) switch
    {
        null => default,
        { Target: not null } => new FileForm(FileKind.Link),
        { Names: not null, Rights: var rights } => new FileForm(FileKind.Folder, rights),
        { Rights: var rights } => new FileForm(FileKind.File, rights),
    };

    public bool Exists(string path) => _entries.ContainsKey(path);

    public IReadOnlyList<string> List(string path) => Followed(path)?.Names is { } names ? [.. names] : [];

    public IReadOnlyList<string> Named(string folder, string prefix)
    {
        if (Followed(folder)?.Names is not { } names) return [];
        var first = names.BinarySearch(prefix, StringComparer.Ordinal);
        if (first < 0) first = ~first;
        var end = first;
        while (end < names.Count && names[end].StartsWith(prefix, StringComparison.Ordinal)) end++;
        return names.GetRange(first, end - first);
    }

    public FileStamp Stamp(string path) => (Followed(path) ?? _entries.GetValueOrDefault(path)) is { } entry ? new FileStamp(entry.Inode, entry.Text?.Length ?? entry.Names?.Count ?? 0, entry.Stamped) : default;

    /// <summary>Every file below a folder, with what it says.</summary>
    public IEnumerable<(string Path, string Text)> Below(string folder) =>
        (_entries.GetValueOrDefault(folder)?.Names ?? []).SelectMany(name => $"{folder}/{name}" is var path && _entries[path] is { Text: { } text } ? [(path, text)] : Below(path));

    /// <summary>Every path below a folder, folders after what is in them.</summary>
    public IEnumerable<string> Paths(string folder) =>
        (_entries.GetValueOrDefault(folder)?.Names ?? []).SelectMany(name => Paths($"{folder}/{name}").Append($"{folder}/{name}"));

    /// <summary>Where a path leads when every link on the way is followed; null when it leads nowhere.</summary>
    public string? Resolved(string path)
    {
        for (var hops = 0; hops < 8; hops++)
        {
            var link = Beginnings(path).FirstOrDefault(part => _entries.GetValueOrDefault(part)?.Target is not null);
            if (link is null) return _entries.ContainsKey(path) ? path : null;
            path = _entries[link].Target + path[link.Length..];
        }

        return null;
    }

    /// <summary>In the place of a file or link that has the name.</summary>
    public void Put(string path, string text, DateTimeOffset? modified = null, int rights = FileRights.Public)
    {
        Room(path);
        if (_entries.GetValueOrDefault(path)?.Names is not null) throw new IOException($"{path} is a folder");
        Enter(path, new Entry { Inode = ++_inodes, Text = text, Modified = modified ?? clock.GetUtcNow(), Rights = rights });
    }

    public void SetRights(string path, int rights)
    {
        if (Followed(path) is not { } entry) return;
        entry.Rights = rights;
        entry.Stamped = clock.GetUtcNow();
        if (entry.Names is not null && FileRights.IsClosedFolder(rights)) _closed.Add(path);
        else _closed.Remove(path);
        Changed(path);
    }

    /// <summary>Behind what a file says; of what a full disk does not take, the name is left.</summary>
    public void Append(string path, string text)
    {
        InFolder(path);
        if (Followed(path) is not { } file) Enter(path, file = new Entry { Inode = ++_inodes, Text = "" });
        if (file.Text is null) throw new UnauthorizedAccessException($"{path} is a folder");
        if (IsFull) throw Full(path);
        file.Text += text;
        file.Modified = file.Stamped = clock.GetUtcNow();
        Changed(path);
    }

    public void MakeFolder(string path, int rights = FileRights.PublicFolder)
    {
        if (_entries.TryGetValue(path, out var there) && there.Target is null)
        {
            if (there.Names is null) throw new IOException($"{path} is a file");
            return;
        }

        if (IsFolder(path)) return;
        if (IsFull) throw Full(path);
        if (Parent(path) is { Length: > 0 } parent) MakeFolder(parent, rights);
        Enter(path, new Entry { Inode = ++_inodes, Names = [], Rights = rights });
    }

    public void Link(string path, string target)
    {
        Room(path);
        if (_entries.GetValueOrDefault(path)?.Names is not null) throw new IOException($"{path} cannot be made a link: Is a directory.");
        Enter(path, new Entry { Inode = ++_inodes, Target = target });
    }

    public void DeleteFile(string path)
    {
        InFolder(path);
        if (_entries.GetValueOrDefault(path)?.Names is not null) throw new UnauthorizedAccessException($"{path} is a folder");
        Remove(path);
    }

    public void DeleteFolder(string path)
    {
        if (_entries.GetValueOrDefault(path) is not { } entry) return;
        if (entry.Names is null && entry.Target is null) return;
        Remove(path);
    }

    /// <summary>Whatever it is.</summary>
    public void Remove(string path)
    {
        if (!_entries.TryGetValue(path, out var entry)) return;
        foreach (var name in entry.Names?.ToArray() ?? []) Remove($"{path}/{name}");
        _entries.Remove(path);
        _closed.Remove(path);
        var folder = _entries[Parent(path)];
        folder.Names!.Remove(Name(path));
        folder.Stamped = clock.GetUtcNow();
        Changed(path);
    }

    public void Move(string path, string other)
    {
        var moved = Paths(path).Append(path).Reverse().Select(from => (To: other + from[path.Length..], Entry: _entries[from])).ToList();
        Remove(path);
        Remove(other);
        foreach (var (to, entry) in moved)
        {
            if (entry.Names is not null) MakeFolder(to);
            else Enter(to, entry);
        }
    }

    private Entry? Followed(string path)
    {
        var entry = _entries.GetValueOrDefault(path);
        return entry?.Target is null ? entry : Resolved(path) is { } end ? _entries[end] : null;
    }

    private void Enter(string path, Entry entry)
    {
        entry.Stamped = clock.GetUtcNow();
        var isNew = !_entries.ContainsKey(path);
        _entries[path] = entry;
        var folder = InFolder(path);
        if (isNew) folder.Names!.Insert(~folder.Names.BinarySearch(Name(path), StringComparer.Ordinal), Name(path));
        folder.Stamped = entry.Stamped;
        Changed(path);
    }

    private Entry InFolder(string path) =>
        _entries.GetValueOrDefault(Parent(path)) is { Names: not null } folder ? folder : throw new DirectoryNotFoundException($"there is no folder {Parent(path)}");

    private void Room(string path)
    {
        InFolder(path);
        if (IsFull) throw Full(path);
    }

    private static IOException Full(string path) => new($"No space left on device : '{path}'");

    private static IEnumerable<string> Beginnings(string path)
    {
        for (var at = path.IndexOf('/', 1); at > 0; at = path.IndexOf('/', at + 1)) yield return path[..at];
        yield return path;
    }

    private static string Parent(string path) => path[..path.LastIndexOf('/')];

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
