using CsCheck;
using Piku.Ssh.Git;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Fuzzing;

/// <summary>What git tells its hook of a push.</summary>
public sealed class HookInputSpecs
{
    private const string Id = "0123456789abcdef0123456789abcdef01234567";

    private static readonly string None = new('0', 40);

    private static readonly Gen<string> Line = Gen.Select(Fuzz.Or(Id, None, "HEAD^{/x}", ""), Fuzz.Or(Id, None, "HEAD", "-1"), Fuzz.Or("refs/heads/main", "refs/tags/v1", "refs/piku/x", "refs/heads/a b")).Select((old, @new, name) => $"{old} {@new} {name}");

    [Fact]
    public void Whatever_lines_come_each_that_is_taken_moves_a_ref_between_two_commits() =>
        Gen.Select(Line.Array[0, 8], Fuzz.Of("\n", "\r\n", "", "\0")).Select((lines, between) => string.Join(between, lines)).Sample(
            text =>
            {
                foreach (var update in RefUpdate.Read(new StringReader(text)))
                {
                    Assert.True(update.New.Length == 40 && update.New.All(char.IsAsciiHexDigitLower) && update.Name != "", $"{update}");
                    Assert.Equal(update.New == None, update.Deletes);
                    Assert.NotEqual("", update.ShortName);
                }
            },
            iter: Fuzz.Rounds(5_000));

    [Fact]
    public void A_push_of_a_million_branches_is_refused_without_reading_them_all()
    {
        var updates = RefUpdate.Read(new StringReader(string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"{None} {Id} refs/heads/b{i}\n"))));
        Assert.Equal(PushLimits.Refs + 1, updates.Count);
        Fuzz.IsSentence(PushLimits.WhyTooMany(updates.Count));
        Assert.Null(PushLimits.WhyTooMany(PushLimits.Refs));
    }

    [Fact]
    public void Whatever_options_a_push_has_they_are_known_or_refused_in_a_sentence() =>
        Gen.Select(Fuzz.Or("0", "1", "3", "2147483647", "-1"), Fuzz.Or("plan", "quiet").Array[0, 4]).Sample(
            (count, options) =>
            {
                try
                {
                    PushOptions.Read(name => name == "GIT_PUSH_OPTION_COUNT" ? count : options.ElementAtOrDefault(name[^1] - '0'));
                }
                catch (RefusedException trouble)
                {
                    Fuzz.IsSentence(trouble.Message);
                }
            },
            iter: Fuzz.Rounds(2_000));
}
