using System.Collections.Immutable;
using Piku.Ssh.Completion;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Completion;

public sealed class CandidatesSpecs
{
    /// <summary>What stands before the cursor → what the last word may become, of a box with two apps.</summary>
    public static TheoryData<string, string> Table() => new()
    {
        { "releas", "releases" },
        { "config:", "config:get config:live config:set config:unset" },
        { "git", "" },
        { "compl", "" },
        { "us", "use" },
        { "use ", "blog shop" },
        { "ps ", "blog shop" },
        { "ps b", "blog" },
        { "ps blog ", "" },
        { "ps blog -", "--json" },
        { "ps:scale blog ", "web= worker=" },
        { "ps:scale blog web=2 wo", "worker=" },
        { "ps:scale nobody ", "" },
        { "logs blog w", "web worker" },
        { "logs -n 20 blog w", "web worker" },
        { "logs -n ", "" },
        { "logs blog --release ", "v1 v2 v3" },
        { "logs blog -", "--grep --json --release --since -f -n" },
        { "config:get blog ", "GREETING SECRET" },
        { "config:unset blog GREETING S", "SECRET" },
        { "config:set blog NGINX_SERV", "NGINX_SERVER_NAME=" },
        { "config:set blog GREE", "GREETING=" },
        { "config:set blog GREETING=hello", "" },
        { "rollback blog v", "v1 v2 v3" },
        { "diff blog v1 ", "v1 v2 v3" },
        { "restart blog --", "--plan" },
        { "plan blog conf", "config:set config:unset" },
        { "plan blog ps:scale ", "web= worker=" },
        { "plan blog rollback ", "v1 v2 v3" },
        { "help ps", "ps ps:scale" },
        { "journal ", "recover verify" },
        { "run ", "blog shop" },
        { "run blog ls ", "" },
        { "run blog ls -", "" },
        { "run --release v", "" },
        { "nonsense ", "" },
        { "apps ", "" },
    };

    /// <summary>The same where blog is meant anyway.</summary>
    public static TheoryData<string, string> InBlog() => new()
    {
        { "ps ", "blog shop" },
        { "logs ", "blog shop web worker" },
        { "logs w", "web worker" },
        { "logs shop ", "cron" },
        { "config:get ", "GREETING SECRET blog shop" },
        { "ps:scale web=1 ", "web= worker=" },
        { "rollback ", "blog shop v1 v2 v3" },
        { "logs --release ", "v1 v2 v3" },
        { "plan conf", "config:set config:unset" },
        { "plan ps:scale ", "web= worker=" },
        { "restart -", "--plan" },
        { "run ls -", "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_word_is_completed_with_what_the_table_has_there(string before, string candidates) => Assert.Equal(candidates, Of(before, null));

    [Theory]
    [MemberData(nameof(InBlog))]
    public void Where_an_app_is_meant_anyway_it_may_be_left_out(string before, string candidates) => Assert.Equal(candidates, Of(before, "blog"));

    [Fact]
    public void Every_verb_is_completed_and_none_of_those_that_git_asks_for() =>
        Assert.Equal(VerbTable.All.Where(verb => !verb.IsInternal).Select(verb => verb.Name).Concat(["exit", "use"]).Order(StringComparer.Ordinal), Of("", null).Split(' '));

    [Fact]
    public void Every_option_that_help_shows_is_completed() => Assert.All(VerbTable.All.Where(verb => !verb.IsInternal && verb.Usage.Contains('-', StringComparison.Ordinal)), verb =>
    {
        foreach (var option in Usage.Of(verb).Options.Keys) Assert.Contains(option, Of($"{verb.Name} {option}", null).Split(' '));
    });

    private static string Of(string before, string? current)
    {
        var known = new Known(
            ["blog", "shop"], current,
            app => app == "blog" ? new KnownApp(["GREETING", "SECRET"], ["web", "worker"], ["v3", "v2", "v1"]) : new KnownApp([], ["cron"], ["v9"]),
            ImmutableSortedDictionary<string, string>.Empty.Add("use", "[APP]").Add("exit", ""));
        var words = before.Split(' ').ToImmutableArray();
        return string.Join(' ', Candidates.Of(words[..^1], words[^1], known));
    }
}
