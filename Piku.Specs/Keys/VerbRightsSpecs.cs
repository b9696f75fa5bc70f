using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Specs.Support;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Keys;

/// <summary>Every verb of the table, asked with keys that have not the right: made from its own usage, so a new verb is in here from its first day.</summary>
public sealed class VerbRightsSpecs : IDisposable
{
    private static readonly Key[] Keys = [KeyOf("anna", Right.Admin), KeyOf("ci", Right.Deploy, "blog"), KeyOf("eye", Right.Read, "blog")];

    private readonly string _root = Directory.CreateTempSubdirectory("piku-keys-").FullName;
    private readonly LiteDbJournal _journal;

    public VerbRightsSpecs()
    {
        _journal = new LiteDbJournal($"{_root}/state", TimeProvider.System);
        var by = new Provenance("root", "", "");
        _journal.Append(App.Absent(AppName.Box), [.. Keys.Select(key => new KeyEvent.Added(key))], by);
        foreach (var app in new[] { "blog", "shop" }) _journal.Append(App.Absent(AppName.Parse(app)), Histories.Live, by);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string> NeedMoreThanToRead() => [.. VerbTable.All.Where(verb => verb.Needs > Right.Read).Select(verb => verb.Name)];

    public static TheoryData<string> OfAnApp() => [.. VerbTable.All.Where(verb => verb.Needs < Right.Admin && WordsOf(verb, "shop").Contains("shop")).Select(verb => verb.Name)];

    public static TheoryData<string> ForAdmins() => [.. VerbTable.All.Where(verb => verb.Needs == Right.Admin).Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(NeedMoreThanToRead))]
    public void Who_may_only_read_is_refused_what_needs_more(string verb) => Assert.StartsWith("Error: the key 'eye' may only read 'blog'", Refused("eye", verb, "blog"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(OfAnApp))]
    public void No_verb_is_for_an_app_that_is_not_the_keys(string verb)
    {
        Assert.StartsWith("Error: the key 'ci' may only deploy 'blog', and not 'shop'", Refused("ci", verb, "shop"), StringComparison.Ordinal);
        Assert.StartsWith("Error: the key 'eye' may only read 'blog'", Refused("eye", verb, "shop"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ForAdmins))]
    public void What_is_for_admins_is_for_no_one_else(string verb) => Assert.Equal("Error: the key 'ci' may only deploy 'blog', and this is for admin keys; ask someone who has one.\n", Refused("ci", verb, "blog"));

    [Theory]
    [InlineData("apps")]
    [InlineData("help")]
    [InlineData("run blog true")]
    public void A_key_that_is_recorded_no_more_is_refused_all(string line) =>
        Assert.Equal("Error: the key 'gone' is none of this box any more; ask someone with an admin key to add it: keys:add gone.\n", Said("gone", line.Split(' ')).Errors);

    [Theory]
    [InlineData("gc")]
    [InlineData("git-receive-pack /shop")]
    [InlineData("plan shop stop")]
    [InlineData("stop shop --plan")]
    [InlineData("keys:add ci --role admin")]
    public void Nothing_goes_around(string line)
    {
        Assert.StartsWith("Error: the key 'ci' may only deploy 'blog'", Said("ci", line.Split(' ')).Errors, StringComparison.Ordinal);
        Assert.StartsWith("Error: the key 'eye' may only read 'blog'", Said("eye", line.Split(' ')).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ci")]
    [InlineData("eye")]
    public void Of_what_is_not_for_a_key_not_even_the_name_is_told(string who)
    {
        Assert.Equal("blog\n", Said(who, "complete", "ps", "").Output);
        Assert.Equal("", Said(who, "complete", "config:get", "shop", "").Output);
        var events = Enumerable.Range(1, (int)_journal.Head).Select(seq => Said("ci", "undo", "blog", $"#{seq}").Errors).ToList();
        Assert.All(events, said => Assert.DoesNotContain("shop", said, StringComparison.Ordinal));
        Assert.Equal("Error: there is no event #1; see: history.\n", events[0]);
    }

    [Fact]
    public void An_admin_who_may_not_see_values_lets_no_key_see_them_either()
    {
        var mute = KeyOf("mute", Right.Admin) with { MayReveal = false };
        _journal.Append(_journal.Read(AppName.Box), [new KeyEvent.Added(mute)], new Provenance("root", "", ""));
        var head = _journal.Head;
        Assert.Equal("Error: the key 'mute' may not see values of settings; ask with a key that may.\n", Said("mute", "keys:add", "mute", "--reveal").Errors);
        Assert.Equal("Error: the key 'mute' may not see values of settings; ask with a key that may.\n", Said("mute", "keys:add", "eye", "--role", "deploy").Errors);
        Assert.Equal(head, _journal.Head);
    }

    [Fact]
    public void A_list_has_only_what_the_key_is_for()
    {
        Assert.Equal("*blog\n*shop\n", Said("anna", "apps").Output);
        Assert.Equal("*blog\n", Said("ci", "apps").Output);
        var (output, _) = Said("eye", "history", "-n", "1000");
        Assert.Contains("blog", output, StringComparison.Ordinal);
        Assert.DoesNotContain("shop", output, StringComparison.Ordinal);
        Assert.DoesNotContain("@box", output, StringComparison.Ordinal);
        Assert.Contains("key 'ci' added, which may deploy 'blog': ", Said("anna", "history", "-n", "1000").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_only_read_sees_no_values() =>
        Assert.Equal("Error: the key 'eye' may not see values of settings; ask with a key that may.\n", Said("eye", "config:get", "blog", "A").Errors);

    [Fact]
    public void Who_is_no_admin_sees_the_own_key() => Assert.Equal(2, Said("ci", "keys").Output.Count(c => c == '\n'));

    /// <summary>What is said, without anything being recorded.</summary>
    private string Refused(string who, string verb, string app)
    {
        var head = _journal.Head;
        var (output, errors) = Said(who, [verb, .. WordsOf(VerbTable.Named(verb)!, app)]);
        Assert.Equal((head, ""), (_journal.Head, output));
        Assert.Equal(1, errors.Count(c => c == '\n'));
        return errors;
    }

    private (string Output, string Errors) Said(string who, params string[] words)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var root = PaperWorld.Root with { Root = _root, AuthorizedKeys = $"{_root}/authorized_keys" };
        var session = new Session(root, new LinuxHost(root.Path, TimeProvider.System), _journal, new Screen(output, errors, Terminal.None), who, PublicKeyOf(who).Fingerprint, null, TimeProvider.System);
        var code = Dispatch.Run(words, session);
        Assert.Equal(errors.ToString() != "", code != 0);
        return (output.ToString(), errors.ToString());
    }

    /// <summary>Words that the verb takes, from its usage; what may be left out is.</summary>
    private static string[] WordsOf(Verb verb, string app)
    {
        var usage = verb.Usage.Contains("[APP]", StringComparison.Ordinal) ? verb.Usage.Replace("[APP]", "APP", StringComparison.Ordinal) : verb.Usage;
        while (usage.IndexOf('[', StringComparison.Ordinal) is >= 0 and var at) usage = usage.Remove(at, usage.IndexOf(']', at) + 1 - at);
        return [.. usage.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word != "<").Where(word => word != "…").Select(word => word switch
        {
            "APP" => app,
            "#EVENT" => "#4",
            _ when word.Contains('=', StringComparison.Ordinal) => "web=1",
            _ when word.Contains('|', StringComparison.Ordinal) => word.Split('|')[^1],
            _ => word,
        })];
    }
}
