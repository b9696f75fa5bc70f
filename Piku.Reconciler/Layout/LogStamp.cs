using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace Piku.Reconciler.Layout;

/// <summary>The time at which a process said something, as it stands in its log. Written by uWSGI before whatever it has read of the process at once.</summary>
/// <remarks>
/// What is read at once may be several lines, or a part of one. So a stamp stands between two characters that nobody sees or says, is taken away wherever it is found, and
/// gives its time to all lines that begin behind it.
/// </remarks>
public static class LogStamp
{
    private const byte Begins = 0x1E;

    private const byte Ended = 0x1F;

    /// <summary>Microseconds since 1970.</summary>
    private const int Digits = 16;

    private const byte Space = (byte)' ';

    private static readonly SearchValues<byte> Marks = SearchValues.Create([Begins, Ended]);

    /// <summary>What has uWSGI write it. The first one keeps the second from taking away the end of a line.</summary>
    public static ImmutableArray<string> Encoders { get; } = ["suffix \u001f", "format \u001e${micros} ${msg}"];

    /// <param name="before">The time of what stands before the line; null when that is not known.</param>
    public static StampedLine Read(ReadOnlySpan<byte> line, DateTimeOffset? before)
    {
        if (!line.ContainsAny(Marks)) return new StampedLine(before, Encoding.UTF8.GetString(line), before);
        var text = new byte[line.Length];
        var (length, begun, last) = (0, before, before);
        while (!line.IsEmpty)
        {
            var plain = line.IndexOfAny(Marks) is var at and >= 0 ? line[..at] : line;
            plain.CopyTo(text.AsSpan(length));
            length += plain.Length;
            line = line[plain.Length..];
            if (TimeOf(line) is { } time) last = time;
            if (length == 0) begun = last;
            line = line[LengthOf(line)..];
        }

        return new StampedLine(begun, Encoding.UTF8.GetString(text, 0, length), last);
    }

    /// <summary>The line as its process has said it.</summary>
    public static string Plain(string line) => Read(Encoding.UTF8.GetBytes(line), null).Text;

    private static DateTimeOffset? TimeOf(ReadOnlySpan<byte> mark) =>
        mark.Length > Digits + 1 && mark[0] == Begins && mark[Digits + 1] == Space
        && Utf8Parser.TryParse(mark.Slice(1, Digits), out long micros, out var read) && read == Digits && micros >= 0
            ? DateTimeOffset.UnixEpoch.AddMicroseconds(micros)
            : null;

    private static int LengthOf(ReadOnlySpan<byte> mark) => TimeOf(mark) is not null ? Digits + 2 : Math.Min(1, mark.Length);
}

/// <summary>A line without its stamps.</summary>
/// <param name="At">When it began; null when nobody has written that down.</param>
/// <param name="Last">The time of whatever is said behind it, until there is another one.</param>
public readonly record struct StampedLine(DateTimeOffset? At, string Text, DateTimeOffset? Last);
