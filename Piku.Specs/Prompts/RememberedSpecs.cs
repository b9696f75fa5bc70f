using CsCheck;
using Piku.Ssh.Prompts;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Prompts;

public sealed class RememberedSpecs
{
    [Theory]
    [InlineData("ps blog", "ps blog")]
    [InlineData("  logs   -f ", "logs   -f")]
    [InlineData("use blog", "use blog")]
    [InlineData("ps:scale web=2", "ps:scale web=2")]
    [InlineData("config:set blog A=secret B='two secrets'", "config:set blog A= B=")]
    [InlineData("config:set A=secret", "config:set A=")]
    [InlineData("config:set blog A=two secrets", "config:set blog A=")]
    [InlineData("config:set blog --plan A=secret --json", "config:set blog A=")]
    [InlineData("config:set blog 'not a key=secret'", "config:set blog")]
    [InlineData("plan blog config:set A=secret", "plan blog config:set A=")]
    [InlineData("plan config:set A=secret", "plan config:set A=")]
    [InlineData("run blog psql -c secret", null)]
    [InlineData("confg:set blog A=secret", null)]
    [InlineData("git-receive-pack blog", null)]
    [InlineData("config:set blog 'A=secret", null)]
    [InlineData("secret", null)]
    [InlineData("", null)]
    public void A_line_is_kept_without_what_nobody_should_read(string line, string? kept) => Assert.Equal(kept, Remembered.Of(line));

    [Fact]
    public void No_value_is_ever_kept_wherever_it_stands() =>
        Gen.Select(Gen.OneOf(Gen.Const("config:set blog"), Gen.Const("config:set"), Gen.Const("plan blog config:set"), Gen.Const("config:set blog --plan")), Gen.String["ab '\"=-\\ s"].Array[1, 4]).Sample((verb, values) =>
        {
            var kept = Remembered.Of($"{verb} {ShellWords.Quoted(values.Select((value, at) => $"KEY_{at}=SECRET{value}"))}")!;
            Assert.DoesNotContain("SECRET", kept, StringComparison.Ordinal);
            Assert.EndsWith("KEY_0=" + string.Concat(values.Skip(1).Select((_, at) => $" KEY_{at + 1}=")), kept, StringComparison.Ordinal);
        }, iter: 3_000);
}
