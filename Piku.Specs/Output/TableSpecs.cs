using System.Collections.Immutable;
using CsCheck;
using Piku.Ssh.Output;
using Xunit;

namespace Piku.Specs.Output;

/// <summary>Tables fit the terminal on which they are read.</summary>
public sealed class TableSpecs
{
    private static readonly ImmutableArray<string>[] Rows =
    [
        ["ID", "SINCE", "NOTE", "BYTES"],
        ["1", "2026-11-26 01:52", "a note that goes on for longer than there is room", "123456789012345"],
        ["2", "2026-11-26 01:53", "short", "1"],
    ];

    [Fact]
    public void Where_there_is_no_terminal_nothing_is_cut() => Assert.Equal(
        [
            "ID  SINCE             NOTE                                               BYTES",
            "1   2026-11-26 01:52  a note that goes on for longer than there is room  123456789012345",
            "2   2026-11-26 01:53  short                                              1",
        ],
        Table.Lines(Rows, null));

    [Fact]
    public void The_widest_column_of_words_is_cut_and_no_number_or_time() => Assert.Equal(
        [
            "ID  SINCE             NOTE                   BYTES",
            "1   2026-11-26 01:52  a note that goes on …  123456789012345",
            "2   2026-11-26 01:53  short                  1",
        ],
        Table.Lines(Rows, 60));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("漢字", 4)]
    [InlineData("한글", 4)]
    [InlineData("e\u0301a", 2)]
    [InlineData("ﾊﾝ", 2)]
    [InlineData("🚀x", 3)]
    [InlineData("a\u200Db", 2)]
    [InlineData("ｆｕｌｌ", 8)]
    [InlineData("אב\u05B0", 2)]
    public void Letters_are_as_wide_as_a_terminal_shows_them(string text, int columns) => Assert.Equal(columns, TextWidth.Of(text));

    [Theory]
    [InlineData("漢字漢字", 5, "漢字…")]
    [InlineData("漢字漢字", 8, "漢字漢字")]
    [InlineData("漢字漢字", 4, "漢…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301…")]
    public void A_text_is_cut_between_letters(string text, int columns, string cut) => Assert.Equal(cut, TextWidth.Cut(text, columns));

    [Fact]
    public void Wide_letters_do_not_move_what_stands_behind_them() => Assert.Equal(["漢字    1", "abcdef  2"], Table.Lines([["漢字", "1"], ["abcdef", "2"]], null));

    [Fact]
    public void A_line_fits_unless_numbers_and_a_few_letters_of_each_word_do_not() =>
        Gen.Select(Gen.Select(Gen.String[Gen.Char["ab 漢é"], 0, 60], Gen.Int[0, 999_999_999], Gen.String[Gen.Char["ab "], 0, 60]).Array[1, 6], Gen.Int[40, 150]).Sample(
            (rows, room) => Assert.All(
                Table.Lines([.. rows.Select(row => (ImmutableArray<string>)[row.Item1, $"{row.Item2}", row.Item3])], room),
                line => Assert.True(TextWidth.Of(line) <= room)),
            iter: 2_000);

    [Theory]
    [InlineData(true, null, "xterm", null, true, 97)]
    [InlineData(true, "", "xterm", null, true, 97)]
    [InlineData(true, "1", "xterm", null, false, 97)]
    [InlineData(true, "0", "xterm", null, false, 97)]
    [InlineData(true, null, "dumb", null, false, 97)]
    [InlineData(true, null, null, null, false, 97)]
    [InlineData(true, null, "xterm", "60", true, 60)]
    [InlineData(true, null, "xterm", "wide", true, 97)]
    [InlineData(true, null, "xterm", "0", true, 97)]
    [InlineData(false, null, "xterm", "60", false, null)]
    public void Colours_and_the_width_follow_from_the_terminal_and_its_variables(bool isTerminal, string? noColour, string? term, string? columns, bool hasColours, int? width)
    {
        var terminal = Terminal.Of(isTerminal, name => name switch { "NO_COLOR" => noColour, "TERM" => term, "COLUMNS" => columns, _ => null }, 97);
        Assert.Equal((hasColours, width), (terminal.HasColours, terminal.Columns));
    }
}
