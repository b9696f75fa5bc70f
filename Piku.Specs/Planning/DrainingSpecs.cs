using Piku.Domain.Apps;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>Former processes stay for a while, whatever the clock does.</summary>
public sealed class DrainingSpecs
{
    private static readonly PaperWorld Restarted = PaperWorld.Of(App.Absent(Blog))
        .After("blog", new AppCommand.Push(SlugA with { Runtime = "generic" })).Settled(drained: true)
        .After("blog", new AppCommand.Restart(2)).Settled(drained: false);

    [Fact]
    public void They_stay_while_they_drain() => Assert.DoesNotContain(new Step.Dismiss("blog_web.1_g1"), Restarted.Plan("blog").Steps);

    [Fact]
    public void They_go_when_the_clock_was_set_back_and_would_have_them_drain_for_a_day_more()
    {
        var plan = Restarted.Later(TimeSpan.FromDays(-1)).Plan("blog");
        Assert.Contains(new Step.Dismiss("blog_web.1_g1"), plan.Steps);
        Assert.Equal(new Verdict.Converged(), plan.Verdict);
    }
}
