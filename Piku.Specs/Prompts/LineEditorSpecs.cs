using CsCheck;
using Piku.Ssh.Prompts;
using Xunit;

namespace Piku.Specs.Prompts;

public sealed class LineEditorSpecs
{
    private const string Up = "\e[A";

    private const string Left = "\e[D";

    private const string CtrlLeft = "\e[1;5D";

    /// <summary>What is typed → the line, with | where the cursor is.</summary>
    public static TheoryData<string, string> Table() => new()
    {
        { "ps blog", "ps blog|" },
        { $"ps blg{Left}o", "ps blo|g" },
        { $"ac{Left}b\e[C\e[C\e[Cd", "abcd|" },
        { $"blog\u0001ps \u0005!", "ps blog!|" },
        { "blog\e[Hps \e[F!", "ps blog!|" },
        { "blog\eOHps \eOF!", "ps blog!|" },
        { "blog\e[1~ps \e[4~!", "ps blog!|" },
        { "abc\u007f\bd", "ad|" },
        { $"abc{Left}{Left}\e[3~", "a|c" },
        { $"abc{Left}{Left}\u0004", "a|c" },
        { $"one two{Left}\u0017", "one |o" },
        { "one two  \u0017\u0017", "|" },
        { $"one two{CtrlLeft}{CtrlLeft}\e[1;5C", "one| two" },
        { "one two\eb\ebx\ef", "xone| two" },
        { $"one two{CtrlLeft}\u0015", "|two" },
        { $"one two{CtrlLeft}\u000b", "one |" },
        { "one two\u0017three \u0019", "one three two|" },
        { "é\u007fn\u0303\u007f👩‍🚀\u007fx", "x|" },
        { $"a👩‍🚀b{Left}{Left}-", "a-|👩‍🚀b" },
        { "\u0002\u007f\u0017\u0015\u000b\u0019\e[3~", "|" },
        { "a\e[999zb\e[<1;2;3Mc\e[24~d", "abcd|" },
        { Up, "ps shop|" },
        { $"{Up}{Up}{Up}{Up}{Up}", "logs blog|" },
        { $"new{Up}{Up}\e[B", "ps shop|" },
        { $"new{Up}{Up}\e[B\e[B\e[B", "new|" },
        { "\u0010\u000e", "|" },
        { "\u0012logs", "logs blog|" },
        { "\u0012blo\u0012\u0012\u0012", "logs blog|" },
        { "\u0012blogx", "restart blog|" },
        { "draft\u0012blo\u0003", "draft|" },
        { "draft\u0012shop\u0001X", "X|ps shop" },
        { "\u0012zzz\u007f\u007f\u007fshop", "ps shop|" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_line_is_what_the_keys_make_of_it(string typed, string line)
    {
        var edit = Typed(typed);
        Assert.Equal(line, $"{edit.Before}|{edit.After}");
    }

    [Theory]
    [InlineData("ps\r", Ending.Entered)]
    [InlineData("ps\n", Ending.Entered)]
    [InlineData("\u0012shop\r", Ending.Entered)]
    [InlineData("ps\u0003", Ending.Cancelled)]
    [InlineData("\u0004", Ending.Closed)]
    [InlineData("ps\u0004", Ending.None)]
    [InlineData("\e", Ending.None)]
    public void A_line_ends_by_Enter_Ctrl_C_or_when_empty_Ctrl_D(string typed, Ending ending) => Assert.Equal(ending, Typed(typed).Ending);

    [Theory]
    [InlineData("re\t", "re|", "releases restart")]
    [InlineData("re\tl", "rel|", "")]
    [InlineData("res\t", "restart |", "")]
    [InlineData("ps:s\t", "ps:scale |", "")]
    [InlineData("ps:scale \t", "ps:scale w|", "")]
    [InlineData("ps:scale \t\t", "ps:scale w|", "web= worker=")]
    [InlineData("ps:scale we\t", "ps:scale web=|", "")]
    [InlineData("zz\t", "zz|", "")]
    [InlineData("zz\tx\t", "zzx|", "")]
    public void Tab_goes_as_far_as_there_is_no_choice_and_then_shows_it(string typed, string line, string shown)
    {
        var edit = Typed(typed);
        Assert.Equal((line, shown), ($"{edit.Before}|{edit.After}", string.Join(' ', edit.Shown)));
    }

    [Fact]
    public void A_sequence_may_come_in_pieces()
    {
        var strokes = new Strokes();
        Assert.Empty(strokes.Of("\e"));
        Assert.Empty(strokes.Of("[1;"));
        Assert.Equal([new Stroke(Act.WordLeft), new Stroke(Act.Insert, "x")], strokes.Of("5Dx"));
    }

    [Fact]
    public void Whatever_is_typed_the_cursor_is_in_the_line_and_no_control_sign_is() =>
        Gen.String[Gen.Char["ab =é\e[AD1;~\t\u0001\u0005\u0004\u0012\u0015\u0017\u000b\u0019\u0003\u007f\ud83d\ude80\u0303"], 0, 60].Sample(typed =>
        {
            var edit = Typed(typed);
            Assert.InRange(edit.Cursor, 0, edit.Text.Length);
            Assert.DoesNotContain(edit.Text, char.IsControl);
            Assert.InRange(Row.Of("piku> ", edit, 20).Split('\r')[^2].Length, 0, 200);
        }, iter: 20_000);

    [Fact]
    public void A_row_shows_the_line_and_puts_the_cursor_where_it_is()
    {
        Assert.Equal("\rblog> ps -f\e[K\r\e[9C", Row.Of("blog> ", Typed($"ps -f{Left}{Left}"), 80));
        Assert.Equal("\r(search: sho) ps shop\e[K\r\e[21C", Row.Of("blog> ", Typed("\u0012sho"), 80));
        Assert.Equal("\e[H\e[2J\r> a\e[K\r\e[3C", Row.Of("> ", Typed("a\u000c"), 80));
        Assert.Equal("\r\nreleases\r\nrestart\r\n\r> re\e[K\r\e[4C", Row.Of("> ", Typed("re\t"), 18));
        Assert.Equal("\r\nreleases  restart\r\n\r> re\e[K\r\e[4C", Row.Of("> ", Typed("re\t"), 20));
    }

    [Fact]
    public void Of_a_line_that_is_too_long_a_row_shows_what_is_around_the_cursor()
    {
        Assert.Equal("\r> 3456789\e[K\r\e[9C", Row.Of("> ", Typed("0123456789"), 10));
        Assert.Equal("\r> 0123456\e[K\r\e[2C", Row.Of("> ", Typed("0123456789\u0001"), 10));
        Assert.Equal("\r> 日本語\e[K\r\e[8C", Row.Of("> ", Typed("本日本語"), 10));
        Assert.Equal("\r> e\u0301e\e[K\r\e[4C", Row.Of("> ", Typed("e\u0301e"), 10));
    }

    private static readonly string[] Words = ["releases", "restart", "ps:scale"];

    private static readonly string[] Counts = ["web=", "worker="];

    private static Edit Typed(string typed)
    {
        var editor = new LineEditor(["logs blog", "restart blog", "ps shop"], before =>
            before.StartsWith("ps:scale ", StringComparison.Ordinal)
                ? (9, [.. Counts.Where(one => one.StartsWith(before[9..], StringComparison.Ordinal))])
                : (0, [.. Words.Where(one => before != "" && one.StartsWith(before, StringComparison.Ordinal))]));
        return new Strokes().Of(typed).Aggregate(Edit.Empty, editor.Next);
    }
}
