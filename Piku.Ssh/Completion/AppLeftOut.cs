using Piku.Ssh.Verbs;

namespace Piku.Ssh.Completion;

/// <summary>Where one app is meant anyway, as in a checkout of its author or at the prompt after <c>use</c>, a verb need not name it.</summary>
public static class AppLeftOut
{
    /// <summary>Whether the verb would name an app first, and what stands there is none that exists.</summary>
    /// <remarks>Words after <c>--</c> are never taken for the app: <c>run -- web</c> runs <c>web</c>, whatever apps there are.</remarks>
    public static bool Is(IReadOnlyList<string> words, Func<string, bool> isApp) =>
        words is [var name, ..] && VerbTable.Named(name) is { IsInternal: false } verb
        && Usage.Of(verb) is { BeginsWithApp: true } usage && !usage.Placed(words.Skip(1)).Take(1).Any(isApp);

    /// <summary>The words, with the app put in where it is left out.</summary>
    public static string[] Filled(string[] words, string app, Func<string, bool> isApp) =>
        Is(words, isApp) ? [words[0], app, .. words[1..]] : words;

    /// <summary>The same for a line, of which all else stays as it was typed.</summary>
    public static string Filled(ShellWords line, string app, Func<string, bool> isApp) =>
        Is([.. line.Words.Select(word => word.Text)], isApp)
            ? $"{(line.Words.Length > 1 ? line.Source[..line.Words[1].Start] : $"{line.Source} ")}{app} {line.From(1)}".TrimEnd()
            : line.Source;
}
