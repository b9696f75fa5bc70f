using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Keys;
using Xunit;
using static Piku.Specs.Support.Samples;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Keys;

public sealed class KeyDeciderSpecs
{
    private static readonly Key Anna = KeyOf("anna", Right.Admin);
    private static readonly AppName[] Apps = [Blog, AppName.Parse("shop")];
    private static readonly Key Ci = KeyOf("ci", Right.Deploy, "blog");

    [Fact]
    public void A_key_is_added() => GivenKeys().When(new KeyCommand.Add(Anna)).Then(new KeyEvent.Added(Anna));

    [Fact]
    public void A_key_that_is_added_again_does_nothing() => GivenKeys(new KeyEvent.Added(Ci)).When(new KeyCommand.Add(Ci with { Apps = [Blog] })).ThenNothing();

    [Fact]
    public void A_key_that_is_added_with_another_role_changes() =>
        GivenKeys(new KeyEvent.Added(Anna), new KeyEvent.Added(Ci)).When(new KeyCommand.Add(Ci with { Role = Right.Read })).Then(new KeyEvent.Changed(Ci.Name, Right.Read, [Blog], true))
            .And(box => Assert.Equal(Right.Read, box.Keys!.Named(Ci.Name)!.Role));

    [Fact]
    public void The_same_key_has_one_name() =>
        GivenKeys(new KeyEvent.Added(Ci)).When(new KeyCommand.Add(Anna with { Public = Ci.Public }))
            .ThenRefused("this key is that of 'ci' already; a key has one name, so change what it may do (keys:add ci --role …), or bring another key.");

    [Fact]
    public void A_name_has_one_key() =>
        GivenKeys(new KeyEvent.Added(Ci)).When(new KeyCommand.Add(Ci with { Public = Anna.Public }))
            .ThenRefused($"'ci' is the name of another key ({Ci.Public.Fingerprint}); choose another name, or have this one take its place: keys:rotate ci.");

    [Fact]
    public void An_admin_is_one_of_the_whole_box() =>
        GivenKeys().When(new KeyCommand.Add(Ci with { Role = Right.Admin })).ThenRefused("an admin's key is for the whole box; leave --app away, or let it deploy only: keys:add ci --role deploy.");

    [Fact]
    public void A_key_is_removed() => GivenKeys(new KeyEvent.Added(Anna), new KeyEvent.Added(Ci)).When(new KeyCommand.Remove(Ci.Name)).Then(new KeyEvent.Removed(Ci.Name)).And(box => Assert.Equal([Anna], box.Keys!.Keys));

    [Fact]
    public void A_key_that_is_not_there_cannot_be_removed() => GivenKeys(new KeyEvent.Added(Anna)).When(new KeyCommand.Remove(Ci.Name)).ThenRefused("there is no key 'ci'; see: keys.");

    [Fact]
    public void The_last_admin_is_not_removed() =>
        GivenKeys(new KeyEvent.Added(Anna), new KeyEvent.Added(Ci)).When(new KeyCommand.Remove(Anna.Name))
            .ThenRefused("'anna' is the last key of an admin, and without one nobody could let anybody in; add another first: keys:add NAME --role admin.");

    [Fact]
    public void The_last_admin_stays_one() =>
        GivenKeys(new KeyEvent.Added(Anna), new KeyEvent.Added(Ci)).When(new KeyCommand.Add(Anna with { Role = Right.Deploy }))
            .ThenRefused("'anna' is the last key of an admin, and without one nobody could let anybody in; add another first: keys:add NAME --role admin.");

    [Fact]
    public void Another_key_takes_the_place_of_a_key_with_its_name_and_rights() =>
        GivenKeys(new KeyEvent.Added(Ci)).When(new KeyCommand.Rotate(Ci.Name, PublicKeyOf("new"))).Then(new KeyEvent.Rotated(Ci.Name, PublicKeyOf("new")))
            .And(box => Assert.True(box.Keys!.Of(PublicKeyOf("new").Fingerprint)!.IsSame(Ci with { Public = PublicKeyOf("new") }) && box.Keys.Of(Ci.Public.Fingerprint) is null));

    [Fact]
    public void The_key_that_is_in_place_takes_its_own_place_without_a_word() => GivenKeys(new KeyEvent.Added(Ci)).When(new KeyCommand.Rotate(Ci.Name, Ci.Public)).ThenNothing();

    [Fact]
    public void The_key_of_somebody_else_takes_nobodys_place() =>
        GivenKeys(new KeyEvent.Added(Anna), new KeyEvent.Added(Ci)).When(new KeyCommand.Rotate(Ci.Name, Anna.Public))
            .ThenRefused("this key is that of 'anna' already; a key has one name, so change what it may do (keys:add anna --role …), or bring another key.");

    [Fact]
    public void Lines_of_an_earlier_piku_are_adopted_where_nothing_was_recorded() =>
        GivenKeys().When(new KeyCommand.Adopt([Anna, Ci])).Then(new KeyEvent.Adopted(Anna), new KeyEvent.Adopted(Ci)).When(new KeyCommand.Adopt([Anna])).ThenNothing();

    [Fact]
    public void Who_was_removed_is_not_adopted() => GivenKeys(new KeyEvent.Added(Anna), new KeyEvent.Added(Ci), new KeyEvent.Removed(Ci.Name)).When(new KeyCommand.Adopt([Ci])).ThenNothing();

    [Fact]
    public void Whoever_may_only_read_sees_no_values() => Assert.Equal((false, true, false), (Rights.SeesValues(KeyOf("r", Right.Read)), Rights.SeesValues(Ci), Rights.SeesValues(Ci with { MayReveal = false })));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a\"b")]
    [InlineData("-x")]
    [InlineData("a/b")]
    [InlineData("pikud")]
    public void A_name_that_could_be_mistaken_for_something_else_is_none(string text)
    {
        Assert.Null(KeyName.TryParse(text, out var refusal));
        Assert.StartsWith($"'{text}' cannot be the name of a key: ", refusal!.Sentence, StringComparison.Ordinal);
    }

    /// <summary>Eight keys under five names, with any role and apps.</summary>
    private static Gen<KeyCommand[]> Histories { get; } =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 7], Gen.Enum<Right>(), Gen.Int[0, 3], Gen.Int[0, 9]).Select((name, key, role, apps, kind) => Command(kind, KeyName.Parse($"n{name}"), PublicKeyOf($"k{key}"), role, apps)).Array[1, 25];

    private static KeyCommand Command(int kind, KeyName name, PublicKey key, Right role, int apps) => kind switch
    {
        < 6 => new KeyCommand.Add(new Key(name, key, role, [.. Apps.Take(apps)], apps != 1)),
        < 8 => new KeyCommand.Remove(name),
        8 => new KeyCommand.Rotate(name, key),
        _ => new KeyCommand.Adopt([new Key(name, key, Right.Admin, [], true)]),
    };

    [Fact]
    public void Whatever_is_asked_once_there_was_an_admin_there_is_one_and_no_two_keys_are_the_same()
    {
        var admins = 0;
        Histories.Sample(
            history =>
            {
                var box = App.Absent(AppName.Box);
                foreach (var command in history)
                {
                    var had = box.Keys?.Keys.Any(key => key.Role == Right.Admin) == true;
                    if (AppDecider.Decide(command, box) is not Decision.Accepted(var events)) continue;
                    box = Fold(box, events);
                    Assert.True(AppDecider.Decide(command, box) is Decision.Accepted { Events.IsEmpty: true } or Decision.Refused, Line(command));
                    Key[] keys = [.. box.Keys?.Keys ?? []];
                    Assert.True(!had || keys.Any(key => key.Role == Right.Admin), Line(command));
                    Assert.Equal(keys.Length, keys.Select(key => key.Name).Distinct().Count());
                    Assert.Equal(keys.Length, keys.Select(key => key.Public.Fingerprint).Distinct().Count());
                    Assert.Equal(Journal.Sample.Text(Retelling.Essence(box)), Journal.Sample.Text(Retelling.Essence(Fold(App.Absent(AppName.Box), Retelling.Of(App.Absent(AppName.Box), box)))));
                    if (had) Interlocked.Increment(ref admins);
                }
            },
            iter: 2_000);
        Assert.True(admins > 1_000, $"{admins}");
    }

    public static TheoryData<string> EventNames() => [.. typeof(KeyEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(KeyEvent))).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(EventNames))]
    public void No_event_is_forgotten_by_the_fold(string name)
    {
        var happened = Assert.Single(Journal.Sample.EveryEvent.OfType<KeyEvent>(), one => one.GetType().Name == name);
        var box = Fold(App.Absent(AppName.Box), happened is KeyEvent.Added or KeyEvent.Adopted ? [] : [new KeyEvent.Added(Ci)]);
        Assert.NotEqual(Journal.Sample.Text(box with { Version = 0 }), Journal.Sample.Text(AppDecider.Evolve(box, happened, Noon) with { Version = 0 }));
    }
}
