using System.Globalization;
using System.Text;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;

namespace Piku.Reconciler.Journal;

/// <summary>
/// The ports and host names of the whole box as they are stored: a line <c>app ports names</c> for each app that has some, by name. So a rule across apps
/// costs no app's state and no key.
/// </summary>
/// <remarks>
/// Disposable like the states, which say it all again; and open to read like the configuration of nginx, which has the same names. Of a thousand apps it is
/// some 40 KB, and an app that changes changes the sectors of its line.
/// </remarks>
internal static class HostTable
{
    /// <summary>Grows when a line gets another form or <see cref="Holding.Of"/> another meaning.</summary>
    public const int Format = 1;

    public static byte[] Write(IEnumerable<Holding> holdings) =>
        Encoding.UTF8.GetBytes(string.Concat(holdings.Where(one => !one.IsEmpty).OrderBy(one => one.App.Value, StringComparer.Ordinal).Select(Line)));

    public static IEnumerable<Holding> Read(byte[] table) =>
        Encoding.UTF8.GetString(table).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(words => new Holding(
            AppName.Parse(words[0]),
            [.. Parts(words[1]).Select(port => int.Parse(port, CultureInfo.InvariantCulture))],
            [.. Parts(words[2])]));

    /// <summary>The table with one app's line as it is now.</summary>
    public static byte[] With(byte[] table, Holding now)
    {
        var (text, line) = (Encoding.UTF8.GetString(table), now.IsEmpty ? "" : Line(now));
        var at = 0;
        if (text.Length > 0 && text[^1] != '\n') throw new InvalidDataException("has a table of ports that ends in the middle of a line");
        while (at < text.Length && string.CompareOrdinal(text, at, now.App.Value + " ", 0, now.App.Value.Length + 1) < 0) at = text.IndexOf('\n', at) + 1;
        var isThere = string.CompareOrdinal(text, at, now.App.Value + " ", 0, now.App.Value.Length + 1) == 0;
        return Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, at), line, text.AsSpan(isThere ? text.IndexOf('\n', at) + 1 : at)));
    }

    public static string Line(Holding one) => string.Create(CultureInfo.InvariantCulture, $"{one.App} {string.Join(',', one.Ports)} {string.Join(',', one.ServerNames)}\n");

    private static string[] Parts(string word) => word.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
