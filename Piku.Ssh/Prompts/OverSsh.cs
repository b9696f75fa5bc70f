using System.Collections.Immutable;
using Piku.Ssh.Completion;
using Piku.Ssh.Copies;
using Piku.Ssh.Git;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Prompts;

/// <summary>Whoever comes by ssh: with a line, which is a verb; or with none, and at a terminal a prompt opens.</summary>
internal static class OverSsh
{
    /// <summary>The variable in which sshd hands over what was asked for.</summary>
    public const string Line = "SSH_ORIGINAL_COMMAND";

    /// <param name="asked">The words that sshd has called us with.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="RefusedException">The line is none.</exception>
    public static int Run(Session session, ImmutableArray<string> asked)
    {
        var line = ShellWords.TrySplit(Environment.GetEnvironmentVariable(Line) ?? "")
            ?? throw new RefusedException("a quote is never closed in this command, or a backslash ends it.");
        var (words, meant) = ClientWords.Opened(CopyVerbs.Unfolded([.. line.Words.Select(word => word.Text)]), session.Recognised() with { Line = line });
        if (words is [GitHook.Verb, ..]) throw new RefusedException("git asks this, at a push, and nobody else can.");
        return words is [] && Terminal.IsThere ? new Prompt(meant, asked).Open() : Dispatch.Run(words, meant);
    }
}
