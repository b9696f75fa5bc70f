using System.Globalization;
using Piku.Domain.Releases;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Logs;

/// <summary>A line that a process has said.</summary>
/// <param name="At">Null for one of a log that had no times yet.</param>
public sealed record LogLine(string Process, DateTimeOffset? At, string Text);

/// <summary>How the logs of an app's processes tell the time.</summary>
public static class LogTimes
{
    /// <summary>What nginx writes of each request.</summary>
    public const string Access = "access";

    private const string OfNginx = "dd/MMM/yyyy:HH:mm:ss zzz";

    private const string Arrow = "-----> ";

    /// <param name="before">The time of what stands before it in its log.</param>
    public static StampedLine Read(string process, ReadOnlySpan<byte> line, DateTimeOffset? before) => LogStamp.Read(line, before) switch
    {
        var request when process == Access => Timed(request, OfRequest(request.Text)),
        var said when Procfile.IsCron(process) => Timed(said, OfRun(said.Text) ?? before),
        var said => said,
    };

    private static StampedLine Timed(StampedLine line, DateTimeOffset? at) => new(at, line.Text, at);

    private static DateTimeOffset? OfRequest(string text) =>
        text.IndexOf('[', StringComparison.Ordinal) is var from and >= 0 && text.IndexOf(']', from) is var to and >= 0
        && DateTimeOffset.TryParseExact(Colonized(text[(from + 1)..to]), OfNginx, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at.ToUniversalTime()
            : null;

    /// <summary>nginx writes "+0100" where .NET reads "+01:00".</summary>
    private static string Colonized(string time) => time.Length > 2 ? time.Insert(time.Length - 2, ":") : time;

    /// <summary>A run says when it begins and ends.</summary>
    private static DateTimeOffset? OfRun(string text) =>
        text.StartsWith(Arrow, StringComparison.Ordinal) && CronRun.TimeOf(text[Arrow.Length..].Split(' ', 2)[0]) is { } at ? at : null;
}
