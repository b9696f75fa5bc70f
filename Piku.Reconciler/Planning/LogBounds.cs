using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning;

/// <summary>How large the logs may become that their writers do not bound themselves. Each has one former beside it, so it takes twice as much of the disk at most, and what comes between two looks. Pure.</summary>
/// <remarks>uWSGI bounds what processes say, the script that runs cron lines what those say, <see cref="Surplus"/> the number of rollouts' logs and their writer their size.</remarks>
public static class LogBounds
{
    public const long Most = 10_000_000;

    private const string Ending = ".log";

    /// <param name="names">In the folder of logs: those of apps, and the logs of the box.</param>
    public static ImmutableArray<LogBound> Of(RootLayout root, IEnumerable<string> names) => [.. names.Select(name => Of(root, name)).OfType<LogBound>()];

    private static LogBound? Of(RootLayout root, string name) => name switch
    {
        "nginx-error.log" or "nginx-access.log" => new LogBound($"{root.Root}/logs/{name}", Most, LogWriter.Nginx),
        "pikud.log" or "emperor.log" or "sshd.log" => new LogBound($"{root.Root}/logs/{name}", Most, LogWriter.Appending),
        _ when AppName.TryParse(name, out _) is { } app => new LogBound(root.AccessLog(app), Most, LogWriter.Nginx),
        _ => null,
    };

    /// <summary>What a CA said last about an app that is there no more. An app that was ever served has a folder of logs until it is destroyed.</summary>
    /// <param name="acme">The names in the folder of <c>lego</c>'s logs.</param>
    public static IEnumerable<string> OfNobody(RootLayout root, IEnumerable<string> names, IEnumerable<string> acme)
    {
        var apps = names.ToHashSet(StringComparer.Ordinal);
        return acme.Where(file => file.EndsWith(Ending, StringComparison.Ordinal) && AppName.TryParse(file[..^Ending.Length], out _) is { } app && !apps.Contains(app.Value))
            .Select(file => $"{root.Root}/acme/{file}");
    }
}

/// <param name="Path">There is no such file where nothing is logged.</param>
/// <param name="Most">Bytes.</param>
public sealed record LogBound(string Path, long Most, LogWriter Writer);

/// <summary>How a log can be put aside depends on who writes it.</summary>
public enum LogWriter
{
    /// <summary>It opens its logs again when it is asked to reload; until then it writes to the file that it has, whatever that is called.</summary>
    Nginx,

    /// <summary>It never opens its log again, and adds each line at the end, wherever that is: the file is copied and made empty.</summary>
    Appending,
}
