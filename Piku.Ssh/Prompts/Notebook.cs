using System.Collections.Immutable;
using Piku.Reconciler.Layout;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Prompts;

/// <summary>What the prompt keeps for an ssh key: the app that was used last, on the first line, and the lines that were typed, the newest last.</summary>
/// <remarks>A file of the owner's alone, by the key's fingerprint; so whoever comes after under the same name does not get it.</remarks>
internal sealed class Notebook(Session session)
{
    private const int Most = 500;

    private string Path => session.Root.Notebook(Digest.Fingerprint(session.Fingerprint));

    public (string? Current, ImmutableArray<string> Lines) Read() => (session.Host.ReadText(Path) ?? "").Split('\n') switch
    {
        [var current, .. var lines] => (session.HasApp(current) ? current : null, [.. lines.Where(line => line != "")]),
        _ => (null, []),
    };

    /// <summary>Adds a line, as far as it may be kept; another prompt of the same key may have added others meanwhile.</summary>
    public void Add(string line, string? current)
    {
        var (_, lines) = Read();
        var kept = Remembered.Of(line) is { } one && one != lines.LastOrDefault() ? lines.Add(one) : lines;
        session.Host.MakeSecretFolder(System.IO.Path.GetDirectoryName(Path)!);
        session.Host.WriteSecret(Path, string.Join('\n', [current ?? "", .. kept.TakeLast(Most), ""]));
    }
}
