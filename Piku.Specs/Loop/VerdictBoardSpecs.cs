using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Loop;

/// <summary>What is remembered of how passes ended.</summary>
public sealed class VerdictBoardSpecs : IDisposable
{
    private static readonly AppName Blog = AppName.Parse("blog");

    private readonly RootLayout _root = PaperWorld.Root with { Root = Directory.CreateTempSubdirectory("piku-board-").FullName };
    private readonly VerdictBoard _board;

    public VerdictBoardSpecs()
    {
        Directory.CreateDirectory(_root.Verdicts);
        _board = new VerdictBoard(_root, new LinuxHost(_root.Path, TimeProvider.System));
    }

    public void Dispose() => Directory.Delete(_root.Root, recursive: true);

    [Fact]
    public void Nothing_is_known_before_the_first_pass() => Assert.Null(_board.Read(Blog));

    [Fact]
    public void A_file_of_an_earlier_piku_or_of_nobody_is_as_none()
    {
        foreach (var text in new[] { "", "7 converged \n", "seven stuck - why\n" })
        {
            File.WriteAllText(_root.Verdict(Blog), text);
            Assert.Null(_board.Read(Blog)?.Settled);
        }
    }

    [Theory]
    [MemberData(nameof(Passes))]
    public void What_the_box_was_brought_to_is_remembered_until_something_else_is_asked_for(string what, (Verdict Verdict, string? Mark)[] passes, string? settled)
    {
        foreach (var (verdict, mark) in passes) _board.Post(Blog, 7, verdict, mark);
        Assert.True(_board.Read(Blog)!.Settled == settled, what);
    }

    [Fact]
    public void A_reason_of_several_lines_is_one_and_whole()
    {
        _board.Post(Blog, 7, new Verdict.Stuck("no room\nat all - really"), "m");
        Assert.Equal(new Posted(7, IsConverged: false, IsStuck: true, "no room at all - really", null), _board.Read(Blog));
        _board.Post(Blog, 8, new Verdict.Drifted("web.1"), "m");
        Assert.Equal(new Posted(8, IsConverged: true, IsStuck: false, "web.1", "m") { IsLeft = true }, _board.Read(Blog));
    }

    public static TheoryData<string, (Verdict Verdict, string? Mark)[], string?> Passes()
    {
        var (done, wait, stuck, left) = (new Verdict.Converged(), new Verdict.RecheckAfter(TimeSpan.Zero, "soon"), new Verdict.Stuck("why"), new Verdict.Drifted("web.1"));
        return new()
        {
            { "on its way", [(wait, "a")], null },
            { "there", [(wait, "a"), (done, "a")], "a" },
            { "left", [(left, "a")], "a" },
            { "stuck afterwards, with the same", [(done, "a"), (stuck, "a")], "a" },
            { "a pass that saw nothing", [(done, "a"), (stuck, null)], "a" },
            { "something else was asked for", [(done, "a"), (wait, "b")], null },
            { "and then the same again", [(done, "a"), (wait, "b"), (wait, "a")], null },
            { "and brought about", [(done, "a"), (wait, "b"), (done, "b")], "b" },
        };
    }
}
