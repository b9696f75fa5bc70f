using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Specs.Decider;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Keys;

public sealed class RightsSpecs
{
    private static readonly AppName Shop = AppName.Parse("shop");

    private static readonly string[] Names = ["anna", "ci", "any", "eye", "all-eyes", "gone"];

    private static readonly KeyRing Ring = new([KeyOf("anna", Right.Admin), KeyOf("ci", Right.Deploy, "blog"), KeyOf("any", Right.Deploy), KeyOf("eye", Right.Read, "blog"), KeyOf("all-eyes", Right.Read)]);

    [Theory]
    [InlineData("anna", true, true, true)]
    [InlineData("any", true, true, false)]
    [InlineData("all-eyes", true, true, false)]
    [InlineData("ci", true, false, false)]
    public void A_key_without_apps_is_for_all_of_them_and_an_admins_alone_for_the_box_itself(string name, bool blog, bool shop, bool box)
    {
        var key = Ring.Keys.Single(key => key.Name.Value == name);
        Assert.Equal((blog, shop, box), (key.IsFor(Blog), key.IsFor(Shop), key.IsFor(AppName.Box)));
    }

    public static TheoryData<string> CommandNames() => [.. ForgottenCaseSpecs.Cases<AppCommand>().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void It_is_said_of_every_command_what_it_needs(string name)
    {
        var command = Enumerable.Range(0, Move.CommandNames.Length).Select(kind => new Move(kind, 0, 0, 0).For(Fold(Histories.Live))).First(one => one.GetType().Name == name);
        Assert.NotEqual(Right.Read, Rights.Needed(command));
    }

    [Theory]
    [InlineData("ci", Right.Deploy, "blog", null)]
    [InlineData("ci", Right.Read, "blog", null)]
    [InlineData("any", Right.Deploy, "shop", null)]
    [InlineData("anna", Right.Admin, null, null)]
    [InlineData("eye", Right.Read, "blog", null)]
    [InlineData("all-eyes", Right.Read, "shop", null)]
    [InlineData("eye", Right.Read, null, null)]
    [InlineData("eye", Right.Deploy, "blog", "the key 'eye' may only read 'blog'; ask someone with an admin key: keys:add eye --role deploy --app blog.")]
    [InlineData("all-eyes", Right.Deploy, "blog", "the key 'all-eyes' may only read; ask someone with an admin key: keys:add all-eyes --role deploy.")]
    [InlineData("ci", Right.Deploy, "shop", "the key 'ci' may only deploy 'blog', and not 'shop'; ask someone with an admin key: keys:add ci --app blog --app shop.")]
    [InlineData("ci", Right.Deploy, null, "the key 'ci' may only deploy 'blog'; name the app.")]
    [InlineData("eye", Right.Read, "shop", "the key 'eye' may only read 'blog', and not 'shop'; ask someone with an admin key: keys:add eye --app blog --app shop.")]
    [InlineData("any", Right.Admin, "blog", "the key 'any' may only deploy, and this is for admin keys; ask someone who has one.")]
    [InlineData("gone", Right.Read, null, "the key 'gone' is none of this box any more; ask someone with an admin key to add it: keys:add gone.")]
    public void What_a_key_may_not_is_refused_with_a_way_out(string name, Right needed, string? app, string? why) =>
        Assert.Equal(why, Rights.WhyRefused(Ring, By(name), needed, app is null ? null : AppName.Parse(app))?.Sentence);

    [Fact]
    public void Somebody_on_the_box_may_do_everything() => Assert.Null(Rights.WhyRefused(KeyRing.Empty, new Provenance("root", "", ""), Right.Admin, Blog));

    /// <summary>Whatever is asked of an app by whichever key, in whatever state: what is recorded was in its rights at that moment.</summary>
    [Fact]
    public void No_key_changes_an_app_for_which_it_has_not_the_right()
    {
        var (recorded, refused) = (0, 0);
        Gen.Select(Gen.Select(Move.Histories, Gen.Int[0, 5]), Gen.Bool).Sample(
            (history, isShop) =>
            {
                var journal = new MemoryJournal(TimeProvider.System);
                journal.Append(App.Absent(AppName.Box), [.. Ring.Keys.Select(key => new KeyEvent.Added(key))], new Provenance("root", "", ""));
                var app = isShop ? Shop : Blog;
                journal.Append(App.Absent(app), Histories.Live, new Provenance("root", "", ""));
                var who = Names[history.Item2];
                foreach (var move in history.Item1)
                {
                    var command = move.For(journal.Read(app));
                    var outcome = Transaction.Run(journal, app, _ => command, By(who));
                    var may = who switch
                    {
                        "anna" => true,
                        "ci" => !isShop && Rights.Needed(command) == Right.Deploy,
                        "any" => Rights.Needed(command) == Right.Deploy,
                        _ => false,
                    };
                    Assert.True(may || outcome is Outcome.Refused, $"{who}: {Story.Line(command)}");
                    if (outcome is Outcome.Done { Recorded.Count: > 0 }) Interlocked.Increment(ref recorded);
                    if (!may) Interlocked.Increment(ref refused);
                }
            },
            iter: 500);
        Assert.True(recorded > 500 && refused > 500, $"{recorded} recorded, {refused} refused");
    }

    [Fact]
    public void A_key_that_is_removed_records_nothing_from_that_moment_on()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        journal.Append(App.Absent(AppName.Box), [.. Ring.Keys.Select(key => new KeyEvent.Added(key))], new Provenance("root", "", ""));
        journal.Append(App.Absent(Blog), Histories.Live, new Provenance("root", "", ""));
        Assert.IsType<Outcome.Done>(Transaction.Run(journal, Blog, _ => new AppCommand.Stop(), By("ci")));
        Assert.IsType<Outcome.Done>(Transaction.Run(journal, AppName.Box, _ => new KeyCommand.Remove(KeyName.Parse("ci")), By("anna")));
        Assert.IsType<Outcome.Refused>(Transaction.Run(journal, Blog, _ => new AppCommand.Start(), By("ci")));
    }

    [Fact]
    public void Only_an_admin_changes_keys()
    {
        var journal = new MemoryJournal(TimeProvider.System);
        journal.Append(App.Absent(AppName.Box), [.. Ring.Keys.Select(key => new KeyEvent.Added(key))], new Provenance("root", "", ""));
        foreach (var who in Names[1..])
            Assert.IsType<Outcome.Refused>(Transaction.Run(journal, AppName.Box, _ => new KeyCommand.Add(KeyOf("mine", Right.Admin)), By(who)));
        Assert.IsType<Outcome.Done>(Transaction.Run(journal, AppName.Box, _ => new KeyCommand.Add(KeyOf("mine", Right.Admin)), By("anna")));
    }

    private static Provenance By(string name) => new(name, PublicKeyOf(name).Fingerprint, "");
}
