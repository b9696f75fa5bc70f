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

    public static EnvFile Parse(string text)
    {
        var reading = new Reading();
        foreach (var (i, line) in text.TrimStart('\uFEFF').Split('\n').Index()) reading.Read(i + 1, line.Trim());
        return new EnvFile(reading.Values.ToImmutable(), reading.Warnings.ToImmutable());
    }

    /// <summary>What has been read so far; kept out of the record, so that a long file is not copied line by line.</summary>
    private sealed class Reading
    {
        private int _weight;

        public ImmutableSortedDictionary<string, string>.Builder Values { get; } = Empty.Values.ToBuilder();

        public ImmutableArray<string>.Builder Warnings { get; } = ImmutableArray.CreateBuilder<string>();

        public void Read(int number, string line)
        {
            if (line == "" || line[0] == '#') return;
            var at = line.IndexOf('=', StringComparison.Ordinal);
            var key = at < 0 ? "" : line[..at].Trim();
            if (SettingTable.WhyBadKey(key) is not null) Warnings.Add($"line {number} of ENV is not KEY=value and is left out.");
            else if (Set(key, line[(at + 1)..].Trim()) is { } why) Warnings.Add($"line {number} of ENV is left out: {why}");
        }

        private string? Set(string key, string text)
        {
            if (Value(text) is not { } value) return $"{key} would have more than {SettingTable.MaxBytes} bytes with what it refers to.";
            if (SettingTable.WhyRefused(key, value) is { } why) return why;
            var before = Values.TryGetValue(key, out var former) ? SettingTable.Weight(key, former) : 0;
            var weight = _weight - before + SettingTable.Weight(key, value);
            if (weight > SettingTable.MaxTotalBytes) return $"with {key} the file's settings would have more than {SettingTable.MaxTotalBytes} bytes in all.";
            (_weight, Values[key]) = (weight, value);
            return null;
        }

        private string? Value(string text) => text switch
        {
            ['\'', .. var inner, '\''] => inner,
            ['"', .. var inner, '"'] => Expanded(inner),
            _ => Expanded(text),
        };

        /// <summary>Null when the references would make it too long: that is counted before anything is copied.</summary>
        private string? Expanded(string text)
        {
            var grown = Variable().Matches(text).Sum(match => (long)Meant(match).Length - match.Length);
            return grown > 0 && text.Length + grown > SettingTable.MaxBytes ? null : Variable().Replace(text, Meant);
        }

        private string Meant(Match match) =>
            Values.GetValueOrDefault(match.Groups["bare"].Value + match.Groups["braced"].Value, match.Value);
    }

    [GeneratedRegex(@"\$(?:(?<bare>[A-Za-z_][A-Za-z0-9_]*)|\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)\})", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
