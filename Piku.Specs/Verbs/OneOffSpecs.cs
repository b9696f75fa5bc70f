using CsCheck;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Verbs;

/// <summary>Which words of <c>run</c> are piku's, and which the command's.</summary>
public sealed class OneOffSpecs
{
    public static TheoryData<string, string, string?, string> Table() => new()
    {
        { "run blog ls", "blog", null, "ls" },
        { "run  blog  'ls'  -l \"$HOME\"", "blog", null, "'ls'  -l \"$HOME\"" },
        { "run blog --release v7 ls -l", "blog", "v7", "ls -l" },
        { "run --release v7 blog ls -l", "blog", "v7", "ls -l" },
        { "run --release=7 blog ls", "blog", "7", "ls" },
        { "run blog --release=7 ls", "blog", "7", "ls" },
        { "run blog ./deploy --release v7", "blog", null, "./deploy --release v7" },
        { "run blog -- --release v7", "blog", null, "--release v7" },
        { "run blog --release v7 -- ls -- x", "blog", "v7", "ls -- x" },
        { "run blog echo a; echo $APP | tr a-z A-Z > x", "blog", null, "echo a; echo $APP | tr a-z A-Z > x" },
        { "run blog @x", "blog", null, "@x" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_option_stands_before_the_command_and_the_line_is_as_it_was_typed(string typed, string app, string? release, string line)
    {
        var words = ShellWords.TrySplit(typed)!;
        var asked = OneOff.TryParse([.. words.Words.Skip(1).Select(word => word.Text)])!;
        Assert.Equal((app, release, line), (asked.App, asked.Release, asked.Line(words)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("blog")]
    [InlineData("blog --")]
    [InlineData("--release v7")]
    [InlineData("--release v7 blog")]
    [InlineData("blog --release v7")]
    [InlineData("blog --release=v7 --")]
    public void Without_a_command_nothing_is_asked(string words) => Assert.Null(OneOff.TryParse([.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

    [Fact]
    public void On_the_box_words_stay_words_and_a_single_one_is_a_line()
    {
        Assert.Equal("echo $APP | cat", OneOff.TryParse(["blog", "echo $APP | cat"])!.Line(null));
        Gen.String.Array[2, 5].Where(words => words[0] is not "--" && !words[0].StartsWith("--release", StringComparison.Ordinal) && !words[1].StartsWith("--release=", StringComparison.Ordinal)).Sample(
            words => Assert.Equal(words, ShellWords.TrySplit(OneOff.TryParse(["blog", .. words])!.Line(null))?.Words.Select(word => word.Text)),
            iter: 2_000);
    }
}
