namespace Piku.Ssh.Verbs;

/// <summary>Text that somebody gives, who may never come to an end.</summary>
public static class BoundedText
{
    /// <param name="what">Completes "the input has more than 64 KiB; …".</param>
    /// <exception cref="RefusedException">There are more characters than <paramref name="most"/>; no more than that are read.</exception>
    public static string Read(TextReader from, int most, string what)
    {
        var text = new char[most + 1];
        var length = from.ReadBlock(text);
        return length <= most ? new string(text, 0, length) : throw new RefusedException($"the input has more than {most / 1024} KiB; {what}.");
    }
}
