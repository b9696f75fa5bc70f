using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Keys;

namespace Piku.Ssh.Copies;

/// <summary>What a client asks for: a program with its words, of which none reaches a shell.</summary>
/// <param name="IsWriting">Whether anything may come to this box by it.</param>
/// <param name="App">Whose folder the last path is in; null when it is in none.</param>
public sealed record Copy(bool IsWriting, AppName? App, ImmutableArray<string> Program)
{
    private const string SftpProgram = "/usr/lib/openssh/sftp-server";

    private const string ScpProgram = "/usr/bin/scp";

    private const string RsyncProgram = "/usr/bin/rsync";

    /// <summary>What a key has to be allowed on <see cref="App"/>. What sftp is asked for comes later, and finds what its key is for.</summary>
    public Right Needs => IsWriting && Program[0] != SftpProgram ? Right.Deploy : Right.Read;

    public static Copy OfSftp(bool isWriting) => new(isWriting, null, isWriting ? [SftpProgram] : [SftpProgram, "-R"]);

    /// <summary>Null when the words are not those of scp's own far end: <c>-t</c> takes files, <c>-f</c> gives some.</summary>
    public static Copy? OfScp(ImmutableArray<string> words)
    {
        ImmutableArray<string> options = [.. words.TakeWhile(word => word.Length == 2 && word[0] == '-' && word != "--")];
        var (takes, gives) = (options.Contains("-t"), options.Contains("-f"));
        var paths = words[options.Length..] is ["--", .. var rest] ? rest : words[options.Length..];
        return takes != gives && options.All(option => option is "-t" or "-f" or "-r" or "-p" or "-d" or "-v" or "-q") && paths is [.., var last] && !(takes && paths.Length > 1)
            ? new Copy(takes, AppOf(last), [ScpProgram, .. options, "--", .. paths])
            : null;
    }

    /// <summary>Null when the words are not those of rsync's own far end. A daemon would read a configuration that could name programs.</summary>
    public static Copy? OfRsync(ImmutableArray<string> words) =>
        words is ["--server", .. var rest] && rest is [.., var last] && !rest.Any(word => word == "--daemon" || word.StartsWith("--config", StringComparison.Ordinal))
            ? new Copy(rest[0] != "--sender", AppOf(last), [RsyncProgram, .. words])
            : null;

    private static AppName? AppOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? AppName.TryParse(first, out _) : null;
}
