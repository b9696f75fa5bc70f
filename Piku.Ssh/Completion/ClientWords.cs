using Piku.Ssh.Verbs;

namespace Piku.Ssh.Completion;

/// <summary>
/// What the client on a developer's machine sends: <c>client APP|- VERB …</c>, with the app whose checkout it was called in, each word in quotes. So words
/// arrive as they were typed, and mean what they mean on the box itself: a single word after <c>run APP</c> is a line for a shell, several are the command's own.
/// </summary>
public static class ClientWords
{
    /// <returns>The words that are meant, and the session in which they are; what no client sends, as it is.</returns>
    /// <exception cref="RefusedException">The app's name is none.</exception>
    public static (string[] Words, Session Session) Opened(string[] words, Session session)
    {
        if (words is not ["client", var named, .. var meant]) return (words, session);
        var current = named == "-" ? null : Session.Name(named);
        return (current is null ? meant : AppLeftOut.Filled(meant, current.Value, session.HasApp), session with { Line = null, Current = current });
    }
}
