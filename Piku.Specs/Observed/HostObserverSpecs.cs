using Piku.Domain.Apps;
using Piku.Reconciler.Observed;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Observed;

public sealed class HostObserverSpecs
{
    private static readonly AppName Blog = AppName.Parse("blog");

    /// <summary>To ask the kernel costs more than all other looks together.</summary>
    [Theory]
    [InlineData("wsgi", "GREETING", false)]
    [InlineData("web", "PORT", true)]
    public void Ports_are_looked_at_only_where_a_process_was_given_one(string kind, string variable, bool areSeen)
    {
        var box = PaperBox.Empty with { OtherPorts = [20001] };
        var seen = new HostObserver(PaperWorld.Root, box.WithFile($"{PaperWorld.Root.VassalEnvironments}/blog_{kind}.1_g1/{variable}", "20001", Samples.Noon)).Look(Blog);
        Assert.Equal(areSeen, seen.ListeningPorts.Contains(20001));
    }
}
