using System.Text;

namespace Piku.Ssh.Verbs;

/// <summary>A file that something appends lines to, read as it grows; begun again when it is put aside for a new one.</summary>
public sealed class GrowingFile(string path)
{
    private readonly StringBuilder _partial = new();
    private long _at;

    /// <summary>Skips what is there already.</summary>
    public GrowingFile AtEnd()
    {
        _at = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        return this;
    }

    /// <summary>The whole lines since the last call.</summary>
    public IReadOnlyList<string> NewLines()
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length < _at) _at = 0;
        if (file.Length == _at) return [];
        file.Seek(_at, SeekOrigin.Begin);
        var text = new StreamReader(file, Encoding.UTF8).ReadToEnd();
        _at = file.Position;
        var lines = _partial.Append(text).ToString().Split('\n');
        _partial.Clear().Append(lines[^1]);
        return lines[..^1];
    }
}
