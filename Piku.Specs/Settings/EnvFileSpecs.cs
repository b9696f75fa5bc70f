using CsCheck;
using Piku.Domain.Settings;
using Xunit;

namespace Piku.Specs.Settings;

public sealed class EnvFileSpecs
{
    private static string Listed(EnvFile file) => string.Join(" | ", file.Values.Select(v => $"{v.Key}={v.Value}"));

    [Theory]
    [InlineData("A=1\nB=2", "A=1 | B=2")]
    [InlineData("A=1\r\nB=2\r\n", "A=1 | B=2")]
    [InlineData("\n# A=0\n  # B=0\nA = 1 \n", "A=1")]
    [InlineData("A=x=y#z # w", "A=x=y#z # w")]
    [InlineData("A=", "A=")]
    [InlineData("A=1\nA=2", "A=2")]
    [InlineData("A=' x'\nB=\" y\"", "A= x | B= y")]
    [InlineData("A=it's\nB=\"", "A=it's | B=\"")]
    [InlineData("A=''\nB=\"\"", "A= | B=")]
    [InlineData("A=100%\nB=%(x)s\nC=@(exec://sh)\nD=c:\\", "A=100% | B=%(x)s | C=@(exec://sh) | D=c:\\")]
    public void Values_are_kept_as_they_are_but_for_one_pair_of_quotes(string text, string expected) => Reads(text, expected);

    [Theory]
    [InlineData("A=1\nB=$A/${A}/x", "A=1 | B=1/1/x")]
    [InlineData("B=$A\nA=1", "A=1 | B=$A")]
    [InlineData("A=1\nB='$A'\nC=\"$A\"", "A=1 | B=$A | C=1")]
    [InlineData("A=1\nA=$A$A", "A=11")]
    [InlineData("A=1\nB=$AA-$-${A-$$A", "A=1 | B=$AA-$-${A-$1")]
    [InlineData("A='$B'\nB=$A", "A=$B | B=$B")]
    public void A_key_stands_for_what_was_set_above_it(string text, string expected) => Reads(text, expected);

    [Theory]
    [InlineData("no pair", "line 2 of ENV is not KEY=value and is left out.")]
    [InlineData("=1", "line 2 of ENV is not KEY=value and is left out.")]
    [InlineData("2X=1", "line 2 of ENV is not KEY=value and is left out.")]
    [InlineData("A-B=1", "line 2 of ENV is not KEY=value and is left out.")]
    [InlineData("export X=1", "line 2 of ENV is not KEY=value and is left out.")]
    [InlineData("X=a\0b", "line 2 of ENV is left out: the value of X contains a NUL, which no environment can hold.")]
    [InlineData("UWSGI_THREADS=0", "line 2 of ENV is left out: UWSGI_THREADS should be a number from 1 to 1000, and not '0'.")]
    [InlineData("PORT=80", "line 2 of ENV is left out: PORT should be a number from 1024 to 65535, and not '80'.")]
    public void A_line_that_cannot_be_read_costs_itself_and_no_other(string line, string warning)
    {
        var file = EnvFile.Parse($"A=1\n{line}\nB=2");
        Assert.Equal("A=1 | B=2", Listed(file));
        Assert.Equal([warning], file.Warnings);
    }

    [Fact]
    public void A_value_of_a_megabyte_costs_its_line()
    {
        var file = EnvFile.Parse($"A=1\nX={new string('x', 1 << 20)}\nB=2");
        Assert.Equal("A=1 | B=2", Listed(file));
        Assert.Contains("X has 1048578 bytes with its value", Assert.Single(file.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_would_grow_without_bound_costs_its_line_and_no_memory()
    {
        var file = EnvFile.Parse($"A={new string('x', 100_000)}\nB={string.Concat(Enumerable.Repeat("$A", 50_000))}\nC=1");
        Assert.Equal(["A", "C"], file.Values.Keys);
        Assert.Equal("line 2 of ENV is left out: B would have more than 131071 bytes with what it refers to.", Assert.Single(file.Warnings));
    }

    [Fact]
    public void A_file_that_weighs_more_than_an_environment_may_loses_what_is_too_much()
    {
        var large = new string('x', 100_000);
        var file = EnvFile.Parse(string.Join('\n', Enumerable.Range(0, 8).Select(i => $"A{i}={large}")) + "\nB=1\nA0=1");
        Assert.Equal(["A0", "A1", "A2", "A3", "A4", "B"], file.Values.Keys);
        Assert.Equal("line 6 of ENV is left out: with A5 the file's settings would have more than 524288 bytes in all.", file.Warnings[0]);
    }

    [Fact]
    public void What_a_file_may_weigh_it_may_weigh_to_the_byte_and_a_value_that_is_replaced_weighs_no_more()
    {
        var most = SettingTable.MaxTotalBytes - (5 * 100_002);
        var lines = string.Join('\n', Enumerable.Range(0, 5).Select(i => $"{(char)('A' + i)}={new string('x', 100_000)}"));
        Assert.Empty(EnvFile.Parse($"{lines}\nZ={new string('x', most - 2)}").Warnings);
        Assert.Single(EnvFile.Parse($"{lines}\nZ={new string('x', most - 1)}").Warnings);
        Assert.Empty(EnvFile.Parse(string.Join('\n', Enumerable.Repeat(lines, 3))).Warnings);
    }

    [Fact]
    public void A_value_may_grow_by_what_it_refers_to_up_to_what_one_may_have()
    {
        var (half, rest) = (new string('x', 60_000), new string('y', SettingTable.MaxBytes - 120_002));
        Assert.Equal(SettingTable.MaxBytes - 2, EnvFile.Parse($"A={half}\nB=${{A}}${{A}}{rest}").Values["B"].Length);
        Assert.Equal("line 2 of ENV is left out: B would have more than 131071 bytes with what it refers to.", Assert.Single(EnvFile.Parse($"A={half}\nB=${{A}}${{A}}{rest}zzz").Warnings));
    }

    [Fact(Timeout = 20_000)]
    public Task A_file_of_nothing_but_bad_lines_is_read_in_no_time() => Task.Run(
        () => Assert.Equal(300_000, EnvFile.Parse(string.Concat(Enumerable.Repeat("x\n", 300_000))).Warnings.Length),
        TestContext.Current.CancellationToken);

    [Fact]
    public void A_mark_of_byte_order_is_no_part_of_the_first_key() => Reads("\uFEFFA=1", "A=1");

    [Fact]
    public void Whatever_is_given_is_read_without_throwing() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["AB=$_{}'\"\n\r\0# 1"], 0, 120]).Sample(text =>
        {
            var file = EnvFile.Parse(text);
            Assert.Null(SettingTable.WhyRefused(file.Values));
        });

    private static void Reads(string text, string expected)
    {
        var file = EnvFile.Parse(text);
        Assert.Equal(expected, Listed(file));
        Assert.Empty(file.Warnings);
    }
}
