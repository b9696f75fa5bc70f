using CsCheck;
using Piku.Domain.Apps;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Decider;

public sealed class RetellingSpecs
{
    [Fact]
    public void An_app_that_is_told_again_from_any_moment_is_what_it_was() =>
        Gen.Select(Move.Histories, Gen.Int[0, 100]).Sample(
            (history, percent) =>
            {
                App[] apps = [App.Absent(Blog), .. Move.Tell(history).Select(told => told.After)];
                var now = apps[(apps.Length - 1) * percent / 100];
                Assert.Equal(Essential(apps[^1]), Essential(Fold(now, Retelling.Of(now, apps[^1]))));
                Assert.Equal(Essential(apps[^1]), Essential(Fold(Retelling.Of(App.Absent(Blog), apps[^1]))));
            },
            iter: 2_000);

    [Fact]
    public void What_was_never_there_needs_no_words() => Assert.Empty(Retelling.Of(App.Absent(Blog), App.Absent(Blog)));

    private static string Essential(App app) => Journal.Sample.Text(Retelling.Essence(app));
}
