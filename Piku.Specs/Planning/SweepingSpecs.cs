using Piku.Domain.Apps;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>Folders that nothing needs are left where they are while somebody pushes, and no plan knows whether that is so.</summary>
public sealed class SweepingSpecs
{
    private static readonly PaperWorld Serving = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugA)).Settled(drained: true);

    /// <summary>The push that had brought the newest release had not quite ended; so what it left over stayed until each app was looked at again, for two minutes at the most.</summary>
    [Fact]
    public void What_is_left_over_while_a_push_ends_is_looked_at_again_soon_afterwards()
    {
        var world = Serving with { Box = Serving.Box.WithFolder(PaperWorld.Root.Slug(Blog, "cccccccccccccccc")) };
        Assert.Equal(["sweep /home/piku/.piku/slugs/blog/cccccccccccccccc", PlanText.Line(Again(world))], PlanText.Lines(world.Plan("blog")));
        Assert.Equal(new Verdict.Converged(), world.Settled(drained: true).Plan("blog").Verdict);
    }

    [Fact]
    public void So_is_the_repository_of_an_app_that_is_destroyed_meanwhile()
    {
        var world = Serving.After("blog", new AppCommand.Destroy()).Settled(drained: true);
        world = world with { Box = world.Box.WithFolder(PaperWorld.Root.Repository(Blog)) };
        Assert.Equal(Again(world), world.Plan("blog").Verdict);
    }

    private static Verdict.Converged Again(PaperWorld world) => new(world.Now.AddSeconds(5));
}
