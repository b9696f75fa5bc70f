using System.Globalization;

namespace Piku.Domain;

/// <summary>Spans of time in words, as rough as people want them.</summary>
public static class Spans
{
    /// <summary>Such as "3 min ago".</summary>
    public static string Ago(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => $"{age.Days} days ago",
        { TotalHours: >= 2 } => $"{(int)age.TotalHours} h ago",
        { TotalMinutes: >= 2 } => $"{(int)age.TotalMinutes} min ago",
        _ => $"{Math.Max(0, (int)age.TotalSeconds)} s ago",
    };

    /// <summary>Such as "0.4 s", "12 s" or "3 min 5 s".</summary>
    public static string Length(TimeSpan span) => span switch
    {
        { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        { TotalMinutes: >= 2 } => $"{(int)span.TotalMinutes} min {span.Seconds} s",
        { TotalSeconds: >= 10 } => $"{(int)span.TotalSeconds} s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0.0} s"),
    };
}
