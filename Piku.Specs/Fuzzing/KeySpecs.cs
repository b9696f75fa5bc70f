using System.Collections.Immutable;
using CsCheck;
using Piku.Domain.Keys;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Ssh.Prompts;
using Piku.Ssh.Verbs;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Fuzzing;

/// <summary>Keys that somebody brings, sshd's file of them, and what a prompt keeps.</summary>
public sealed class KeySpecs
{
    private static readonly KeyRing Ring = new([KeyOf("ci", Right.Deploy, "blog"), KeyOf("anna", Right.Admin)]);

    private static readonly string Ours = AuthorizedKeys.Of("", Ring, "/usr/bin/piku", "/r");

    private static readonly string Stranger = $"ssh-ed25519 {PublicKeyOf("stranger").Blob} stranger@home";

    private static readonly Gen<string> File = Gen.OneOf(
        Fuzz.Of([.. Ours.Split('\n'), Stranger, $"command=\"sh\" {Stranger}", "# a comment", "", $"no-pty,command=\"x ssh --key ci --fingerprint y\" ssh-ed25519 {Ring.Keys[0].Public.Blob}"]),
        Fuzz.Of([.. Ours.Split('\n'), Stranger]).Mutated(),
        Fuzz.Text).Array[0, 6].Select(lines => string.Join('\n', lines));

    [Fact]
    public void What_is_given_for_a_key_is_one_or_none() =>
        Gen.OneOf(Fuzz.Of(Stranger, $"ssh-rsa {PublicKeyOf("x").Blob}", "-----BEGIN OPENSSH PRIVATE KEY-----").Mutated(), Fuzz.Text).Sample(
            text =>
            {
                if (PublicKeyLine.TryParse(text) is not { } line) return;
                Assert.Matches(@"\A[a-z0-9@.-]+\z", line.Key.Type);
                Assert.Matches(@"\A[A-Za-z0-9+/]+={0,2}\z", line.Key.Blob);
                Assert.Matches(@"\ASHA256:[A-Za-z0-9+/]{43}\z", line.Key.Fingerprint);
            },
            iter: Fuzz.Rounds(5_000));

    [Fact]
    public void Whatever_is_in_the_file_every_key_comes_by_one_line_with_our_command_and_others_stay() => File.Sample(
        text =>
        {
            var written = AuthorizedKeys.Of(text, Ring, "/usr/bin/piku", "/r");
            Assert.Equal(written, AuthorizedKeys.Of(written, Ring, "/usr/bin/piku", "/r"));
            foreach (var key in Ring.Keys) // sshd takes a line for a comment also where something white is before its sign.
                Assert.StartsWith("restrict,pty,command=\"exec /usr/bin/piku --root /r ssh --key ", Assert.Single(written.Split('\n'), line => !line.TrimStart(' ', '\t').StartsWith('#') && line.Split([' ', '\t', '\r', '\v', '\f']).Contains(key.Public.Blob)), StringComparison.Ordinal);
            Assert.Subset(written.Split('\n').ToHashSet(), AuthorizedKeys.Foreign(text, Ring).ToHashSet());
            var adopted = AuthorizedKeys.Adoptable(text);
            Assert.Equal(adopted.Length, adopted.Select(key => key.Name).Distinct().Count());
        },
        iter: Fuzz.Rounds(3_000));

    [Fact]
    public void No_value_of_a_setting_is_kept_of_what_was_typed() =>
        Gen.Select(Fuzz.Of("config:set blog", "plan blog config:set", "'config:set' blog", "config:set"), Fuzz.Or("-q", "--plan", "A=", "B='x y'"), Fuzz.Of("KEY=sesame", "'KEY=sesame'", "KEY='sesame'", "KEY=\"a\nsesame\"", "K\\EY=sesame", "=sesame", "K Y=sesame"), Fuzz.Text)
            .Select((verb, option, value, rest) => $"{verb} {option} {value} {rest}").Sample(
            line =>
            {
                if (Remembered.Of(line) is not { } kept) return;
                Assert.DoesNotContain("sesame", kept, StringComparison.Ordinal);
                Assert.NotNull(ShellWords.TrySplit(kept));
            },
            iter: Fuzz.Rounds(5_000));
}
