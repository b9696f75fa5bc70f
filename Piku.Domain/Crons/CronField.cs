using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Piku.Domain.Crons;

/// <summary>One of the five fields of a schedule: which numbers it takes, and which names for them.</summary>
/// <param name="Called">Completes "has '25' for …".</param>
/// <param name="Names">The first stands for <paramref name="Least"/>, the next ones for those after it.</param>
/// <param name="Takes">Completes "write …".</param>
internal sealed partial record CronField(string Called, int Least, int Most, ImmutableArray<string> Names, string Takes)
{
    /// <summary>In the order in which they stand in a line.</summary>
    public static ImmutableArray<CronField> All { get; } =
    [
        new("the minute", 0, 59, [], "numbers from 0 to 59"),
        new("the hour", 0, 23, [], "numbers from 0 to 23"),
        new("the day of the month", 1, 31, [], "numbers from 1 to 31"),
        new("the month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], "numbers from 1 to 12 or jan to dec"),
        new("the day of the week", 0, Sunday, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"], "numbers from 0 to 7, where 0 and 7 are Sunday, or sun to sat"),
    ];

    private const int Sunday = 7;

    /// <summary>Every number that a field stands for; null, and why, when it does not stand for any.</summary>
    public ImmutableSortedSet<int>? Values(string field, out string? why)
    {
        var parts = field.Split(',').Select(part => (Text: part, Span: Part().Match(part) is { Success: true } match ? SpanOf(match) : null)).ToList();
        why = parts.Select(part => WhyBad(part.Text, part.Span)).FirstOrDefault(bad => bad is not null);
        return why is null ? [.. parts.SelectMany(part => part.Span!.Numbers).Select(number => Most == Sunday ? number % Sunday : number)] : null;
    }

    private string? WhyBad(string part, Span? span) => span switch
    {
        null or { Step: < 1 } => Bad(part),
        _ when span.From < Least || span.From > Most || span.To < Least || span.To > Most => Bad(part),
        _ when span.To < span.From => $"has '{Shown(part)}' for {Called}, which ends before it begins; write two ranges, as in '{span.From}-{Last},{Least}-{span.To}'",
        _ => null,
    };

    private string Bad(string part) => $"has '{Shown(part)}' for {Called}; write {Takes}, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2)";

    private int Last => Most == Sunday ? Most - 1 : Most;

    /// <summary>Null when a number or name in it is none.</summary>
    private Span? SpanOf(Match match)
    {
        var step = match.Groups["step"] is { Success: true } steps ? int.Parse(steps.Value, CultureInfo.InvariantCulture) : 1;
        if (match.Groups["all"].Success) return new Span(Least, Last, step);
        var (from, to) = (NumberOf(match.Groups["from"].Value), NumberOf(match.Groups["to"] is { Success: true } end ? end.Value : match.Groups["from"].Value));
        // A week that goes until Sunday, as in fri-sun.
        return from is { } first && to is { } last ? new Span(first, Most == Sunday && last == 0 && first > 0 ? Sunday : last, step) : null;
    }

    private int? NumberOf(string text) => char.IsAsciiDigit(text[0]) ? int.Parse(text, CultureInfo.InvariantCulture)
        : Names.IndexOf(text.ToLowerInvariant()) is >= 0 and var at ? Least + at
        : null;

    private static string Shown(string part) => part.Length > 20 ? part[..20] + "…" : part;

    private sealed record Span(int From, int To, int Step)
    {
        public IEnumerable<int> Numbers => Enumerable.Range(From, To - From + 1).Where(number => (number - From) % Step == 0);
    }

    [GeneratedRegex(@"\A((?<all>\*)(/(?<step>[0-9]{1,3}))?|(?<from>[0-9]{1,3}|[A-Za-z]{3})(-(?<to>[0-9]{1,3}|[A-Za-z]{3})(/(?<step>[0-9]{1,3}))?)?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
