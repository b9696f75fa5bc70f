using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Ssh.Migration;

/// <summary>
/// A file of settings read as the original reads it: a line is a comment when <c>#</c> is its very first character, there are no quotes, and
/// <c>$KEY</c> and <c>${KEY}</c> stand for whatever is known by then, the variables included that the original gives to apps.
/// </summary>
/// <param name="Values">The file's own keys.</param>
/// <param name="BadLines">Numbers of the lines that are none of <c>KEY=value</c>; the original reads nothing of what comes after such a line.</param>
public sealed partial record OldEnv(ImmutableSortedDictionary<string, string> Values, ImmutableArray<int> BadLines)
{
    public static OldEnv Parse(string text, IReadOnlyDictionary<string, string> known)
    {
        var all = new Dictionary<string, string>(known, StringComparer.Ordinal);
        var (values, bad) = (ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal), ImmutableArray.CreateBuilder<int>());
        foreach (var (i, line) in text.Split('\n').Index())
        {
            if (line.Trim() == "" || line[0] == '#') continue;
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at < 0) bad.Add(i + 1);
            else all[line[..at].Trim()] = values[line[..at].Trim()] = Variable().Replace(line[(at + 1)..].Trim(), match => all.GetValueOrDefault(match.Groups["bare"].Value + match.Groups["braced"].Value, match.Value));
        }

        return new OldEnv(values.ToImmutable(), bad.ToImmutable());
    }

    /// <summary>Whether a value refers to the variable, which nothing was known about.</summary>
    public static bool Mentions(string value, string variable) =>
        Variable().Matches(value).Any(match => match.Groups["bare"].Value + match.Groups["braced"].Value == variable);

    [GeneratedRegex(@"\$(?:(?<bare>\w+)|\{(?<braced>[^}]*)\})", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
