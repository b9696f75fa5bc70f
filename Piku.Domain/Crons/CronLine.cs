using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Domain.Releases;

namespace Piku.Domain.Crons;

/// <summary>What stands in a Procfile behind a kind whose name begins with "cron": when, and what.</summary>
/// <param name="Text">The schedule as it was written.</param>
public sealed partial record CronLine(string Text, CronSchedule Schedule, string Command)
{
    /// <param name="why">Completes "line 3 of the Procfile …", without a full stop.</param>
    public static CronLine? TryParse(string line, out string? why)
    {
        var parts = Parts().Match(line);
        why = parts.Success ? null : $"should be five fields and a command, as in 'cron: 30 4 * * * ./tidy', or '@daily ./tidy', and not {Procfile.Shortened(line)}";
        return why is null && CronSchedule.TryParse(parts.Groups["schedule"].Value, out why) is { } schedule
            ? new CronLine(Spaces().Replace(parts.Groups["schedule"].Value, " "), schedule, parts.Groups["command"].Value)
            : null;
    }

    /// <summary>By their kinds.</summary>
    public static ImmutableSortedDictionary<string, CronLine> Of(Slug slug) => slug.Processes
        .Where(process => Procfile.IsCron(process.Key))
        .Select(process => (process.Key, Line: TryParse(process.Value, out _)))
        .Where(cron => cron.Line is not null)
        .ToImmutableSortedDictionary(cron => cron.Key, cron => cron.Line!, StringComparer.Ordinal);

    [GeneratedRegex(@"\A(?<schedule>@\S*|\S+([ \t]+\S+){4})[ \t]+(?<command>\S.*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    [GeneratedRegex(@"[ \t]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
