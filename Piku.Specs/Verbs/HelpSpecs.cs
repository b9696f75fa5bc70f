using Piku.Domain.Keys;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Specs.Support;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Verbs;

/// <summary>What the table of verbs promises of each of them.</summary>
public sealed class HelpSpecs : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("piku-help-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static IEnumerable<Verb> Shown => VerbTable.All.Where(verb => !verb.IsInternal);

    public static TheoryData<string> Examples() => [.. VerbExamples.All];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_understood(string line) => Assert.Empty(VerbLine.Errors(line));

    [Fact]
    public void Every_verb_has_an_example() => Assert.Empty(Shown.Where(verb => VerbExamples.Of(verb).IsEmpty).Select(verb => verb.Name));

    [Fact]
    public void Whatever_only_reads_can_say_it_in_JSON() =>
        Assert.Empty(Shown.Where(verb => verb.Needs == Right.Read && !VerbLine.CommandOf(verb).Options.Any(option => option.Name == "--json")).Select(verb => verb.Name));

    [Fact]
    public void Usage_names_the_options_that_there_are() => Assert.All(
        Shown.Where(verb => !verb.IsLine),
        verb => Assert.All(VerbLine.CommandOf(verb).Options, option => Assert.Contains(option.Name, verb.Usage, StringComparison.Ordinal)));

    [Fact]
    public void No_word_is_both_quiet_and_an_option_of_a_verb() =>
        Assert.Empty(Shown.Where(verb => VerbLine.CommandOf(verb).Options.Any(option => option.Name is "-q" or "--quiet")).Select(verb => verb.Name));

    [Fact]
    public void One_line_for_each_verb_fits_the_terminal()
    {
        var said = new StringWriter();
        Assert.Equal(0, Dispatch.Run(["help"], SessionOn(new Screen(said, TextWriter.Null, new Terminal(false, true, 64)))));
        Assert.All(said.ToString().Split('\n'), shown => Assert.True(TextWidth.Of(shown) <= 64, shown));
        Assert.Contains("…", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_topic_has_a_name_of_its_own_and_verbs() =>
        Assert.All(Topics.All, topic => Assert.True(Topics.All.Count(other => Topics.Name(other) == Topics.Name(topic)) == 1 && Shown.Any(verb => verb.Topic == topic)));

    [Theory]
    [InlineData("confg", "config")]
    [InlineData("ps:scael", "ps:scale")]
    [InlineData("p", null)]
    [InlineData("frobnicate", null)]
    [InlineData("apps", "apps")]
    public void What_was_meant_is_at_most_two_slips_away(string word, string? meant) => Assert.Equal(meant, Nearest.Of(word, Shown.Select(verb => verb.Name)));

    private Session SessionOn(Screen screen) => new(
        PaperWorld.Root with { Root = _root }, new LinuxHost("/usr/bin:/bin", TimeProvider.System), new LiteDbJournal($"{_root}/state", TimeProvider.System), screen, "anna", "", null, TimeProvider.System);
}
