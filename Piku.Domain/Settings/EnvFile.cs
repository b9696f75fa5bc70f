using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Settings;

/// <summary>A file of <c>KEY=value</c> lines, such as the ENV file in a repository.</summary>
/// <remarks>
/// <c>#</c> starts a comment line; one pair of quotes around a value is taken off; <c>$KEY</c> and <c>${KEY}</c> stand for a key
/// set above, and stay as written when there is none (or within single quotes). A line that cannot be read costs a
/// warning and no other line.
/// </remarks>
public sealed partial record EnvFile(ImmutableSortedDictionary<string, string> Values, ImmutableArray<string> Warnings)
{
    public static EnvFile Empty { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), []);

    public static EnvFile Parse(string text) =>
        text.Split('\n')
            .Select((line, i) => (Number: i + 1, Text: line.Trim()))
            .Where(line => line.Text != "" && line.Text[0] != '#')
            .Aggregate(Empty, (file, line) => file.With(line.Number, line.Text));

    private EnvFile With(int number, string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        var key = at < 0 ? "" : line[..at].Trim();
        if (SettingTable.WhyBadKey(key) is not null) return this with { Warnings = Warnings.Add($"line {number} of ENV is not KEY=value and is left out.") };
        var value = Value(line[(at + 1)..].Trim());
        return SettingTable.WhyRefused(key, value) is { } why
            ? this with { Warnings = Warnings.Add($"line {number} of ENV is left out: {why}") }
            : this with { Values = Values.SetItem(key, value) };
    }

    private string Value(string text) => text switch
    {
        ['\'', .. var inner, '\''] => inner,
        ['"', .. var inner, '"'] => Expanded(inner),
        _ => Expanded(text),
    };

    private string Expanded(string text) => Variable().Replace(
        text,
        match => Values.GetValueOrDefault(match.Groups["bare"].Value + match.Groups["braced"].Value, match.Value));

    [GeneratedRegex(@"\$(?:(?<bare>[A-Za-z_][A-Za-z0-9_]*)|\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)\})", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
