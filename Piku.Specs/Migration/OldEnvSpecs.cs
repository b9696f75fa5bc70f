using Piku.Specs.Support;
using Piku.Ssh.Migration;
using Xunit;

namespace Piku.Specs.Migration;

public sealed class OldEnvSpecs
{
    [Theory]
    [InlineData("A=1", "A=1")]
    [InlineData("  A = two words  ", "A=two words")]
    [InlineData("A='1'", "A='1'")]
    [InlineData("A=b=c", "A=b=c")]
    [InlineData("#A=1", "")]
    [InlineData("A=x#y", "A=x#y")]
    [InlineData("A=1\n\nA=2", "A=2")]
    [InlineData("A=\r\n", "A=")]
    [InlineData("A=1\nB=$A-${A}-$C", "A=1|B=1-1-$C")]
    [InlineData("B=$A\nA=1", "A=1|B=$A")]
    [InlineData("A=$HOME/x", "A=/home/piku/x")]
    [InlineData("HOME=/tmp\nA=$HOME", "A=/tmp|HOME=/tmp")]
    public void It_is_read_as_the_original_reads_it(string text, string pairs) =>
        Assert.Equal(pairs, string.Join('|', OldEnv.Parse(text, Samples.Map(("HOME", "/home/piku"))).Values.Select(pair => $"{pair.Key}={pair.Value}")));

    [Fact]
    public void A_line_that_is_no_setting_is_named_and_costs_no_other_line()
    {
        var env = OldEnv.Parse("A=1\nnonsense\nB=2\n", Samples.Map<string>());
        Assert.Equal([2], env.BadLines);
        Assert.Equal(["A", "B"], env.Values.Keys);
    }

    [Theory]
    [InlineData("$VIRTUAL_ENV/bin", true)]
    [InlineData("${VIRTUAL_ENV}", true)]
    [InlineData("$VIRTUAL_ENVS", false)]
    [InlineData("VIRTUAL_ENV", false)]
    public void It_is_seen_whether_a_value_refers_to_a_variable(string value, bool mentions) => Assert.Equal(mentions, OldEnv.Mentions(value, "VIRTUAL_ENV"));
}
