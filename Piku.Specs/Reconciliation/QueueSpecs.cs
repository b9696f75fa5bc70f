using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Reconciliation;

/// <summary>uWSGI does not start with a longer queue of connections than the kernel allows.</summary>
public sealed class The_queue_of_connections
{
    [Theory]
    [InlineData(4096, null, 1024)]
    [InlineData(128, null, 128)]
    [InlineData(4096, "64", 64)]
    [InlineData(4096, "65535", 4096)]
    public void Is_as_long_as_asked_for_and_no_longer_than_the_kernel_allows(int most, string? asked, int length)
    {
        var slug = SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application")) with { Runtime = "python", Env = asked is null ? Map<string>() : Map(("UWSGI_LISTEN", asked)) };
        var live = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(slug)).Settled(drained: true).Apps["blog"];
        var ini = Projection.Of(PaperWorld.Root with { MostListen = most }, live).Live!.Vassals[0].Ini.Content;
        Assert.Contains($"\nlisten = {length}\n", ini, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_Emperor_is_no_longer_than_the_kernel_allows_either()
    {
        Assert.Contains("\nlisten = 1024\n", EmperorIni.Of(PaperWorld.Root), StringComparison.Ordinal);
        Assert.Contains("\nlisten = 128\n", EmperorIni.Of(PaperWorld.Root with { MostListen = 128 }), StringComparison.Ordinal);
    }
}
