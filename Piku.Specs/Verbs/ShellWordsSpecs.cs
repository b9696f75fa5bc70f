using CsCheck;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Verbs;

public sealed class ShellWordsSpecs
{
    public static TheoryData<string, string[]> Table() => new()
    {
        { "", [] },
        { "  \t ", [] },
        { "ps blog", ["ps", "blog"] },
        { "  ps   blog  ", ["ps", "blog"] },
        { "config:set blog A='x y' B=\"z\"", ["config:set", "blog", "A=x y", "B=z"] },
        { "a'b'\"c\"d", ["abcd"] },
        { "'' \"\"", ["", ""] },
        { "'\\n $x `y`'", ["\\n $x `y`"] },
        { "\"\\\" \\\\ \\$ \\` \\n\"", ["\" \\ $ ` \\n"] },
        { "a\\ b \\' \\\\", ["a b", "'", "\\"] },
        { "$(id) `id` * ; | & > ~ #x", ["$(id)", "`id`", "*", ";", "|", "&", ">", "~", "#x"] },
        { "'it'\\''s'", ["it's"] },
        { "'one\ntwo'", ["one\ntwo"] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Words_are_those_of_a_shell(string line, string[] words) =>
        Assert.Equal(words, ShellWords.TrySplit(line)?.Words.Select(w => w.Text));

    [Theory]
    [InlineData("'open")]
    [InlineData("\"open")]
    [InlineData("\"open\\\"")]
    [InlineData("ends in \\")]
    [InlineData("a'b'c'")]
    public void What_is_never_closed_has_no_words(string line) => Assert.Null(ShellWords.TrySplit(line));

    [Fact]
    public void The_rest_of_a_line_is_as_it_was_given()
    {
        var words = ShellWords.TrySplit("run  blog 'ls'  -l \"$HOME\"")!;
        Assert.Equal("'ls'  -l \"$HOME\"", words.From(2));
        Assert.Equal("", words.From(9));
    }

    [Fact]
    public void Words_that_were_quoted_come_back() =>
        Gen.String.Array[0, 5].Sample(
            words => Assert.Equal(words, ShellWords.TrySplit(ShellWords.Quoted(words))?.Words.Select(w => w.Text)),
            iter: 5_000);

    [Fact]
    public void Any_text_has_words_or_none_and_each_begins_where_it_says() =>
        Gen.String["ab '\"\\\n$"].Sample(
            text =>
            {
                if (ShellWords.TrySplit(text) is not { } split) return;
                for (var i = 0; i < split.Words.Length; i++)
                    Assert.Equal(split.Words.Skip(i).Select(w => w.Text), ShellWords.TrySplit(split.From(i))!.Words.Select(w => w.Text));
            },
            iter: 20_000);
}
