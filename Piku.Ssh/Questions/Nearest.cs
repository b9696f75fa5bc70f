namespace Piku.Ssh.Questions;

/// <summary>What somebody may have meant who wrote a word that is none.</summary>
public static class Nearest
{
    /// <summary>More slips than these make another word.</summary>
    private const int MostSlips = 2;

    /// <returns>Null where nothing is near: at most two slips, and half of the word's letters.</returns>
    public static string? Of(string word, IEnumerable<string> known) => known
        .Select(other => (Word: other, Slips: Distance(other, word)))
        .Where(one => one.Slips <= Math.Min(MostSlips, word.Length / 2))
        .OrderBy(one => one.Slips)
        .Select(one => one.Word)
        .FirstOrDefault();

    /// <summary>The end of a sentence about the word.</summary>
    /// <param name="otherwise">What to do where nothing is near.</param>
    public static string OrElse(string word, IEnumerable<string> known, string otherwise) => Of(word, known) is { } near ? $"did you mean '{near}'?" : $"{otherwise}.";

    /// <summary>How many letters have to be put in, taken out or changed to make one word of another (Levenshtein, 1965).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (corner, _) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
