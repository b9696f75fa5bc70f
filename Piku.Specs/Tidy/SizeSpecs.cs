using System.Text.RegularExpressions;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Tidy;

/// <summary>Files and methods that fit on a screen or two. The table of exceptions may only shrink.</summary>
public sealed partial class SizeSpecs
{
    private const int MostLinesOfFile = 250;
    private const int MostLinesOfMethod = 60;

    /// <summary>File → the lines that it may have until someone splits it.</summary>
    private static readonly Dictionary<string, int> Exceptions = new(StringComparer.Ordinal);

    private static readonly string[] Unwelcome = ["NotImplementedException", "TODO", "FIXME", "Thread.Sleep"];

    public static TheoryData<string> Files() => [.. Source.ProductFiles()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_product_is_short_and_finished(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Source.Root, file));
        var most = Exceptions.GetValueOrDefault(file, MostLinesOfFile);
        Assert.True(lines.Length <= most, $"{file} has {lines.Length} lines, and {most} is the most; split it by what it is about.");
        Assert.All(Unwelcome, word => Assert.DoesNotContain(lines, line => line.Contains(word, StringComparison.Ordinal)));
        Assert.All(Methods(lines), m => Assert.True(m.Lines <= MostLinesOfMethod, $"{file}:{m.At} has a method of {m.Lines} lines, and {MostLinesOfMethod} is the most."));
    }

    [Fact]
    public void Exceptions_are_files_that_are_still_too_long() =>
        Assert.All(Exceptions.Keys, file => Assert.True(File.ReadAllLines(Path.Combine(Source.Root, file)).Length > MostLinesOfFile, $"{file} is short now; take it off the list."));

    [Fact]
    public void A_long_method_is_found_and_a_long_table_is_not()
    {
        string[] body = [.. Enumerable.Repeat("        x();", 70)];
        Assert.Equal([72], Methods(["    public void Long(int a)", "    {", .. body, "    }"]).Select(m => m.Lines));
        Assert.Equal([71], Methods(["    private static int Long() =>", .. Enumerable.Repeat("        x +", 70), "        y;"]).Select(m => m.Lines));
        Assert.Empty(Methods(["    private static int Table(int a) => a switch", "    {", .. body, "    };"]));
    }

    /// <summary>Where each method begins and how long it is, a table (one switch expression) left out. Goes by the indentation, which the build enforces.</summary>
    private static IEnumerable<(int At, int Lines)> Methods(string[] lines) =>
        from head in lines.Index()
        let match = Head().Match(head.Item)
        where match.Success && !head.Item.EndsWith(';')
        let indent = match.Groups["indent"].Value
        let opens = Array.FindIndex(lines, head.Index, line => line == indent + "{" || line.EndsWith(';') || line.EndsWith("switch", StringComparison.Ordinal))
        where opens >= 0 && !lines[opens].EndsWith("switch", StringComparison.Ordinal)
        let end = lines[opens] == indent + "{" ? Array.FindIndex(lines, opens, line => line == indent + "}") : opens
        where end >= 0
        select (head.Index + 1, end - head.Index);

    [GeneratedRegex(@"^(?<indent>(    ){1,3})(public|private|internal|protected)\b(?!.*\b(class|record|struct|enum|interface)\b).*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Head();
}
