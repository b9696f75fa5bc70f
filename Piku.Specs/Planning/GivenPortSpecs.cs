using Piku.Domain.Apps;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>Found by a simulated history: a release was judged by what a process of the one before it, which had been given up, listened on.</summary>
public sealed class GivenPortSpecs
{
    [Theory]
    [InlineData("blog")]
    [InlineData("shop")]
    public void A_port_is_not_given_again_while_a_process_of_a_release_that_was_given_up_may_still_come_to_it(string next)
    {
        var world = PaperWorld.Of(App.Absent(Blog), App.Absent(AppName.Parse("shop"))).After("blog", new AppCommand.Push(SlugA));
        world = world with { Box = world.Box with { EmperorAnswers = false } };
        world = Passed(Passed(Passed(world, "blog"), "blog"), "blog");
        var given = world.Apps["blog"].Candidate!.Ports["web.1"];
        world = Passed(Passed(world.After("blog", next == "blog" ? new AppCommand.Push(SlugB) : new AppCommand.Stop()).After(next, new AppCommand.Push(SlugB)), next), next);
        Assert.NotEqual(given, world.Apps[next].Candidate!.Ports["web.1"]);
    }

    private static PaperWorld Passed(PaperWorld world, string app) => world.AppliedTo(app, world.Plan(app).Steps);
}
