using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Domain.Apps;
using Piku.Domain.Crons;

namespace Piku.Domain.Releases;

/// <summary>What an app runs: one line per kind of process, <c>kind: command</c>.</summary>
/// <remarks>
/// Comments start with <c>#</c> at the start of a line or after a space outside of quotes. Both newline conventions are read.
/// </remarks>
/// <param name="Processes">Kind → command, those that run.</param>
/// <param name="Warnings">Sentences about lines that were read otherwise than their author may expect.</param>
public sealed partial record Procfile(ImmutableSortedDictionary<string, string> Processes, ImmutableArray<string> Warnings)
{
    public const int MaxCount = 99;

    public const int MaxLength = 64 * 1024;

    /// <summary>Kinds that run once in a build and are no processes.</summary>
    private static readonly ImmutableHashSet<string> Phases = ["preflight", "release"];

    /// <summary>The kinds that visitors may be sent to; the first of them that is there serves the app.</summary>
    public static ImmutableArray<string> Serving { get; } = [.. UwsgiKind.All.Select(kind => kind.Name), "web", "static"];

    /// <summary>Does the kind have processes: not a phase of the build, not served by nginx alone, and not run at times.</summary>
    public static bool IsProcess(string kind) => kind != "static" && !Phases.Contains(kind) && !IsCron(kind);

    /// <summary>Is the kind run at times, as its line says; see <see cref="CronLine"/>.</summary>
    public static bool IsCron(string kind) => kind.StartsWith("cron", StringComparison.Ordinal);

    /// <summary>Does nginx send visitors to processes of this kind.</summary>
    public static bool Listens(string kind) => kind == "web" || SpeaksUwsgi(kind);

    /// <summary>Does uWSGI run such processes itself.</summary>
    public static bool SpeaksUwsgi(string kind) => UwsgiKind.Named(kind) is not null;

    public static string Listed(IEnumerable<string> kinds) => string.Join(", ", kinds.Select(k => $"'{k}'")) is { Length: > 0 } list ? list : "none";

    /// <summary>Ends in a Procfile, or in the sentence about its first bad line.</summary>
    public static Procfile? TryParse(string text, out Refusal? refusal)
    {
        refusal = WhyTooLong(text);
        if (refusal is not null) return null;
        var read = text.TrimStart('\uFEFF').Split('\n')
            .Select((line, i) => (Number: i + 1, Text: WithoutComment(line).Trim()))
            .Where(line => line.Text != "")
            .Select(line => (line.Number, Parts: Line().Match(line.Text), line.Text))
            .ToList();
        refusal = read.Select(line => WhyBad(line.Number, line.Text, line.Parts)).FirstOrDefault(why => why is not null)
            ?? (read.Count == 0 ? new Refusal("the Procfile names no process; add a line such as: web: ./server.") : null);
        return refusal is null ? Of([.. read.Select(line => (line.Number, line.Parts.Groups["kind"].Value, line.Parts.Groups["command"].Value))]) : null;
    }

    private static Procfile Of(ImmutableArray<(int Number, string Kind, string Command)> lines)
    {
        var warnings = lines.GroupBy(l => l.Kind).Where(g => g.Count() > 1)
            .Select(g => $"'{g.Key}' stands in the Procfile {g.Count()} times; line {g.Last().Number} is used.");
        var all = lines.Aggregate(
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            (map, line) => map.SetItem(line.Kind, line.Command));
        var trump = Serving.FirstOrDefault(all.ContainsKey);
        var trumped = Serving.Where(kind => kind != trump && all.ContainsKey(kind)).ToList();
        return new Procfile(
            all.RemoveRange(trumped),
            [.. warnings, .. trumped.Select(kind => $"'{kind}' is left out, because '{trump}' serves this app.")]);
    }

    private static Refusal? WhyTooLong(string text) =>
        text.Length > MaxLength ? new Refusal($"the Procfile has {text.Length} characters, and {MaxLength} is the most; put long commands into scripts.") : null;

    private static Refusal? WhyBad(int number, string text, Match parts) => (parts.Success, parts.Groups["kind"].Value, parts.Groups["command"].Value) switch
    {
        (false, _, _) => Bad(number, $"is not 'kind: command': {Shortened(text)}"),
        (_, _, var command) when command.Any(char.IsControl) => Bad(number, "contains a control character"),
        (_, { Length: > 30 }, _) => Bad(number, "has a kind of more than 30 characters"),
        (_, var kind, var line) when IsCron(kind) => CronLine.TryParse(line, out var why) is null ? Bad(number, why!) : null,
        (_, var kind, var command) when UwsgiKind.Named(kind) is { } uwsgi && !uwsgi.Pattern(command) => Bad(number, $"should {uwsgi.Looks}, and not {Shortened(command)}"),
        (_, "static", var folder) when !UwsgiKind.IsPath(folder) => Bad(number, $"should name a folder inside the app, made of letters, digits and . _ - /, and not {Shortened(folder)}"),
        _ => null,
    };

    private static Refusal Bad(int number, string what) => new($"line {number} of the Procfile {what}.");

    internal static string Shortened(string text) =>
        "'" + string.Concat(text.Take(60).Select(c => char.IsControl(c) ? '?' : c)) + (text.Length > 60 ? "…'" : "'");

    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '"' && c == '\\') i++;
            else if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"') quote = c;
            else if (c == '\\') i++;
            else if (c == '#' && (i == 0 || line[i - 1] is ' ' or '\t')) return line[..i];
        }

        return line;
    }

    [GeneratedRegex(@"\A(?<kind>[A-Za-z0-9_-]+)[ \t]*:[ \t]*(?<command>\S.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
