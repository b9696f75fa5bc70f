using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Completion;

/// <summary>What follows a verb, read from the words that help shows of it.</summary>
/// <param name="Places">What stands where, such as <c>APP</c>, <c>KEY=VALUE</c>, <c>vN|#EVENT</c>.</param>
/// <param name="Options">Each with what its value is; null for one without.</param>
/// <param name="Repeats">The last place is for any number of words.</param>
public sealed partial record Usage(ImmutableArray<string> Places, ImmutableSortedDictionary<string, string?> Options, bool Repeats)
{
    private const string More = "…";

    public static Usage Of(Verb verb)
    {
        var usage = Of(verb.Usage);
        return verb.Changes ? usage with { Options = usage.Options.SetItem("--plan", null) } : usage;
    }

    public static Usage Of(string text)
    {
        var parts = Part().Matches(text).Select(part => part.Value.Trim('[', ']').Split(' ')).ToList();
        return new Usage(
            [.. parts.Where(part => part[0][0] != '-').Select(part => part[0]).Where(place => place != More)],
            parts.Where(part => part[0][0] == '-').ToImmutableSortedDictionary(part => part[0], part => part.ElementAtOrDefault(1), StringComparer.Ordinal),
            parts.Any(part => part[^1] == More));
    }

    public bool BeginsWithApp => Places is ["APP", ..];

    /// <summary>The words that are no options and no values of them. After <c>--</c>, none is an option; and that counts as a word, since no app is called so.</summary>
    public IEnumerable<string> Placed(IEnumerable<string> words)
    {
        var (isValue, isRest) = (false, false);
        foreach (var word in words)
        {
            if (!isRest && !isValue && word is ['-', _, ..] && word != "--") isValue = TakesValue(word);
            else if (isValue) isValue = false;
            else
            {
                yield return word;
                isRest |= word == "--";
            }
        }
    }

    /// <summary>What the word after these is a value of; null where it is none.</summary>
    public string? ValueAfter(string word) => Options.GetValueOrDefault(word);

    private bool TakesValue(string option) => Options.GetValueOrDefault(option) is not null;

    [GeneratedRegex(@"\[[^\]]*\]|\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
