using System.Globalization;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

public sealed class A_table_of_processes
{
    private static readonly PaperWorld Live = PaperWorld.Of(App.Absent(Blog))
        .After("blog", new AppCommand.Push(SlugA with { Runtime = "generic" })).After("blog", new AppCommand.Scale(Map(("worker", 2)))).Settled(drained: true);

    [Fact]
    public void Shows_each_process_with_what_it_was_given() => Assert.Equal(
        ["web.1 Up 100 restarts=0 port=20000 v1", "worker.1 Up 100 restarts=0 port= v1", "worker.2 Up 100 restarts=0 port= v1"], Rows(Live));

    [Fact]
    public void Shows_that_the_former_processes_drain_beside_the_new_ones()
    {
        var restarted = Live.After("blog", new AppCommand.Restart(2)).Settled(drained: false);
        Assert.Equal(
            ["web.1 Up 100 restarts=0 port=20001 v1", "worker.1 Up 100 restarts=0 port= v1", "worker.2 Up 100 restarts=0 port= v1",
                "web.1 Draining 100 restarts=0 port=20000 v1", "worker.1 Draining 100 restarts=0 port= v1", "worker.2 Draining 100 restarts=0 port= v1"],
            Rows(restarted));
    }

    [Fact]
    public void Shows_what_waits_for_its_port() => Assert.Equal(
        ["web.1 Up 100 restarts=0 port=20000 v1", "web.2 Starting  restarts=0 port= v1", "worker.1 Up 100 restarts=0 port= v1", "worker.2 Up 100 restarts=0 port= v1"],
        Rows(Live.After("blog", new AppCommand.Scale(Map(("web", 2))))));

    [Fact]
    public void Shows_a_process_that_ends_again_and_again_as_backing_off() =>
        Assert.Equal("worker.2 BackingOff 7 restarts=3 port= v1", Rows(Started(Live, "blog_worker.2_g1", 3))[2]);

    [Fact]
    public void Shows_a_process_that_came_back_as_up() =>
        Assert.Equal("worker.2 Up 7 restarts=3 port= v1", Rows(Started(Live, "blog_worker.2_g1", 3).Later(TimeSpan.FromSeconds(10)))[2]);

    [Fact]
    public void Says_that_nothing_is_known_while_the_Emperor_is_silent() =>
        Assert.All(Rows(Live with { Box = Live.Box with { EmperorAnswers = false } }), row => Assert.Contains(" Unknown  ", row, StringComparison.Ordinal));

    [Fact]
    public void Is_empty_for_a_stopped_app() => Assert.Empty(Rows(Live.After("blog", new AppCommand.Stop()).Settled(drained: true)));

    private static PaperWorld Started(PaperWorld world, string vassal, int times) => Enumerable.Range(0, times).Aggregate(
        world.Later(TimeSpan.FromMinutes(1)), (now, _) => now with { Box = now.Box.Started(PaperWorld.Root, vassal, now.Now, new EmperorView(7, Accepting: false, Cursed: false)) });

    private static string[] Rows(PaperWorld world) =>
        [.. ProcessTable.Of(world.Desired("blog"), world.Observed("blog"), world.Now)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Process} {row.State} {row.Pid} restarts={row.Restarts} port={row.Port} v{row.Release}"))];
}
