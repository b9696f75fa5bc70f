using CsCheck;
using Piku.Ssh.Completion;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Completion;

public sealed class AppLeftOutSpecs
{
    [Theory]
    [InlineData("ps", "ps blog")]
    [InlineData("ps  ", "ps   blog")]
    [InlineData("ps blog", "ps blog")]
    [InlineData("ps shop", "ps shop")]
    [InlineData("ps shpo", "ps blog shpo")]
    [InlineData("logs -f", "logs blog -f")]
    [InlineData("logs -n 20 web", "logs blog -n 20 web")]
    [InlineData("logs -n 20 shop", "logs -n 20 shop")]
    [InlineData("logs -f shop", "logs -f shop")]
    [InlineData("restart --plan", "restart blog --plan")]
    [InlineData("restart --plan shop", "restart --plan shop")]
    [InlineData("config:set A='x  y'", "config:set blog A='x  y'")]
    [InlineData("undo #7", "undo blog #7")]
    [InlineData("history", "history blog")]
    [InlineData("history shop", "history shop")]
    [InlineData("plan config:set A=1", "plan blog config:set A=1")]
    [InlineData("run echo  $HOME | wc", "run blog echo  $HOME | wc")]
    [InlineData("run shop ls", "run shop ls")]
    [InlineData("run -- shop ls", "run blog -- shop ls")]
    [InlineData("run --release v1 ls", "run blog --release v1 ls")]
    [InlineData("run --release v1 shop ls", "run --release v1 shop ls")]
    [InlineData("apps", "apps")]
    [InlineData("help", "help")]
    [InlineData("journal verify", "journal verify")]
    [InlineData("setup:ssh -", "setup:ssh -")]
    [InlineData("git-receive-pack x", "git-receive-pack x")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("", "")]
    public void The_app_is_put_in_where_a_verb_takes_one_and_none_that_exists_is_named(string line, string meant)
    {
        Assert.Equal(meant, AppLeftOut.Filled(ShellWords.TrySplit(line)!, "blog", IsApp));
        Assert.Equal(Words(meant), AppLeftOut.Filled(Words(line), "blog", IsApp));
    }

    [Fact]
    public void Putting_it_in_twice_is_putting_it_in_once_and_both_ways_agree() =>
        Gen.Select(OneOf([.. VerbTable.All.Select(verb => verb.Name)]), OneOf("blog", "shop", "-f", "--", "-n", "--release", "v1", "--plan", "'a b'", "A=1", "web").Array[0, 4]).Sample((verb, rest) =>
        {
            var line = string.Join(' ', [verb, .. rest]);
            var once = AppLeftOut.Filled(ShellWords.TrySplit(line)!, "blog", IsApp);
            Assert.Equal(once, AppLeftOut.Filled(ShellWords.TrySplit(once)!, "blog", IsApp));
            Assert.Equal(Words(once), AppLeftOut.Filled(Words(line), "blog", IsApp));
        }, iter: 10_000);

    private static Gen<string> OneOf(params string[] words) => Gen.OneOf([.. words.Select(Gen.Const)]);

    private static bool IsApp(string word) => word is "blog" or "shop";

    private static string[] Words(string line) => [.. ShellWords.TrySplit(line)!.Words.Select(word => word.Text)];
}
