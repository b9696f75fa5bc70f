using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Settings;

/// <summary>What is hidden in the logs of rollouts, and of what.</summary>
public sealed class MaskSpecs
{
    /// <summary>Letters of which texts often hold secrets, and secrets overlap, contain each other and contain stars.</summary>
    private static readonly Gen<string> Texts = Gen.Char["ab*%/é"].Array[0, 60].Select(letters => new string(letters));

    private static readonly Gen<string[]> Secret = Gen.Char["ab*%/é"].Array[0, 9].Select(letters => new string(letters)).Array[0, 12];

    [Fact]
    public void No_secret_is_left_as_it_is_or_percent_encoded() =>
        Gen.Select(Texts, Secret).Sample(
            (text, secrets) =>
            {
                var shown = Mask.Of(secrets).Over(text);
                return secrets.SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret) }).Where(secret => secret.Length >= Mask.Shortest).All(secret => !shown.Contains(secret, StringComparison.Ordinal));
            },
            iter: 50_000);

    [Fact]
    public void A_text_without_secrets_is_as_it_was() =>
        Gen.Select(Gen.Char["xyz \t*"].Array[0, 60], Secret.Where(all => all.All(secret => secret.Any(c => c is 'a' or 'b' or 'é')))).Sample(
            (text, secrets) => Assert.Equal(new string(text), Mask.Of(secrets).Over(new string(text))), iter: 20_000);

    [Fact]
    public void What_is_around_secrets_is_left() =>
        Gen.Select(Gen.Char["xyz "].Array[0, 9], Gen.Char["ab"].Array[Mask.Shortest, 12], Gen.Char["xyz "].Array[0, 9]).Sample(
            (before, secret, after) => Assert.Equal($"{new string(before)}{Mask.Hidden}{new string(after)}", Mask.Of([new string(secret)]).Over($"{new string(before)}{new string(secret)}{new string(after)}")),
            iter: 5_000);

    [Theory]
    [InlineData("abcdefghi", "***")]
    [InlineData("abcdef abcdefghi defghi", "*** *** ***")]
    [InlineData("abcdefabcdef", "***")]
    [InlineData("abcdeXfghi", "abcdeXfghi")]
    public void Secrets_that_overlap_leave_nothing_of_each_other(string text, string shown) => Assert.Equal(shown, Mask.Of(["abcdef", "defghi", "short"]).Over(text));

    [Fact]
    public void A_secret_that_begins_with_another_one_is_hidden_whole() => Assert.Equal("*** ***", Mask.Of(["abcdef", "abcdefghi"]).Over("abcdefghi abcdef"));

    [Theory]
    [InlineData("API_TOKEN", "s3cret-value", "s3cret-value")]
    [InlineData("apiKey", "s3cret-value", "s3cret-value")]
    [InlineData("DB_PASS", "s3cret-value", "s3cret-value")]
    [InlineData("NGINX_BASIC_AUTH", "anna:s3cret", "anna:s3cret")]
    [InlineData("PRIVATE_KEY", "-----BEGIN\nMIIabcdef\r\n-----END\n", "-----BEGIN|MIIabcdef|-----END")]
    [InlineData("DATABASE_URL", "postgres://anna:p%40ss-word@db:5432/blog", "postgres://anna:p%40ss-word@db:5432/blog|p%40ss-word|p@ss-word")]
    [InlineData("REDIS", "redis://:pass-word@cache", "redis://:pass-word@cache|pass-word|pass-word")]
    [InlineData("BROKER", "amqp://anna:a@b:c@mq/x@y", "amqp://anna:a@b:c@mq/x@y|a@b:c|a@b:c")]
    [InlineData("SENTRY_DSN", "https://public:pass-word@sentry.io/1", "https://public:pass-word@sentry.io/1|pass-word|pass-word")]
    [InlineData("TOKEN_STORE_URL", "redis://:pass%40word@cache", "redis://:pass%40word@cache|pass%40word|pass@word")]
    [InlineData("HOMEPAGE", "https://example.org:8080/a@b", "")]
    [InlineData("NODE_ENV", "production", "")]
    [InlineData("GREETING", "s3cret-value", "")]
    public void A_secret_is_known_by_the_name_of_its_setting_or_as_an_address_with_a_password(string key, string value, string secrets) =>
        Assert.Equal(secrets, string.Join('|', Secrets.Of(key, value)));

    [Fact]
    public void Settings_of_verbs_of_kept_releases_and_of_the_repository_are_looked_at()
    {
        var app = Samples.Fold(
        [
            new AppEvent.Created(),
            new AppEvent.ConfigChanged(Samples.Map(("TOKEN", "of-a-release")), []),
            new AppEvent.SlugReceived(Samples.SlugA with { Env = Samples.Map(("TOKEN", "of-the-repository"), ("PLAIN", "left-alone")) }),
            new AppEvent.ReleaseCreated(1, 1, Samples.SlugA.Fingerprint, ReleaseCause.Push, ""),
            new AppEvent.ConfigChanged(Samples.Map(("TOKEN", "of-a-verb")), []),
        ]);
        Assert.Equal("*** *** *** left-alone", Mask.Of(app).Over("of-a-verb of-a-release of-the-repository left-alone"));
    }
}
