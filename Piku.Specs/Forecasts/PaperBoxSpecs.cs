using Piku.Domain.Apps;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Forecasts;

/// <summary>Where the machine on paper could differ from one.</summary>
public sealed class PaperBoxSpecs
{
    [Fact]
    public void A_folder_in_the_place_of_a_vassal_is_none_for_the_Emperor()
    {
        var world = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("worker", "./w")))).Settled(drained: true);
        var worker = Assert.Single(world.Box.Processes.Keys);
        var ini = new VassalFiles(PaperWorld.Root, worker).Ini;
        Assert.Empty(world.Box.Without(ini).WithFolder(ini).Woken(PaperWorld.Root, world.Now).Processes);
    }
}
