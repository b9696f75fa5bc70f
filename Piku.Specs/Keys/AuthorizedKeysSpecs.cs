using CsCheck;
using Piku.Domain.Keys;
using Piku.Reconciler.Desired;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Keys;

/// <summary>sshd's file of keys, as it was and as it should be.</summary>
public sealed class AuthorizedKeysSpecs
{
    private const string Forced = "restrict,pty,command=\"exec /usr/lib/piku/piku --root /srv ssh --key ";

    private static readonly Key Anna = KeyOf("anna", Right.Admin);
    private static readonly Key Ci = KeyOf("ci", Right.Deploy, "blog", "shop");
    private static readonly Key Eye = KeyOf("eye", Right.Read) with { MayReveal = false };
    private static readonly string Stranger = $"ssh-ed25519 {PublicKeyOf("stranger").Blob} somebody@elsewhere";
    private static readonly KeyRing Ring = new([Anna, Ci, Eye]);

    private static string Of(string text, KeyRing? ring = null) => AuthorizedKeys.Of(text, ring ?? Ring, "/usr/lib/piku/piku", "/srv");

    [Fact]
    public void Each_key_has_a_line_that_lets_it_do_nothing_but_ask_piku() => Assert.Equal(
        $"{Forced}anna --fingerprint {Anna.Public.Fingerprint}\" ssh-ed25519 {Anna.Public.Blob} anna\n"
        + $"{Forced}ci --fingerprint {Ci.Public.Fingerprint} --role deploy --apps blog,shop\" ssh-ed25519 {Ci.Public.Blob} ci\n"
        + $"{Forced}eye --fingerprint {Eye.Public.Fingerprint} --role read --no-reveal\" ssh-ed25519 {Eye.Public.Blob} eye\n",
        Of(""));

    [Fact]
    public void Lines_of_others_stay_as_they_are_and_where_they_are()
    {
        var text = $"# mine\n\n  {Stranger}\n{Of("", new KeyRing([Ci]))}no-pty {Stranger}2";
        Assert.Equal($"# mine\n\n  {Stranger}\n{Of("", new KeyRing([Ci]))}no-pty {Stranger}2\n{Of("", new KeyRing([Anna, Eye]))}", Of(text));
        Assert.Equal([$"  {Stranger}", $"no-pty {Stranger}2"], AuthorizedKeys.Foreign(text, Ring));
    }

    [Fact]
    public void A_line_that_was_changed_by_hand_is_written_again_and_one_that_was_taken_out_comes_back()
    {
        var text = Of("");
        Assert.Equal(text, Of(text.Replace("restrict,pty,", "", StringComparison.Ordinal)));
        Assert.Equal(text.Split('\n').Order(), Of(string.Join('\n', text.Split('\n').Skip(1))).Split('\n').Order());
    }

    [Fact]
    public void No_other_line_of_a_key_goes_around_what_it_may() =>
        Assert.Equal(Of(""), Of($"ssh-ed25519 {Anna.Public.Blob} anna@laptop\nssh-ed25519 {Ci.Public.Blob} a shell, please\nssh-ed25519 {Anna.Public.Blob} once more\n"));

    [Fact]
    public void A_key_that_is_no_more_in_the_ring_has_no_line() => Assert.Equal(Of("", new KeyRing([Anna])), Of(Of(""), new KeyRing([Anna])));

    [Fact]
    public void A_comment_lets_nobody_in_and_stays() => Assert.Equal($"#ssh-ed25519 {Anna.Public.Blob} anna\n{Of("")}", Of($"#ssh-ed25519 {Anna.Public.Blob} anna\n"));

    [Fact]
    public void What_is_as_it_should_be_stays_so() => Gen.Select(Gen.Int[0, 6].Select(i => new[] { "# c", "", Stranger, $"x {Stranger}", "ssh-ed25519", "\t", "rubbish \"" }[i]).Array[0, 6], Gen.Shuffle(new[] { Anna, Ci, Eye }), Gen.Int[0, 3]).Sample((lines, keys, count) =>
    {
        var ring = new KeyRing([.. keys.Take(count)]);
        var before = Of(string.Join('\n', lines), Ring);
        var after = Of(before, ring);
        Assert.Equal(after, Of(after, ring));
        Assert.Equal(lines.SkipLast(lines is [.., ""] ? 1 : 0), after.Split('\n').SkipLast(1).Where(line => !line.StartsWith(Forced, StringComparison.Ordinal)));
        Assert.Equal(count, after.Split('\n').Count(line => line.StartsWith(Forced, StringComparison.Ordinal)));
    });

    [Fact]
    public void What_an_earlier_piku_wrote_is_adopted_as_admins()
    {
        var old = $"{Forced}anna --fingerprint {Anna.Public.Fingerprint}\" ssh-ed25519 {Anna.Public.Blob} anna\n{Stranger}\n"
            + $"{Forced}anna --fingerprint {Ci.Public.Fingerprint} --no-reveal\" ssh-ed25519 {Ci.Public.Blob} anna\n";
        var keys = AuthorizedKeys.Adoptable(old);
        Assert.Equal([("anna", Right.Admin, true), ("anna-2", Right.Admin, false)], keys.Select(key => (key.Name.Value, key.Role, key.MayReveal)));
        Assert.Equal([Anna.Public, Ci.Public], keys.Select(key => key.Public));
    }

    [Theory]
    [InlineData("", "\r\n")]
    [InlineData("from=\"10.0.0.1,10.0.0.2\",", "\n")]
    [InlineData("no-X11-forwarding,environment=\"A=b\",", "\r\n")]
    public void Such_a_line_is_adopted_however_it_was_edited_since(string options, string end)
    {
        var old = $"{options}{Forced}anna --fingerprint {Anna.Public.Fingerprint}\" ssh-ed25519 {Anna.Public.Blob} anna{end}";
        Assert.Equal(Anna.Public, Assert.Single(AuthorizedKeys.Adoptable(old)).Public);
        Assert.Empty(AuthorizedKeys.Foreign(old, KeyRing.Empty));
    }

    [Fact]
    public void A_line_of_ours_that_cannot_be_read_stays() => Assert.Equal($"{Forced}anna --fingerprint abc\" rubbish\n", Of($"{Forced}anna --fingerprint abc\" rubbish\n", KeyRing.Empty));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\v\n")]
    public void A_key_of_the_ring_in_a_line_of_Windows_is_put_behind_our_command(string end) =>
        Assert.Equal(Of("", new KeyRing([Anna])), Of($"ssh-ed25519 {Anna.Public.Blob}{end}", new KeyRing([Anna])));

    [Theory]
    [InlineData("my laptop", "default", "default-2")]
    [InlineData("", "default", "default-2")]
    [InlineData("-x", "default", "default-2")]
    [InlineData("anna@home", "anna@home", "anna@home-2")]
    public void What_is_no_name_gives_way_to_one_that_can_be_counted(string wanted, string first, string second)
    {
        Assert.Equal(first, AuthorizedKeys.FreeName(wanted, []).Value);
        Assert.Equal(second, AuthorizedKeys.FreeName(wanted, [Anna with { Name = KeyName.Parse(first) }]).Value);
    }

    [Fact]
    public void Of_several_keys_that_want_one_name_each_gets_the_next_number_and_a_long_name_keeps_room_for_it()
    {
        var taken = new List<Key>();
        for (var i = 0; i < 12; i++) taken.Add(Anna with { Name = AuthorizedKeys.FreeName("anna", taken) });
        Assert.Equal(["anna", .. Enumerable.Range(2, 11).Select(number => $"anna-{number}")], taken.Select(key => key.Name.Value));
        var longest = new string('a', KeyName.MaxLength);
        Assert.Equal($"{longest[..^5]}-2", AuthorizedKeys.FreeName(longest, [Anna with { Name = KeyName.Parse(longest) }]).Value);
    }

    [Fact]
    public void A_line_with_a_key_of_the_ring_is_no_strangers_whatever_else_the_ring_has() =>
        Assert.Equal([Stranger], AuthorizedKeys.Foreign($"ssh-ed25519 {Ci.Public.Blob} by hand\n{Stranger}\n", Ring));

    /// <summary>A journal that is lost makes nobody an admin.</summary>
    [Fact]
    public void What_is_adopted_of_our_own_lines_may_do_what_it_could() => Assert.All(AuthorizedKeys.Adoptable(Of("")).Zip(Ring.Keys), pair => Assert.True(pair.First.IsSame(pair.Second), $"{pair}"));
}
