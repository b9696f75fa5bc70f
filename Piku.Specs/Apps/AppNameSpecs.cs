using CsCheck;
using Piku.Domain.Apps;
using Xunit;

namespace Piku.Specs.Apps;

public sealed class AppNameSpecs
{
    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("blog")]
    [InlineData("my-app-2")]
    [InlineData("az-09")]
    [InlineData("0123456789012345678901234567890123456789")]
    public void A_name_is_kept_as_it_is(string text)
    {
        Assert.Equal(text, AppName.TryParse(text, out var refusal)?.Value);
        Assert.Null(refusal);
    }

    [Theory]
    [InlineData("", "'' cannot be an app's name: it is empty.")]
    [InlineData("../", "'../' cannot be an app's name: it contains '.', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("foo/bar", "'foo/bar' cannot be an app's name: it contains '/', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("my app", "'my app' cannot be an app's name: it contains a space, and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("-rf", "'-rf' cannot be an app's name: it starts with '-'.")]
    [InlineData("blog-", "'blog-' cannot be an app's name: it ends in '-'.")]
    [InlineData("-", "'-' cannot be an app's name: it starts with '-'.")]
    [InlineData("a\0b", "'a?b' cannot be an app's name: it contains a NUL, and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("a\nb", "'a?b' cannot be an app's name: it contains the control character U+000A, and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("Blog", "'Blog' cannot be an app's name: it contains the capital 'B', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("A", "'A' cannot be an app's name: it contains the capital 'A', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("Z", "'Z' cannot be an app's name: it contains the capital 'Z', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("a\u001fb", "'a?b' cannot be an app's name: it contains the control character U+001F, and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("a\u007fb", "'a?b' cannot be an app's name: it contains the control character U+007F, and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("a\u0085b", "'a?b' cannot be an app's name: it contains the control character U+0085, and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("a~b", "'a~b' cannot be an app's name: it contains '~', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("my.app", "'my.app' cannot be an app's name: it contains '.', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("my_app", "'my_app' cannot be an app's name: it contains '_', and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("café", "'café' cannot be an app's name: it contains the character U+00E9, and only a-z, 0-9 and '-' may be in it.")]
    [InlineData("а", "'а' cannot be an app's name: it contains the character U+0430, and only a-z, 0-9 and '-' may be in it.")]
    public void A_text_that_is_no_name_is_refused_with_what_is_wrong_with_it(string text, string sentence)
    {
        Assert.Null(AppName.TryParse(text, out var refusal));
        Assert.Equal(sentence, refusal!.Sentence);
    }

    [Fact]
    public void A_name_of_300_characters_is_refused_in_a_short_sentence()
    {
        Assert.Null(AppName.TryParse(new string('a', 300), out var refusal));
        Assert.Equal($"'{new string('a', 40)}…' cannot be an app's name: it has 300 characters, and 40 is the most.", refusal!.Sentence);
    }

    [Fact]
    public void A_text_of_as_many_characters_as_a_name_may_have_is_shown_whole()
    {
        var text = new string('a', AppName.MaxLength - 1) + "-";
        Assert.Null(AppName.TryParse(text, out var refusal));
        Assert.Equal($"'{text}' cannot be an app's name: it ends in '-'.", refusal!.Sentence);
    }

    [Fact]
    public void Whatever_is_given_is_a_name_or_a_sentence_that_a_terminal_can_show() =>
        Gen.String.Sample(text =>
        {
            var name = AppName.TryParse(text, out var refusal);
            Assert.True(name is null ^ refusal is null);
            if (name is not null) Assert.Equal(text, name.Value);
            else Assert.DoesNotContain(refusal!.Sentence, char.IsControl);
        });

    [Fact]
    public void A_journal_with_a_bad_name_is_broken() =>
        Assert.Throws<FormatException>(() => AppName.Parse("../etc"));

    [Theory]
    [InlineData("@box", "@box")]
    [InlineData("blog", "blog")]
    [InlineData("@blog", null)]
    [InlineData("../etc", null)]
    public void A_stream_of_the_journal_is_an_apps_or_the_boxs(string text, string? name) => Assert.Equal(name, AppName.OfStream(text)?.Value);
}
