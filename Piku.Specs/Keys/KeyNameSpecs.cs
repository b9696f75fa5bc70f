using Piku.Domain.Keys;
using Xunit;

namespace Piku.Specs.Keys;

/// <summary>What a key may be called: it stands in a file of sshd's, in events and on terminals.</summary>
public sealed class KeyNameSpecs
{
    [Theory]
    [InlineData("a")]
    [InlineData("Anna.K_1@laptop+home-2")]
    [InlineData("_a")]
    public void A_name_is_of_letters_digits_and_five_signs(string name) => Assert.Equal(name, KeyName.TryParse(name, out _)?.Value);

    [Fact]
    public void A_name_has_64_characters_at_most()
    {
        Assert.NotNull(KeyName.TryParse(new string('a', 64), out _));
        Assert.Null(KeyName.TryParse(new string('a', 65), out _));
    }

    [Theory]
    [InlineData("", "''")]
    [InlineData("-a", "'-a'")]
    [InlineData("a b", "'a b'")]
    [InlineData("a\"", "'a\"'")]
    [InlineData("\u001b[31m\n", "'?[31m?'")]
    [InlineData("a\ud83d\udc26", "'a??'")]
    [InlineData("é", "'é'")]
    public void What_is_no_name_is_refused_without_what_a_terminal_obeys(string name, string shown)
    {
        Assert.Null(KeyName.TryParse(name, out var refusal));
        Assert.Equal($"{shown} cannot be the name of a key: use letters, digits and . _ @ + -, 64 at most, and no - at the start.", refusal?.Sentence);
    }

    [Fact]
    public void Pikud_reports_under_its_name_alone() => Assert.Equal("'pikud' cannot be the name of a key: pikud itself reports under it.", Refused("pikud"));

    private static string? Refused(string name) => KeyName.TryParse(name, out var refusal) is null ? refusal?.Sentence : null;
}
